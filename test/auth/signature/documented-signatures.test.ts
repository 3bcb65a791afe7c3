/** The worked examples of AWS's documentation: Amazon S3 API Reference ("Signature calculations"), S3 User Guide (SigV2). */
import { describe, expect, it } from 'vitest';
import { ChunkSignatures } from '../../../src/auth/signature/chunk-signatures.js';
import { signatureV2, stringToSignV2 } from '../../../src/auth/signature/signature-v2.js';
import { verifyS3 } from '../../../src/auth/signature/verify-s3.js';
import type { IssuedCredentials } from '../../../src/services/dependencies.js';
import { signingKey } from '../../../src/signature/signing-key.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
const credentials: IssuedCredentials = {
  accessKeyId: ACCESS_KEY,
  secretAccessKey: SECRET,
  principal: { kind: 'root', accountId: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' },
};
const find = (accessKeyId: string) => (accessKeyId === ACCESS_KEY ? credentials : undefined);
const at = Date.parse('2013-05-24T00:00:00Z');
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HOST = 'examplebucket.s3.amazonaws.com';

const authorization = (signedHeaders: string, signature: string): string =>
  `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/20130524/us-east-1/s3/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`;

const verify = (method: string, path: string, query: string, headers: Readonly<Record<string, string>>, now = at) =>
  verifyS3({ method, path, query, headers, hoisted: headers, resource: `/examplebucket${path}` }, find, now);

describe('the documented signature of version 4', () => {
  it.each([
    [
      'GET Object',
      'GET',
      '/test.txt',
      '',
      { range: 'bytes=0-9', 'x-amz-content-sha256': OF_NOTHING },
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT Object',
      'PUT',
      '/test$file.text',
      '',
      {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'GET Bucket lifecycle',
      'GET',
      '/',
      'lifecycle',
      { 'x-amz-content-sha256': OF_NOTHING },
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'GET Bucket (List Objects)',
      'GET',
      '/',
      'max-keys=2&prefix=J',
      { 'x-amz-content-sha256': OF_NOTHING },
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('of %s is right', (_, method, path, query, headers, signedHeaders, signature) => {
    const given = { host: HOST, 'x-amz-date': '20130524T000000Z', ...headers, authorization: authorization(signedHeaders, signature) };
    expect(verify(method, path, query, given)).toMatchObject({ credentials, placed: 'header', version: 'AWS4-HMAC-SHA256' });
    expect(() => verify(method, `${path}x`, query, given)).toThrow('The request signature we calculated does not match');
  });

  it('of a presigned URL is right until it ends', () => {
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${ACCESS_KEY}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request`,
      'X-Amz-Date=20130524T000000Z',
      'X-Amz-Expires=86400',
      'X-Amz-SignedHeaders=host',
      'X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    ].join('&');
    expect(verify('GET', '/test.txt', query, { host: HOST })).toMatchObject({ placed: 'query' });
    expect(verify('GET', '/test.txt', query, { host: HOST }, at + 86_400_000)).toMatchObject({ placed: 'query' });
    expect(() => verify('GET', '/test.txt', query, { host: HOST }, at + 86_400_001)).toThrow('Request has expired');
  });

  it('of chunks is right, each built on the one before', () => {
    const chunks = new ChunkSignatures({
      key: signingKey(SECRET, '20130524', 'us-east-1', 's3'),
      date: '20130524T000000Z',
      scope: '20130524/us-east-1/s3/aws4_request',
      signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    });
    chunks.update(Buffer.alloc(65_536, 'a'));
    expect(chunks.endChunk('ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648')).toBe(true);
    chunks.update(Buffer.alloc(1000, 'a'));
    chunks.update(Buffer.alloc(24, 'a'));
    expect(chunks.endChunk('0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497')).toBe(true);
    expect(chunks.endChunk('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')).toBe(true);
  });
});

describe('the documented signature of version 2', () => {
  const headers = { host: 'awsexamplebucket1.us-west-1.s3.amazonaws.com', date: 'Tue, 27 Mar 2007 19:36:42 +0000' };

  it('of an object GET is right', () => {
    const text = stringToSignV2({ method: 'GET', resource: '/awsexamplebucket1/photos/puppy.jpg', query: '', headers, date: headers.date });
    expect(text).toBe('GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/awsexamplebucket1/photos/puppy.jpg');
    expect(signatureV2(SECRET, text)).toBe('qgk2+6Sv9/oM7G3qLEjTH1a1l1g=');
  });

  it('of an object PUT counts its type', () => {
    const date = 'Tue, 27 Mar 2007 21:15:45 +0000';
    const text = stringToSignV2({
      method: 'PUT',
      resource: '/awsexamplebucket1/photos/puppy.jpg',
      query: '',
      headers: { ...headers, date, 'content-type': 'image/jpeg' },
      date,
    });
    expect(signatureV2(SECRET, text)).toBe('iqRzw+ileNPu1fhspnRs8nOjjIA=');
  });

  it('of a list leaves out what is no subresource', () => {
    const date = 'Tue, 27 Mar 2007 19:42:41 +0000';
    const query = 'prefix=photos&max-keys=50&marker=puppy';
    const text = stringToSignV2({ method: 'GET', resource: '/awsexamplebucket1/', query, headers, date });
    expect(signatureV2(SECRET, text)).toBe('m0WP8eCtspQl5Ahe6L1SozdX9YA=');
  });

  it('of a fetch counts its subresource', () => {
    const date = 'Tue, 27 Mar 2007 19:44:46 +0000';
    const text = stringToSignV2({ method: 'GET', resource: '/awsexamplebucket1/', query: 'acl', headers, date });
    expect(signatureV2(SECRET, text)).toBe('82ZHiFIjc+WbcwFKGUVEQspPn+0=');
  });
});
