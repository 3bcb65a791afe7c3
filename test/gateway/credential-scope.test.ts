import { describe, expect, it } from 'vitest';
import { credentialScopeOf } from '../../src/gateway/credential-scope.js';

const signed = (authorization: string) => credentialScopeOf({ authorization }, '');

describe('what a signature says about its caller', () => {
  it('reads the scope of SigV4', () => {
    expect(
      signed('AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab'),
    ).toEqual({ accessKeyId: 'AKID', region: 'eu-west-1', signingName: 'dynamodb', placed: 'header' });
  });

  it('keeps the session token', () => {
    expect(
      credentialScopeOf(
        { authorization: 'AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/sts/aws4_request, Signature=ab', 'x-amz-security-token': 'T' },
        '',
      )?.sessionToken,
    ).toBe('T');
  });

  it('reads SigV4A, which has no region', () => {
    expect(signed('AWS4-ECDSA-P256-SHA256 Credential=AKID/20260101/s3/aws4_request, SignedHeaders=host, Signature=ab')).toEqual({
      accessKeyId: 'AKID',
      signingName: 's3',
      placed: 'header',
    });
  });

  it('reads an access key with slashes', () => {
    expect(signed('AWS4-HMAC-SHA256 Credential=a/b/20260101/us-east-1/s3/aws4_request, Signature=ab')?.accessKeyId).toBe('a/b');
  });

  it('takes SigV2 for S3', () => {
    expect(signed('AWS AKID:c2lnbmF0dXJl')).toEqual({ accessKeyId: 'AKID', signingName: 's3', placed: 'header' });
    expect(credentialScopeOf({}, 'AWSAccessKeyId=AKID&Signature=x&Expires=1')).toEqual({
      accessKeyId: 'AKID',
      signingName: 's3',
      placed: 'query',
    });
  });

  it('reads presigned URLs', () => {
    expect(
      credentialScopeOf({}, 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fs3%2Faws4_request'),
    ).toEqual({
      accessKeyId: 'AKID',
      region: 'us-east-1',
      signingName: 's3',
      placed: 'query',
    });
  });

  it.each(['', 'Bearer abc', 'AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA256 Credential=', 'AWS4-HMAC-SHA256 Credential=a/b'])(
    'finds nobody in %j',
    (authorization) => {
      expect(signed(authorization)).toBeUndefined();
    },
  );
});
