import { describe, expect, it } from 'vitest';
import { useAdmin } from './admin-client.js';

const { call } = useAdmin();

describe('the pages of services', () => {
  it.each([['/_aws/sts/messages'], ['/_aws/lambda/functions'], ['/_aws/nothing'], ['/_aws/']])('has none at %s', async (path) => {
    expect(await call('GET', path)).toMatchObject({ status: 404, body: { message: `There is no GET ${path} here.` } });
  });

  it('refuses a path that is no UTF-8', async () => {
    expect(await call('GET', '/_aws/sts/%ff')).toMatchObject({ status: 400, body: { message: "The path isn't percent-encoded UTF-8." } });
  });

  it('keeps pages of other origins away', async () => {
    expect(await call('GET', '/_aws/sts/x', undefined, { origin: 'http://example.com' })).toMatchObject({ status: 403 });
  });

  it("leaves a bucket's host its keys", async () => {
    const answer = await call('GET', '/_aws/sts/x', undefined, { host: 'bucket.s3.localhost:4566' });
    expect(answer.text).toContain('<Code>NoSuchBucket</Code>');
  });
});
