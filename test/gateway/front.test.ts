import { request } from 'node:http';
import { CreateBucketCommand, PutBucketCorsCommand, PutBucketWebsiteCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenEmulator, openEmulator, send } from '../services/emulator.js';

describe('a preflight that is for no bucket', () => {
  let emulator: OpenEmulator;
  beforeAll(async () => {
    emulator = await openEmulator('memory');
  });
  afterAll(() => emulator.close());
  const ask = (headers: Record<string, string>, target = '/') =>
    send(emulator.aws, {
      method: 'OPTIONS',
      target,
      headers: { origin: 'http://app.test', 'access-control-request-method': 'POST', ...headers },
    });

  it.each([
    ['on a host that names no service', {}, '/'],
    ['for the path of a queue', {}, '/000000000000/a-queue'],
    ['for the path of a REST service', {}, '/2015-03-31/functions'],
    ["on another service's host", { host: 'sqs.us-east-1.localhost:4566' }, '/000000000000/a-queue'],
    ["on AWS's host of another service", { host: 'dynamodb.us-east-1.amazonaws.com' }, '/'],
  ])('is answered yes %s', async (_where, headers, target) => {
    const answer = await ask({ 'access-control-request-headers': 'x-amz-target,authorization', ...headers }, target);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': 'x-amz-target,authorization',
      'access-control-max-age': '172800',
    });
  });

  it('is answered yes where S3 is not among the services', async () => {
    const without = await openEmulator('memory', { services: ['dynamodb'] });
    const answer = await send(without.aws, {
      method: 'OPTIONS',
      target: '/a-bucket/key',
      headers: { origin: 'http://app.test', 'access-control-request-method': 'GET', host: 's3.localhost:4566' },
    });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, '*']);
    await without.close();
  });

  it('is refused by S3 on its own host', async () => {
    const answer = await ask({ host: 's3.us-east-1.amazonaws.com' }, '/a-bucket');
    expect([answer.status, answer.body.includes('CORSResponse: Bucket not found')]).toEqual([403, true]);
  });
});

describe('by a socket', () => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  const Bucket = 'a-site';
  const origin = 'http://app.test';
  beforeAll(async () => {
    emulator = await openEmulator('memory', { listen: true });
    s3 = new S3Client(emulator.aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'index.html', Body: 'hello' }));
  });
  afterAll(async () => {
    s3.destroy();
    await emulator.close();
  });
  const call = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<{ readonly status: number | undefined; readonly allowed: string | undefined; readonly body: string }>((resolve, reject) => {
      const sent = request(`${emulator.aws.endpoint}${path}`, { method, headers }, (answer) => {
        const chunks: Uint8Array[] = [];
        answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            allowed: answer.headers['access-control-allow-origin'],
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });

  it("pages meet a bucket's rules, and other services' openness", async () => {
    const asked = { origin, 'access-control-request-method': 'GET' };
    const target = `/${Bucket}/index.html`;
    expect(await call('GET', target, { origin })).toEqual({ status: 200, allowed: undefined, body: 'hello' });
    expect((await call('OPTIONS', target, asked)).status).toBe(403);
    const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: [origin] }];
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    expect(await call('GET', target, { origin })).toEqual({ status: 200, allowed: origin, body: 'hello' });
    expect(await call('OPTIONS', target, asked)).toEqual({ status: 200, allowed: origin, body: '' });
    expect((await call('GET', target, { origin: 'http://other.test' })).allowed).toBeUndefined();
    expect((await call('POST', '/', { origin, 'x-amz-target': 'DynamoDB_20120810.ListTables' })).allowed).toBe('*');
    expect((await call('OPTIONS', '/', asked)).allowed).toBe('*');
  });

  it('visitors meet a website', async () => {
    const host = `${Bucket}.s3-website.us-east-1.localhost`;
    expect((await call('GET', '/', { host })).status).toBe(404);
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } }));
    expect(await call('GET', '/', { host })).toEqual({ status: 200, allowed: undefined, body: 'hello' });
    expect(await call('HEAD', '/', { host })).toMatchObject({ status: 200, body: '' });
    expect(await call('POST', '/', { host })).toMatchObject({ status: 405 });
  });
});
