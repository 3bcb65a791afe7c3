import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedPolicy } from '../../../../generated/s3/errors.js';
import { evaluate } from '../../../../src/auth/policy/evaluate.js';
import { checkPolicy } from '../../../../src/services/s3/access/check-policy.js';
import { isPublicPolicy } from '../../../../src/services/s3/access/public-policy.js';

const arn = 'arn:aws:s3:::a-bucket';
/** Values as policies have them, near misses, and anything. */
const value = (...likely: readonly unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...likely) }, fc.jsonValue({ maxDepth: 2 }));
const oneOrMore = <T>(of: fc.Arbitrary<T>) => fc.oneof(of, fc.array(of, { maxLength: 3 }));
const operators = [
  'StringEquals',
  'StringNotLike',
  'ForAllValues:StringLike',
  'IpAddress',
  'NumericLessThan',
  'Null',
  'ArnLikeIfExists',
  'StringEqual',
];
const keys = ['aws:SourceIp', 'aws:username', 's3:prefix', 's3:ExistingObjectTag/a', 's3:x-amz-acl', 'aws:PrincipalOrgID', 'other'];
const fields = {
  Sid: value('a', 'b', ''),
  Effect: value('Allow', 'Deny', 'allow'),
  Principal: value('*', { AWS: '*' }, { AWS: ['111111111111', 'x'] }, { Service: 's3.amazonaws.com' }, {}),
  NotPrincipal: value({ AWS: '111111111111' }),
  Action: oneOrMore(value('s3:*', '*', 's3:GetObject', 's3:ListBucket', 's3:Nothing', 's3:Get?bject*')),
  NotAction: value('s3:GetObject'),
  Resource: oneOrMore(value(arn, `${arn}/*`, '*', 'arn:aws:s3:::other/*', `${arn}/\${aws:username}/*`, `${arn}*`)),
  Condition: fc.oneof(
    fc.dictionary(
      fc.constantFrom(...operators),
      fc.dictionary(fc.constantFrom(...keys), oneOrMore(value('a', '10.0.0.0/8', '0.0.0.0/99', `\${aws:userid}`, true, 3))),
    ),
    fc.jsonValue({ maxDepth: 3 }),
  ),
};
const names = Object.keys(fields);
/** A valid statement of which some fields are others. */
const statement = fc.tuple(fc.record(fields), fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 })).map(([others, changed]) => ({
  Effect: 'Allow',
  Principal: { AWS: '111111111111' },
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
  ...Object.fromEntries(Object.entries(others).filter(([name]) => changed.includes(name))),
}));
const policy = fc.record(
  {
    Version: value('2012-10-17', '2008-10-17'),
    Id: value('id'),
    Statement: oneOrMore(fc.oneof({ weight: 20, arbitrary: statement }, fc.jsonValue())),
  },
  { requiredKeys: ['Statement'] },
);

describe('any policy', () => {
  it('is taken or refused as malformed, and one that is taken can be asked anything', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: policy }, fc.jsonValue()), fc.string(), (given, text) => {
        let document: ReturnType<typeof checkPolicy>;
        try {
          document = checkPolicy(JSON.stringify(given), arn);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPolicy);
          return;
        }
        taken++;
        expect([true, false]).toContain(isPublicPolicy(document));
        for (const action of ['s3:GetObject', 's3:ListBucket', text]) {
          const request = { action, resource: `${arn}/${text}`, principal: { arns: [text] }, keys: () => text };
          expect(['allowed', 'denied', 'not-decided']).toContain(evaluate([document], request));
        }
      }),
      { seed: 20_260_101, numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('whose text is broken is refused', () => {
    const text = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` }] });
    expect(() => checkPolicy(text, arn)).not.toThrow();
    for (let at = 0; at < text.length; at++) expect(() => checkPolicy(text.slice(0, at), arn)).toThrow(MalformedPolicy);
  });
});
