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
