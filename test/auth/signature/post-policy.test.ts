/** The worked example of Amazon S3 API Reference, "Example: Browser-based upload using HTTP POST (Using AWS Signature Version 4)". */
import { describe, expect, it } from 'vitest';
import { readPostClaim, verifyPostClaim } from '../../../src/auth/signature/post-policy.js';
import type { IssuedCredentials } from '../../../src/services/dependencies.js';

const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
const SIGNATURE = '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e';
const POLICY = [
  '{ "expiration": "2015-12-30T12:00:00.000Z",',
  '  "conditions": [',
  '    {"bucket": "sigv4examplebucket"},',
  '    ["starts-with", "$key", "user/user1/"],',
  '    {"acl": "public-read"},',
  '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
  '    ["starts-with", "$Content-Type", "image/"],',
  '    {"x-amz-meta-uuid": "14365123651274"},',
  '    {"x-amz-server-side-encryption": "AES256"},',
  '    ["starts-with", "$x-amz-meta-tag", ""],',
  '',
  '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
  '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
  '    {"x-amz-date": "20151229T000000Z" }',
  '  ]',
  '}',
].join('\r\n');

const credentials: IssuedCredentials = {
  accessKeyId: ACCESS_KEY,
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  principal: { kind: 'root', accountId: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' },
};
const find = (accessKeyId: string) => (accessKeyId === ACCESS_KEY ? credentials : undefined);
const now = Date.parse('2015-12-29T00:00:00Z');

const claim = (signature: string) => {
  const read = readPostClaim(
    new Map([
      ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
      ['x-amz-credential', `${ACCESS_KEY}/20151229/us-east-1/s3/aws4_request`],
      ['x-amz-date', '20151229T000000Z'],
      ['policy', Buffer.from(POLICY).toString('base64')],
      ['x-amz-signature', signature],
    ]),
  );
  if (read === undefined) throw new Error('The form is signed.');
  return read;
};

describe("the documented signature of a browser's form", () => {
  it('is right', () => {
    expect(verifyPostClaim(claim(SIGNATURE), find, now)).toBe(credentials);
  });

  it('is wrong with another digit', () => {
    expect(() => verifyPostClaim(claim(SIGNATURE.replace(/^8/, '9')), find, now)).toThrow(
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  });
});
