import { type CORSRule, DeleteBucketCorsCommand, GetBucketCorsCommand, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, type RawAnswer, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
const NOT_COVERED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/** The headers of CORS among an answer's, and Vary. */
const corsOf = ({ headers }: RawAnswer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary$)/.test(name)));

const errorOf = (answer: RawAnswer) => ({
  status: answer.status,
  code: elementOf(answer.body, 'Code'),
  message: elementOf(answer.body, 'Message'),
  method: elementOf(answer.body, 'Method'),
  resource: elementOf(answer.body, 'ResourceType'),
});

describe.each(engines)('CORS (%s)', (engine) => {
  const opened = openBucket(engine);
  const origin = 'https://localhost:4200';
  const put = (CORSRules: CORSRule[]) => opened.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const get = () => opened.s3.send(new GetBucketCorsCommand({ Bucket }));
  const remove = () => opened.s3.send(new DeleteBucketCorsCommand({ Bucket }));
  const object = `/${Bucket}/an-object`;
  const preflight = (headers: Record<string, string>, target = object) => opened.raw({ method: 'OPTIONS', target, headers });

  beforeAll(async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'an-object', Body: 'test-cors' }));
  });

  it('has rules that are put, read and deleted', async () => {
    const none = refused('NoSuchCORSConfiguration', 'The CORS configuration does not exist', { BucketName: Bucket }, 404);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
    const rules: CORSRule[] = [
      {
        ID: 'first',
        AllowedHeaders: ['x-amz-expected-bucket-owner', 'x-amz-server-side-encryption-customer-algorithm'],
        AllowedMethods: ['GET', 'PUT', 'HEAD'],
        AllowedOrigins: ['https://test.com', 'https://app.test.com', 'http://test.com:80'],
        ExposeHeaders: ['x-amz-id-2'],
        MaxAgeSeconds: 3000,
      },
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'] },
    ];
    expect((await put(rules)).$metadata.httpStatusCode).toBe(200);
    expect((await get()).CORSRules).toEqual(rules);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
  });

  it('refuses rules that mean nothing', async () => {
    const rule: CORSRule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'] };
    const cases: readonly (readonly [CORSRule[], ReturnType<typeof refused>])[] = [
      [
        [{ ...rule, AllowedMethods: ['GET', 'MYMETHOD'] }],
        refused('InvalidRequest', 'Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD'),
      ],
      [[], malformed],
      [[{ ...rule, ID: 'i'.repeat(256) }], malformed],
      [
        [{ ...rule, AllowedOrigins: ['http://*.*.com'] }],
        refused('InvalidRequest', 'AllowedOrigin "http://*.*.com" can not have more than one wildcard.'),
      ],
      [[{ ...rule, AllowedHeaders: ['*-*'] }], refused('InvalidRequest', 'AllowedHeader "*-*" can not have more than one wildcard.')],
      [
        [{ ...rule, ExposeHeaders: ['x-*'] }],
        refused('InvalidRequest', 'ExposeHeader "x-*" contains wildcard. We currently do not support wildcard for ExposeHeader.'),
      ],
      [
        Array.from({ length: 101 }, () => rule),
        refused('InvalidRequest', 'The number of CORS rules should not exceed allowed limit of 100 rules.'),
      ],
    ];
    for (const [rules, expected] of cases) expect(await refusal(put(rules))).toEqual(expected);
  });

  it('takes no rules without their digest', async () => {
    const body = `<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>`;
    const answer = await opened.raw({ method: 'PUT', target: `/${Bucket}?cors`, body });
    expect(errorOf(answer)).toMatchObject({
      code: 'InvalidRequest',
      message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    });
  });

  describe('of a bucket without rules', () => {
    beforeAll(async () => void (await remove()));

    it('refuses preflights', async () => {
      expect(errorOf(await preflight({}))).toEqual({
        status: 400,
        code: 'BadRequest',
        message: 'Insufficient information. Origin request header needed.',
      });
      const disabled = { status: 403, code: 'AccessForbidden', message: 'CORSResponse: CORS is not enabled for this bucket.' };
      const asked = await preflight({ origin, 'access-control-request-method': 'PUT' }, `/${Bucket}`);
      expect(errorOf(asked)).toEqual({ ...disabled, method: 'PUT', resource: 'BUCKET' });
      expect(corsOf(asked)).toEqual({});
      expect(errorOf(await preflight({ origin }))).toEqual({ ...disabled, method: 'OPTIONS', resource: 'OBJECT' });
    });

    it('tells pages nothing', async () => {
      const answer = await opened.raw({ target: object, headers: { origin } });
      expect([answer.status, answer.body, corsOf(answer)]).toEqual([200, 'test-cors', {}]);
    });
  });

  describe('of a bucket with rules', () => {
    const specific = {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-max-age': '3000',
      vary: VARY,
    };
    const rule: CORSRule = { AllowedOrigins: [origin, 'http://*.origin.com'], AllowedMethods: ['GET', 'PUT'], MaxAgeSeconds: 3000 };

    beforeAll(async () => {
      await put([
        rule,
        {
          AllowedOrigins: ['https://headers.test'],
          AllowedMethods: ['POST'],
          AllowedHeaders: ['X-Amz-*', 'range'],
          ExposeHeaders: ['etag', 'x-amz-id-2'],
        },
        { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'] },
      ]);
    });

    it('answers a preflight that a rule covers', async () => {
      const answer = await preflight({ origin, 'access-control-request-method': 'PUT' });
      expect([answer.status, answer.body, corsOf(answer)]).toEqual([200, '', specific]);
      expect(answer.headers['x-amz-request-id']).toBe(answer.headers['x-amz-id-2']);
    });

    it('matches origins with a wildcard', async () => {
      const asked = (from: string) => preflight({ origin: from, 'access-control-request-method': 'GET' }, `/${Bucket}`);
      expect(corsOf(await asked('http://test.origin.com'))).toEqual({
        ...specific,
        'access-control-allow-origin': 'http://test.origin.com',
      });
      expect(errorOf(await asked('http://test.origin.com.evil'))).toEqual({
        status: 403,
        code: 'AccessForbidden',
        message: NOT_COVERED,
        method: 'GET',
        resource: 'BUCKET',
      });
    });

    it('lets everybody in without credentials where the rule says so', async () => {
      const answer = await preflight({ origin: 'https://any.where', 'access-control-request-method': 'HEAD' });
      expect(corsOf(answer)).toEqual({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'HEAD', vary: VARY });
    });

    it('covers headers only as far as the rule allows them', async () => {
      const asked = (names: string) =>
        preflight({ origin: 'https://headers.test', 'access-control-request-method': 'POST', 'access-control-request-headers': names });
      expect(corsOf(await asked('X-Amz-Date, Range'))).toEqual({
        'access-control-allow-origin': 'https://headers.test',
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'x-amz-date, range',
        'access-control-expose-headers': 'etag, x-amz-id-2',
        vary: VARY,
      });
      expect(errorOf(await asked('x-amz-date, x-other'))).toMatchObject({ status: 403, message: NOT_COVERED, method: 'POST' });
    });

    it('refuses what no rule covers', async () => {
      const wrong = { status: 403, code: 'AccessForbidden', message: NOT_COVERED, resource: 'OBJECT' };
      const other = { origin: 'https://localhost:4201', 'access-control-request-method': 'PUT' };
      expect(errorOf(await preflight(other))).toEqual({ ...wrong, method: 'PUT' });
      expect(errorOf(await preflight({ origin, 'access-control-request-method': 'DELETE' }))).toEqual({ ...wrong, method: 'DELETE' });
    });

    it('asks for the method that the browser means', async () => {
      expect(errorOf(await preflight({ origin }))).toMatchObject({
        status: 400,
        code: 'BadRequest',
        message: 'Invalid Access-Control-Request-Method: null',
      });
    });

    it('goes with the answers to calls, refusals among them', async () => {
      expect(corsOf(await opened.raw({ target: object, headers: { origin } }))).toEqual(specific);
      const missing = await opened.raw({ target: `/${Bucket}/nothing`, headers: { origin } });
      expect([missing.status, corsOf(missing)]).toEqual([404, specific]);
      expect(corsOf(await opened.raw({ target: object, headers: { origin: 'https://other' } }))).toEqual({});
      expect(corsOf(await opened.raw({ target: object, headers: { origin, 'access-control-request-method': 'DELETE' } }))).toEqual({});
      expect(corsOf(await opened.raw({ target: object }))).toEqual({});
    });

    it('counts on hosts of buckets, too', async () => {
      const headers = { origin, 'access-control-request-method': 'GET', host: `${Bucket}.s3.us-east-1.localhost:4566` };
      expect(corsOf(await preflight(headers, '/an-object'))).toEqual(specific);
      expect(corsOf(await preflight({ ...headers, host: `${Bucket}.localhost:4566` }, '/an-object'))).toEqual(specific);
    });
  });

  it('refuses preflights for buckets that there are not, on hosts of S3', async () => {
    const headers = { origin, 'access-control-request-method': 'GET' };
    expect(errorOf(await preflight({ ...headers, host: 's3.localhost:4566' }, '/no-bucket/key'))).toEqual({
      status: 403,
      code: 'AccessForbidden',
      message: 'CORSResponse: Bucket not found',
      method: 'GET',
      resource: 'OBJECT',
    });
    // The path of no bucket may be any service's.
    expect((await preflight(headers, '/no-bucket/key')).headers['access-control-allow-origin']).toBe('*');
  });
});
