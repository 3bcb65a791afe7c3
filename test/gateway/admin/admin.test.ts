import { describe, expect, it } from 'vitest';
import { useAdmin } from './admin-client.js';

const { aws, call, sts } = useAdmin();

describe('health', () => {
  it('names the services with their state, under each of its paths', async () => {
    await sts('GetCallerIdentity');
    for (const path of ['/_tinsmith/health', '/health', '/_localstack/health']) {
      expect(await call('GET', path)).toMatchObject({
        status: 200,
        body: { services: { s3: 'available', sts: 'running' }, edition: 'community', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      });
    }
    expect((await call('HEAD', '/_tinsmith/health')).status).toBe(200);
  });

  it('gives the information that tools made for LocalStack read', async () => {
    expect((await call('GET', '/_localstack/info')).body).toMatchObject({
      edition: 'community',
      is_license_activated: false,
      is_docker: false,
      session_id: expect.any(String),
      machine_id: expect.any(String),
      system: expect.any(String),
      server_time_utc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      uptime: expect.any(Number),
    });
  });
});

describe('the clock', () => {
  it('freezes, advances and goes back to real time', async () => {
    expect((await call('POST', '/_tinsmith/clock', { freeze: '2030-01-01T00:00:00Z' })).body).toEqual({
      now: '2030-01-01T00:00:00.000Z',
      frozen: true,
    });
    expect((await call('POST', '/_tinsmith/clock', { advance: '1h30m' })).body).toMatchObject({ now: '2030-01-01T01:30:00.000Z' });
    expect((await call('POST', '/_tinsmith/clock', { advance: 0.5 })).body).toMatchObject({ now: '2030-01-01T01:30:00.500Z' });
    expect((await call('GET', '/_tinsmith/clock')).body).toMatchObject({ now: '2030-01-01T01:30:00.500Z', frozen: true });
    for (const [method, path] of [
      ['DELETE', '/_tinsmith/clock'],
      ['POST', '/_tinsmith/clock/reset'],
    ] as const) {
      await call('POST', '/_tinsmith/clock', { freeze: true });
      const { frozen, now } = (await call(method, path)).body as { frozen: boolean; now: string };
      expect(frozen).toBe(false);
      expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    }
  });

  it.each([
    [{}],
    [{ freeze: 'soon' }],
    [{ freeze: false }],
    [{ advance: '5 minutes' }],
    [{ advance: -1 }],
    [{ forward: 1 }],
    [{ advance: 1e300 }],
    [{ freeze: '1960-01-01' }],
  ])('refuses %j', async (body) => {
    expect(await call('POST', '/_tinsmith/clock', body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  });
});

describe('faults', () => {
  it('strike the operation, are listed and can be removed', async () => {
    const set = await call('POST', '/_tinsmith/faults', {
      service: 'sts',
      operation: 'GetCallerIdentity',
      error: 'ServiceUnavailable',
      times: 1,
    });
    expect(set).toMatchObject({ status: 201, body: { id: expect.any(String), struck: 0 } });
    expect(await sts('GetCallerIdentity')).toContain('<Code>ServiceUnavailable</Code>');
    expect(await sts('GetCallerIdentity')).toContain('<Account>');
    expect((await call('GET', '/_tinsmith/faults')).body).toMatchObject({ faults: [{ struck: 1 }] });
    const { id } = set.body as { id: string };
    expect((await call('DELETE', `/_tinsmith/faults/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/_tinsmith/faults/${id}`)).status).toBe(404);
    expect((await call('DELETE', '/_tinsmith/faults')).status).toBe(204);
  });

  it('answer a modelled error in the protocol of the service', async () => {
    await call('POST', '/_tinsmith/faults', { service: 'sts', operation: 'AssumeRole', error: 'RegionDisabledException', message: 'Off.' });
    const parameters = 'AssumeRole&RoleArn=arn:aws:iam::000000000000:role/some-role&RoleSessionName=session';
    expect(await sts(parameters)).toMatch(/<Code>RegionDisabledException<\/Code>\s*<Message>Off\.<\/Message>/);
    await call('DELETE', '/_tinsmith/faults');
  });

  it.each([
    [{ service: 'sts', operation: 'GetCallerIdentity', error: 'NoSuchBucket' }, /sts GetCallerIdentity can't return 'NoSuchBucket'/],
    [{ service: 'sts', operation: 'GetCallerIdentity' }, /A fault needs an error/],
    [{ service: 'sts', operation: 'GetCallerIdentity', delay: 3 }, /'delay' isn't known here/],
    [{ service: 'sts', delayMs: 3 }, /'operation' is missing/],
    [{ service: 'sts', operation: 'GetCallerIdentity', delayMs: '3' }, /'delayMs' must be a number/],
    [[1], /must be a JSON object/],
  ])('refuse %j', async (body, message) => {
    expect(await call('POST', '/_tinsmith/faults', body)).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
  });
});

describe('requests', () => {
  it('are kept with service, operation, input and outcome', async () => {
    await call('DELETE', '/_tinsmith/requests');
    await sts('GetCallerIdentity', '111122223333');
    await sts('GetAccessKeyInfo&AccessKeyId=short');
    const all = (await call('GET', '/_tinsmith/requests')).body;
    expect(all).toMatchObject({
      requests: [
        {
          service: 'sts',
          operation: 'GetCallerIdentity',
          account: '111122223333',
          region: 'eu-west-1',
          input: {},
          status: 200,
          code: 'OK',
        },
        {
          service: 'sts',
          operation: 'GetAccessKeyInfo',
          input: { AccessKeyId: 'short' },
          status: 400,
          code: expect.stringMatching(/Validation/),
        },
      ],
    });
    expect((await call('GET', '/_tinsmith/requests?operation=GetAccessKeyInfo&last=1')).body).toMatchObject({
      requests: [{ status: 400 }],
    });
    expect((await call('GET', '/_tinsmith/requests?last=many')).status).toBe(400);
    await call('DELETE', '/_tinsmith/requests');
    expect((await call('GET', '/_tinsmith/requests')).body).toEqual({ requests: [] });
  });
});

describe('operations and metrics', () => {
  it('say what is covered and what is known', async () => {
    const { covered, known, services } = (await call('GET', '/_tinsmith/operations')).body as {
      covered: number;
      known: number;
      services: Record<string, { covered: number; known: number; operations: readonly string[]; notCovered: readonly string[] }>;
    };
    expect(covered).toBeGreaterThan(30);
    expect(known).toBeGreaterThan(1000);
    expect(services.sts?.operations).toContain('GetCallerIdentity');
    expect(services.kms?.notCovered).toContain('ListKeys');
    expect(services.sts?.covered).toBe(services.sts?.operations.length);
  });

  it("count requests in Prometheus's form", async () => {
    await sts('GetCallerIdentity');
    const count = async (): Promise<number> => {
      const { status, text } = await call('GET', '/metrics');
      expect(status).toBe(200);
      return Number(/^tinsmith_requests_total\{service="sts",operation="GetCallerIdentity",code="OK"\} (\d+)$/m.exec(text)?.[1]);
    };
    const before = await count();
    await sts('GetCallerIdentity');
    expect(await count()).toBe(before + 1);
  });
});

describe('state', () => {
  const put = (path: string, account: string): Promise<Response> =>
    fetch(`${aws().endpoint}${path}`, {
      method: 'PUT',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20300101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00`,
      },
    });
  const exists = async (bucket: string): Promise<boolean> =>
    (await fetch(`${aws().endpoint}/${bucket}`, { method: 'HEAD' })).status !== 404;

  it('is reset whole, by service or by account', async () => {
    await put('/bucket-one', '111122223333');
    await put('/bucket-two', '444455556666');
    expect((await call('POST', '/_tinsmith/reset?service=dynamodb')).status).toBe(204);
    expect([await exists('bucket-one'), await exists('bucket-two')]).toEqual([true, true]);
    expect((await call('POST', '/_tinsmith/reset?account=111122223333')).status).toBe(204);
    expect([await exists('bucket-one'), await exists('bucket-two')]).toEqual([false, true]);
    await call('POST', '/_tinsmith/faults', { service: 'sts', operation: 'GetCallerIdentity', delayMs: 1 });
    expect((await call('POST', '/_tinsmith/reset')).status).toBe(204);
    expect(await exists('bucket-two')).toBe(false);
    expect((await call('GET', '/_tinsmith/faults')).body).toEqual({ faults: [] });
    await put('/bucket-two', '444455556666');
    for (const path of ['/_tinsmith/reset?service=postbox', '/_tinsmith/reset?servce=s3', '/_tinsmith/reset?service=s3&service=sts'])
      expect(await call('POST', path)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
    for (const body of [{ servce: 's3' }, { service: 5 }, ['s3']]) expect((await call('POST', '/_tinsmith/reset', body)).status).toBe(400);
    expect((await call('POST', '/_tinsmith/reset', { service: 'sts' })).status).toBe(204);
    expect(await exists('bucket-two')).toBe(true);
    expect((await call('POST', '/_tinsmith/reset', { service: 's3', account: '444455556666' })).status).toBe(204);
    expect(await exists('bucket-two')).toBe(false);
    expect((await call('POST', '/_tinsmith/reset?account=12')).status).toBe(400);
  });

  it('is saved under a name, listed, restored and deleted', async () => {
    await put('/kept-bucket', '111122223333');
    expect(await call('POST', '/_tinsmith/snapshots', { name: 'before' })).toMatchObject({ status: 201, body: { name: 'before' } });
    await call('POST', '/_tinsmith/reset');
    expect(await exists('kept-bucket')).toBe(false);
    expect((await call('GET', '/_tinsmith/snapshots')).body).toMatchObject({ snapshots: [{ name: 'before' }] });
    expect((await call('POST', '/_tinsmith/snapshots/before/restore')).status).toBe(204);
    expect(await exists('kept-bucket')).toBe(true);
    expect((await call('DELETE', '/_tinsmith/snapshots/before')).status).toBe(204);
    expect((await call('POST', '/_tinsmith/snapshots/before/restore')).status).toBe(404);
    expect((await call('POST', '/_tinsmith/snapshots', { name: '../x' })).status).toBe(400);
    expect((await call('POST', '/_tinsmith/snapshots', {})).status).toBe(400);
  });
});

describe('what is refused', () => {
  it.each(['evil.example', 'evil.example:4566', '10.1.2.3', 'localhost.evil.example'])(
    'the Host %j, as a rebound DNS name would show',
    async (host) => {
      expect(await call('POST', '/_tinsmith/reset', undefined, { host })).toMatchObject({
        status: 403,
        body: { message: expect.stringContaining('--allowed-hosts') },
      });
    },
  );

  it.each([
    'localhost',
    'localhost:4566',
    'aws.localhost',
    '127.0.0.1',
    '[::1]:4566',
    'localhost.localstack.cloud:4566',
    'a.localhost.localstack.cloud',
  ])('not the Host %s', async (host) => {
    expect((await call('GET', '/_tinsmith/health', undefined, { host })).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://localhost:3000', host: 'localhost:4566' }],
    ['a page without an origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['the same site of another origin', { 'sec-fetch-site': 'same-site' }],
  ])('pages of %s', async (_which, headers) => {
    expect((await call('POST', '/_tinsmith/reset', undefined, headers)).status).toBe(403);
    expect((await call('OPTIONS', '/_tinsmith/reset', undefined, { ...headers, 'access-control-request-method': 'POST' })).status).toBe(
      403,
    );
  });

  it("not the emulator's own pages", async () => {
    const headers = { origin: 'http://localhost:4566', host: 'localhost:4566', 'sec-fetch-site': 'same-origin' };
    expect((await call('GET', '/_tinsmith/health', undefined, headers)).status).toBe(200);
  });

  it('what is no JSON, or nowhere', async () => {
    const broken = await fetch(`${aws().endpoint}/_tinsmith/faults`, { method: 'POST', body: '{"service":' });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toEqual({ message: expect.stringMatching(/^The body isn't JSON: /) });
    expect(broken.headers.get('server')).toBe('tinsmith');
    expect(await call('GET', '/_tinsmith/elsewhere')).toMatchObject({
      status: 404,
      body: { message: 'There is no GET /_tinsmith/elsewhere here.' },
    });
  });
});
