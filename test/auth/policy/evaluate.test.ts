// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { describe, expect, it } from 'vitest';
import { evaluate, type PolicyRequest, type RequestPrincipal } from '../../../src/auth/policy/evaluate.js';
import { parsePolicy } from '../../../src/auth/policy/parse-document.js';

const policy = (...statements: readonly object[]) => parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const ann: RequestPrincipal = { accountId: '111111111111', arns: ['arn:aws:iam::111111111111:user/ann'] };
const request = (changes: Partial<PolicyRequest> = {}): PolicyRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::pictures/cats/one.png',
  principal: ann,
  keys: (key) => ({ 'aws:username': 'ann' })[key],
  ...changes,
});
const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::pictures/*' };

describe('policies', () => {
  it('decide nothing about what they do not mention', () => {
    expect(evaluate([], request())).toBe('not-decided');
    expect(evaluate([policy({ ...allow, Action: 's3:PutObject' })], request())).toBe('not-decided');
    expect(evaluate([policy({ ...allow, Resource: 'arn:aws:s3:::pictures' })], request())).toBe('not-decided');
  });

  it('allow what a statement allows', () => expect(evaluate([policy(allow)], request())).toBe('allowed'));

  it('deny what any statement denies', () => {
    const deny = { ...allow, Effect: 'Deny', Resource: '*' };
    expect(evaluate([policy(deny, allow)], request())).toBe('denied');
    expect(evaluate([policy(allow), policy(deny)], request())).toBe('denied');
  });

  it.each([
    ['s3:getobject', true],
    ['s3:Get*', true],
    ['S3:*', true],
    ['s3:?etObject', true],
    ['*', true],
    ['s3:GetObjectAcl', false],
  ])('compare actions without their case and by wildcards: %s', (Action, applies) => {
    expect(evaluate([policy({ ...allow, Action })], request())).toBe(applies ? 'allowed' : 'not-decided');
  });

  it('have NotAction and NotResource', () => {
    expect(evaluate([policy({ ...allow, Action: undefined, NotAction: 's3:Put*' })], request())).toBe('allowed');
    expect(evaluate([policy({ ...allow, Action: undefined, NotAction: 's3:Get*' })], request())).toBe('not-decided');
    const notResource = { ...allow, Resource: undefined, NotResource: 'arn:aws:s3:::pictures/dogs/*' };
    expect(evaluate([policy(notResource)], request())).toBe('allowed');
    expect(evaluate([policy(notResource)], request({ resource: 'arn:aws:s3:::pictures/dogs/x' }))).toBe('not-decided');
  });

  it.each([
    [{ AWS: '111111111111' }, true],
    [{ AWS: 'arn:aws:iam::111111111111:root' }, true],
    [{ AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::111111111111:user/ann'] }, true],
    [{ AWS: 'arn:aws:iam::111111111111:user/*' }, false],
    [{ AWS: '*' }, true],
    [{ AWS: '222222222222' }, false],
    [{ Service: 's3.amazonaws.com' }, false],
    [{ CanonicalUser: 'abc' }, false],
  ])('name their principals: %j', (Principal, applies) => {
    expect(evaluate([policy({ ...allow, Principal })], request())).toBe(applies ? 'allowed' : 'not-decided');
  });

  it('name services, federated users and canonical users', () => {
    const asked = (Principal: object, principal: RequestPrincipal) => evaluate([policy({ ...allow, Principal })], request({ principal }));
    expect(asked({ Service: 'logging.s3.amazonaws.com' }, { arns: [], service: 'logging.s3.amazonaws.com' })).toBe('allowed');
    expect(asked({ Federated: 'accounts.google.com' }, { arns: [], federated: 'accounts.google.com' })).toBe('allowed');
    expect(asked({ CanonicalUser: 'abc' }, { arns: [], canonicalId: 'abc' })).toBe('allowed');
  });

  it('have NotPrincipal', () => {
    const deny = { Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111111111111:user/ann' }, Action: '*', Resource: '*' };
    expect(evaluate([policy(deny)], request())).toBe('not-decided');
    expect(evaluate([policy(deny)], request({ principal: { arns: [] } }))).toBe('denied');
  });

  it('of identities have no principal', () => {
    expect(evaluate([policy({ Effect: 'Allow', Action: '*', Resource: '*' })], request())).toBe('allowed');
  });

  it('fill in variables, whose wildcards are characters', () => {
    const home = policy({ ...allow, Resource: 'arn:aws:s3:::pictures/${aws:username}/*' });
    expect(evaluate([home], request({ resource: 'arn:aws:s3:::pictures/ann/x' }))).toBe('allowed');
    expect(evaluate([home], request())).toBe('not-decided');
    const star = request({ resource: 'arn:aws:s3:::pictures/bob/x', keys: () => '*' });
    expect(evaluate([home], star)).toBe('not-decided');
    expect(evaluate([home], request({ resource: 'arn:aws:s3:::pictures//x', keys: () => undefined }))).toBe('not-decided');
  });

  it('of 2008 have no variables', () => {
    const old = parsePolicy(JSON.stringify({ Statement: { ...allow, Resource: 'arn:aws:s3:::pictures/${aws:username}/*' } }));
    expect(evaluate([old], request({ resource: 'arn:aws:s3:::pictures/ann/x' }))).toBe('not-decided');
    expect(evaluate([old], request({ resource: 'arn:aws:s3:::pictures/${aws:username}/x' }))).toBe('allowed');
  });

  it('apply where their conditions are met', () => {
    const conditional = policy({ ...allow, Condition: { StringEquals: { 'aws:username': ['ann', 'bob'] } } });
    expect(evaluate([conditional], request())).toBe('allowed');
    expect(evaluate([conditional], request({ keys: () => 'eve' }))).toBe('not-decided');
  });

  it('match long texts with many wildcards in reasonable time', () => {
    const pattern = `arn:aws:s3:::pictures/${'*a'.repeat(20)}`;
    expect(evaluate([policy({ ...allow, Resource: pattern })], request({ resource: `arn:aws:s3:::pictures/${'a'.repeat(1000)}b` }))).toBe(
      'not-decided',
    );
  });
});
