import { describe, expect, it } from 'vitest';
import { PolicyProblemError } from '../../../src/auth/policy/document.js';
import { parsePolicy } from '../../../src/auth/policy/parse-document.js';

const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

function problemOf(text: string): unknown {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicyProblemError) return error.problem;
    throw error;
  }
  return expect.fail('the policy was read');
}

const withStatement = (changes: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...changes }] });

describe('a policy', () => {
  it('is read with one statement as with several', () => {
    const [one, several] = [statement, [statement]].map((Statement) => parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement })));
    expect(one).toEqual({
      version: '2012-10-17',
      statements: [
        {
          effect: 'Allow',
          actions: { negated: false, values: ['s3:*'] },
          resources: { negated: false, values: ['*'] },
          conditions: [],
        },
      ],
    });
    expect(several).toEqual(one);
  });

  it('is of 2008 when it says nothing', () => expect(parsePolicy(JSON.stringify({ Statement: [] })).version).toBe('2008-10-17'));

  it('takes numbers and booleans for values of conditions', () => {
    const text = withStatement({ Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': [10, '20'] } } });
    expect(parsePolicy(text).statements[0]?.conditions).toEqual([
      { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
      { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10', '20'] },
    ]);
  });

  it.each([
    ['', { kind: 'not-json' }],
    ['random', { kind: 'not-json' }],
    ['[]', { kind: 'not-an-object' }],
    ['"x"', { kind: 'not-an-object' }],
    ['{}', { kind: 'missing-field', field: 'Statement' }],
    ['{"Version":"2020-01-01","Statement":[]}', { kind: 'bad-value', field: 'Version', value: '2020-01-01' }],
    ['{"Statements":[]}', { kind: 'unknown-field', field: 'Statements' }],
    [withStatement({ Effect: undefined }), { kind: 'missing-field', field: 'Effect' }],
    [withStatement({ Effect: 'allow' }), { kind: 'bad-value', field: 'Effect', value: 'allow' }],
    [withStatement({ Action: undefined }), { kind: 'missing-field', field: 'Action' }],
    [withStatement({ Action: [] }), { kind: 'bad-value', field: 'Action', value: [] }],
    [withStatement({ Action: 1 }), { kind: 'bad-value', field: 'Action', value: 1 }],
    [withStatement({ NotAction: 's3:*' }), { kind: 'conflicting-fields', fields: ['Action', 'NotAction'] }],
    [withStatement({ NotResource: '*' }), { kind: 'conflicting-fields', fields: ['Resource', 'NotResource'] }],
    [withStatement({ Principal: '*', NotPrincipal: '*' }), { kind: 'conflicting-fields', fields: ['Principal', 'NotPrincipal'] }],
    [withStatement({ Principal: 'ann' }), { kind: 'bad-value', field: 'Principal', value: 'ann' }],
    [withStatement({ Principal: { User: 'ann' } }), { kind: 'bad-value', field: 'Principal', value: { User: 'ann' } }],
    [withStatement({ Condition: { StringSame: { a: 'b' } } }), { kind: 'unknown-operator', operator: 'StringSame' }],
    [withStatement({ Condition: [] }), { kind: 'bad-value', field: 'Condition', value: [] }],
    [withStatement({ Condition: { StringEquals: { a: {} } } }), { kind: 'bad-value', field: 'a', value: {} }],
    [withStatement({ Resources: '*' }), { kind: 'unknown-field', field: 'Resources' }],
    [
      JSON.stringify({
        Statement: [
          { ...statement, Sid: 'a' },
          { ...statement, Sid: 'a' },
        ],
      }),
      { kind: 'duplicate-sid', sid: 'a' },
    ],
  ])('is refused when it reads %s', (text, problem) => expect(problemOf(text)).toEqual(problem));
});
