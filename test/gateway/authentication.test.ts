import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { elementOf, refusal, send } from '../services/emulator.js';

const known = { accessKeyId: 'test', secretAccessKey: 'test' };
const wrong = { accessKeyId: 'test', secretAccessKey: 'tset' };
const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'test' };
type Keys = typeof known & { readonly sessionToken?: string };

describe('under --auth', () => {
  let aws: Tinsmith;
  beforeAll(async () => {
    aws = await startTinsmith({ auth: true });
    await s3().send(new CreateBucketCommand({ Bucket: 'pictures' }));
    await s3().send(new PutObjectCommand({ Bucket: 'pictures', Key: 'a b+c/é.txt', Body: 'hello' }));
  });
  afterEach(() => aws.clock.reset());
  afterAll(() => aws.stop());

  const options = (credentials: Keys) => ({ ...aws.clientConfig({}), credentials, maxAttempts: 1 });
  const s3 = (keys: Keys = known) => new S3Client(options(keys));
  const sts = (keys: Keys = known) => new STSClient(options(keys));
  const dynamodb = (keys: Keys = known) => new DynamoDBClient(options(keys));
  const url = (client = s3(), expiresIn = 60) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: 'pictures', Key: 'a b+c/é.txt' }), { expiresIn });

  it('the right signature is taken, by each protocol', async () => {
    await expect(s3().send(new ListBucketsCommand({}))).resolves.toMatchObject({ Buckets: [{ Name: 'pictures' }] });
    await expect(dynamodb().send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: [] });
    await expect(sts().send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: '000000000000' });
  });

  it('S3 refuses a wrong one and shows what it calculated', async () => {
    const { code, message, status, members } = await refusal(s3(wrong).send(new ListBucketsCommand({})));
    expect({ code, status }).toEqual({ code: 'SignatureDoesNotMatch', status: 403 });
    expect(message).toBe(
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
    expect(members.AWSAccessKeyId).toBe('test');
    expect(members.StringToSign).toMatch(/^AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}$/);
    expect(members.CanonicalRequest).toMatch(/^GET\n\/\nx-id=ListBuckets\n/);
    expect(String(members.StringToSignBytes)).toMatch(/^41 57 53 34 /);
    expect(String(members.CanonicalRequestBytes)).toMatch(/^47 45 54 0a /);
    expect(members.SignatureProvided).toMatch(/^[0-9a-f]{64}$/);
  });

  it('S3 refuses an unknown key', async () => {
    expect(await refusal(s3(unknown).send(new ListBucketsCommand({})))).toMatchObject({
      code: 'InvalidAccessKeyId',
      message: 'The AWS Access Key Id you provided does not exist in our records.',
      status: 403,
      members: { AWSAccessKeyId: 'AKIAUNKNOWN' },
    });
  });

  it('S3 refuses a request from another time', async () => {
    await aws.clock.advance(16 * 60_000);
    const { code, message, members } = await refusal(s3().send(new ListBucketsCommand({})));
    expect({ code, message }).toEqual({
      code: 'RequestTimeTooSkewed',
      message: 'The difference between the request time and the current time is too large.',
    });
    expect(members).toMatchObject({ MaxAllowedSkewMilliseconds: '900000' });
  });

  it('JSON services refuse in their words', async () => {
    expect(await refusal(dynamodb(unknown).send(new ListTablesCommand({})))).toMatchObject({
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      status: 400,
    });
    const { code, message, status } = await refusal(dynamodb(wrong).send(new ListTablesCommand({})));
    expect({ code, status }).toEqual({ code: 'InvalidSignatureException', status: 400 });
    expect(message).toMatch(
      /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'POST\n\/\n\n/,
    );
  });

  it('JSON services refuse a request without a signature', async () => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' };
    const answer = await send(aws, { method: 'POST', target: '/', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      __type: expect.stringContaining('MissingAuthenticationTokenException'),
      message: 'Request is missing Authentication Token',
    });
  });

  it('JSON services name the parts that an Authorization header lacks', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request';
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0', authorization };
    const answer = await send(aws, { method: 'POST', target: '/', headers, body: '{}' });
    expect(JSON.parse(answer.body)).toMatchObject({
      __type: expect.stringContaining('IncompleteSignatureException'),
      message: `Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${authorization}`,
    });
  });

  it('services refuse a signature that is too old', async () => {
    await aws.clock.freeze(new Date('2126-01-01T00:00:00Z'));
    const { code, message } = await refusal(dynamodb().send(new ListTablesCommand({})));
    expect(code).toBe('InvalidSignatureException');
    expect(message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than 21251231T235500Z \(21260101T000000Z - 5 min\.\)$/);
  });

  it('query services refuse in theirs', async () => {
    expect(await refusal(sts(unknown).send(new GetCallerIdentityCommand({})))).toMatchObject({
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
      status: 403,
    });
    expect(await refusal(sts(wrong).send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
  });

  it('what needs no signature needs none', async () => {
    const token = ['{"alg":"none"}', '{"iss":"https://accounts.google.com","sub":"1","aud":"x","exp":9999999999,"iat":1}', '']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    const call = sts().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: 'arn:aws:iam::000000000000:role/r',
        RoleSessionName: 'session',
        WebIdentityToken: token,
      }),
    );
    await expect(call).resolves.toMatchObject({ Credentials: expect.anything() });
  });

  it('issued credentials are known with their token, until they expire', async () => {
    const { Credentials: issued } = await sts().send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/reader', RoleSessionName: 'session', DurationSeconds: 900 }),
    );
    const keys = {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
    };
    await expect(sts(keys).send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: 'arn:aws:sts::000000000000:assumed-role/reader/session',
    });
    expect(await refusal(s3({ ...keys, sessionToken: 'other' }).send(new ListBucketsCommand({})))).toMatchObject({
      code: 'InvalidToken',
      message: 'The provided token is malformed or otherwise invalid.',
      status: 400,
    });
    await aws.clock.advance(901_000);
    expect(await refusal(s3(keys).send(new ListBucketsCommand({})))).toMatchObject({ code: 'RequestTimeTooSkewed' });
    expect(await refusal(sts(keys).send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'ExpiredToken' });
  });

  it('presigned URLs are taken as signed', async () => {
    const answer = await fetch(await url());
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
    const refused = await fetch(await url(s3(wrong)));
    expect([refused.status, elementOf(await refused.text(), 'Code')]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it('presigned URLs refuse headers that were not signed', async () => {
    const answer = await fetch(await url(), { headers: { 'x-amz-meta-wrong': 'x', 'x-amz-date': 'now' } });
    const body = await answer.text();
    expect(answer.status).toBe(403);
    expect(elementOf(body, 'Code')).toBe('AccessDenied');
    expect(elementOf(body, 'Message')).toBe('There were headers present in the request which were not signed');
    expect(elementOf(body, 'HeadersNotSigned')).toBe('x-amz-date, x-amz-meta-wrong');
  });

  it.each(['/pictures', '/pictures/'])('a signature of version 2 may name a bucket by %s, whichever is sent', async (resource) => {
    const date = new Date().toUTCString();
    const signature = createHmac('sha1', known.secretAccessKey).update(`GET\n\n\n${date}\n${resource}`).digest('base64');
    const headers = { date, authorization: `AWS ${known.accessKeyId}:${signature}` };
    const answer = await send(aws, { target: '/pictures', headers });
    expect(answer.status).toBe(200);
    expect(elementOf(answer.body, 'Key')).toBe('a b+c/é.txt');
    expect((await send(aws, { target: '/pictured', headers })).status).toBe(403);
  });

  it('a signature of version 2 leaves out parameters of newer operations', async () => {
    const date = new Date().toUTCString();
    const signature = createHmac('sha1', known.secretAccessKey).update(`GET\n\n\n${date}\n/pictures/`).digest('base64');
    const headers = { date, authorization: `AWS ${known.accessKeyId}:${signature}` };
    const answer = await send(aws, { target: '/pictures?publicAccessBlock', headers });
    expect(answer.status).toBe(200);
    expect(elementOf(answer.body, 'BlockPublicAcls')).toBe('true');
  });

  it('a signature is one: in the header or in the query', async () => {
    const authorization = 'AWS test:x';
    const answer = await fetch(await url(), { headers: { authorization } });
    const body = await answer.text();
    expect(answer.status).toBe(400);
    expect(elementOf(body, 'Code')).toBe('InvalidArgument');
    expect(elementOf(body, 'Message')).toBe(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
    expect(elementOf(body, 'ArgumentName')).toBe('Authorization');
    expect(elementOf(body, 'ArgumentValue')).toBe(authorization);
  });

  it('a body other than the signed one is refused and leaves nothing', async () => {
    const client = s3();
    client.middlewareStack.add(
      (next) => (given) => {
        Object.assign(given.request as object, { body: 'other' });
        return next(given);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const put = new PutObjectCommand({ Bucket: 'pictures', Key: 'changed', Body: 'first' });
    expect(await refusal(client.send(put))).toMatchObject({
      code: 'XAmzContentSHA256Mismatch',
      message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      status: 400,
    });
    expect(await refusal(s3().send(new GetObjectCommand({ Bucket: 'pictures', Key: 'changed' })))).toMatchObject({ code: 'NoSuchKey' });
  });
});

describe('without --auth', () => {
  let aws: Tinsmith;
  beforeAll(async () => {
    aws = await startTinsmith({});
    const client = new S3Client(aws.clientConfig({}));
    await client.send(new CreateBucketCommand({ Bucket: 'pictures' }));
    await client.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'key', Body: 'hello' }));
  });
  afterEach(() => aws.clock.reset());
  afterAll(() => aws.stop());

  const url = (secretAccessKey: string) => {
    const client = new S3Client({ ...aws.clientConfig({}), credentials: { accessKeyId: 'test', secretAccessKey } });
    return getSignedUrl(client, new GetObjectCommand({ Bucket: 'pictures', Key: 'key' }), { expiresIn: 60 });
  };

  it('any signature will do', async () => expect((await fetch(await url('any'))).status).toBe(200));

  it('presigned URLs end on time all the same', async () => {
    const presigned = await url('any');
    await aws.clock.advance(61_000);
    const answer = await fetch(presigned);
    const body = await answer.text();
    expect(answer.status).toBe(403);
    expect(elementOf(body, 'Code')).toBe('AccessDenied');
    expect(elementOf(body, 'Message')).toBe('Request has expired');
    expect(elementOf(body, 'X-Amz-Expires')).toBe('60');
    expect(elementOf(body, 'Expires')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(elementOf(body, 'ServerTime')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it.each([
    [
      'X-Amz-Signature',
      undefined,
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    ],
    ['X-Amz-Algorithm', 'AWS4', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'],
    ['X-Amz-Expires', 'soon', 'X-Amz-Expires should be a number'],
    ['X-Amz-Expires', '-1', 'X-Amz-Expires must be non-negative'],
    [
      'X-Amz-Expires',
      '604801',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
    ['X-Amz-Date', 'today', "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""],
    [
      'X-Amz-Credential',
      'test%2F20260101',
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
  ])('a presigned URL with %s %s is refused', async (name, value, message) => {
    const presigned = new URL(await url('any'));
    if (value === undefined) presigned.searchParams.delete(name);
    else presigned.searchParams.set(name, value);
    const answer = await fetch(presigned);
    const body = await answer.text();
    expect([answer.status, elementOf(body, 'Code')]).toEqual([400, 'AuthorizationQueryParametersError']);
    expect(elementOf(body, 'Message')?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(message);
  });

  it('a presigned URL of the old form ends on time, too', async () => {
    const target = (expires: string) => `${aws.endpoint}/pictures/key?AWSAccessKeyId=test&Signature=x&Expires=${expires}`;
    expect((await fetch(target('9999999999'))).status).toBe(200);
    const ended = await (await fetch(target('1'))).text();
    expect(elementOf(ended, 'Message')).toBe('Request has expired');
    expect(elementOf(ended, 'Expires')).toBe('1970-01-01T00:00:01Z');
    expect(elementOf(await (await fetch(target('soon'))).text(), 'Message')).toBe('Invalid date (should be seconds since epoch): soon');
    const incomplete = await (await fetch(`${aws.endpoint}/pictures/key?Signature=x&Expires=1`)).text();
    expect(elementOf(incomplete, 'Message')).toBe(
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    );
  });
});

describe('--root-keys', () => {
  it('gives several accounts their roots', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-roots-'));
    const file = join(folder, 'roots.json');
    const keys = ['111111111111', '222222222222'].map((accountId) => ({ accessKeyId: `KEY${accountId}`, secretAccessKey: 's', accountId }));
    await writeFile(file, JSON.stringify(keys));
    const aws = await startTinsmith({ auth: true, rootKeys: file, listen: false });
    try {
      for (const { accountId, accessKeyId, secretAccessKey } of keys) {
        const client = new STSClient({ ...aws.clientConfig({}), credentials: { accessKeyId, secretAccessKey } });
        await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: `arn:aws:iam::${accountId}:root` });
      }
      const test = new STSClient({ ...aws.clientConfig({}), credentials: known, maxAttempts: 1 });
      expect(await refusal(test.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'InvalidClientTokenId' });
    } finally {
      await aws.stop();
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['[', '--root-keys: the file is not JSON.'],
    ['{}', '--root-keys: the file must hold a list of keys.'],
    ['[1]', '--root-keys: the file must have an object for key 1.'],
    ['[{"accessKeyId":"a","secretAccessKey":"b"}]', '--root-keys: the file lacks accountId in key 1.'],
    ['[{"accessKeyId":"a","secretAccessKey":"b","accountId":"1"}]', '--root-keys: the file must have an accountId of 12 digits in key 1.'],
    ['[{"accessKeyId":1}]', '--root-keys: the file must have a text for accessKeyId in key 1.'],
    ['[{"key":"a"}]', "--root-keys: the file has an unknown member 'key' in key 1."],
  ])('refuses a file with %s', async (text, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-roots-'));
    await writeFile(join(folder, 'roots.json'), text);
    try {
      await expect(startTinsmith({ rootKeys: join(folder, 'roots.json'), listen: false })).rejects.toThrow(message);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a file that is not there', async () => {
    await expect(startTinsmith({ rootKeys: '/nonexistent/roots.json', listen: false })).rejects.toThrow(
      "--root-keys: the file can't be read.",
    );
  });
});
