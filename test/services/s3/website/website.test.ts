import {
  CreateBucketCommand,
  DeleteBucketWebsiteCommand,
  PutBucketCorsCommand,
  PutBucketRequestPaymentCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type RoutingRule,
  type WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, type RawRequest } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const HOST = `${Bucket}.s3-website.us-east-1.localhost:4566`;

/** The page that AWS makes of an error, as recorded. */
const page = (title: string, facts: readonly string[], requestId: string | undefined, more = '') =>
  `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n${[
    ...facts,
    `RequestId: ${requestId}`,
    `HostId: ${requestId}`,
  ]
    .map((fact) => `<li>${fact}</li>\n`)
    .join('')}</ul>\n${more}<hr/>\n</body>\n</html>\n`;

describe.each(engines)('websites (%s)', (engine) => {
  const opened = openBucket(engine);
  const visit = (target: string, { headers = {}, ...request }: Omit<RawRequest, 'target'> = {}) =>
    opened.raw({ target, headers: { host: HOST, ...headers }, ...request });
  const configure = (website: WebsiteConfiguration) =>
    opened.s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: website }));
  const withRules = (...RoutingRules: RoutingRule[]) => configure({ IndexDocument: { Suffix: 'index.html' }, RoutingRules });
  const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html', ...more }));
  const sentTo = async (target: string, request: Omit<RawRequest, 'target'> = {}) => {
    const { status, headers, body } = await visit(target, request);
    return [status, headers.location, body];
  };

  beforeAll(async () => {
    await configure({ IndexDocument: { Suffix: 'index.html' } });
    await put('index.html', 'home', { CacheControl: 'max-age=60', Metadata: { author: 'me' } });
    await put('docs/index.html', 'docs');
    await put('a page.html', 'a page');
    await put('moved.html', 'old', { WebsiteRedirectLocation: '/a%20page.html' });
  });

  it('show objects with their headers', async () => {
    const answer = await visit('/a%20page.html?versionId=none');
    expect([answer.status, answer.body]).toEqual([200, 'a page']);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html', 'content-length': '6', etag: expect.stringMatching(/^"\w{32}"$/) });
    expect((await visit('/index.html')).headers).toMatchObject({ 'cache-control': 'max-age=60', 'x-amz-meta-author': 'me' });
  });

  it('show the index of a folder', async () => {
    expect((await visit('/')).body).toBe('home');
    expect((await visit('/docs/')).body).toBe('docs');
  });

  it('send visitors of a folder to its path with a slash', async () => {
    const answer = await visit('/docs');
    expect(answer.status).toBe(302);
    expect(answer.headers).toMatchObject({
      location: '/docs/',
      'x-amz-error-code': 'Found',
      'x-amz-error-message': 'Resource Found',
    });
    expect(answer.body).toBe(page('302 Found', ['Code: Found', 'Message: Resource Found'], answer.headers['x-amz-request-id']));
  });

  it.each([
    ['/directory-wrong', 'directory-wrong'],
    ['/directory-wrong/', 'directory-wrong/index.html'],
    ['/%3Cb%3E', '&lt;b&gt;'],
  ])('tell visitors of %s that there is nothing', async (target, key) => {
    const answer = await visit(target);
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-amz-error-code': 'NoSuchKey',
      'x-amz-error-message': 'The specified key does not exist.',
    });
    const facts = ['Code: NoSuchKey', 'Message: The specified key does not exist.', `Key: ${key}`];
    expect(answer.body).toBe(page('404 Not Found', facts, answer.headers['x-amz-request-id']));
  });

  it('answer conditional requests, ranges and HEAD', async () => {
    const { headers } = await visit('/index.html');
    const unchanged = await visit('/index.html', { headers: { 'if-none-match': headers.etag ?? '' } });
    expect([unchanged.status, unchanged.body, unchanged.headers.etag]).toEqual([304, '', headers.etag]);
    expect((await visit('/index.html', { headers: { 'if-modified-since': headers['last-modified'] ?? '' } })).status).toBe(304);
    expect((await visit('/index.html', { headers: { 'if-modified-since': 'no date' } })).status).toBe(200);
    const failed = await visit('/index.html', { headers: { 'if-match': '"other"' } });
    expect([failed.status, failed.headers['x-amz-error-code']]).toEqual([412, 'PreconditionFailed']);
    const part = await visit('/index.html', { headers: { range: 'bytes=1-2' } });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, 'om', 'bytes 1-2/4']);
    const head = await visit('/index.html', { method: 'HEAD' });
    expect([head.status, head.headers['content-length']]).toEqual([200, '4']);
  });

  it('only show', async () => {
    const answer = await visit('/index.html', { method: 'POST', body: 'x' });
    const facts = [
      'Code: MethodNotAllowed',
      'Message: The specified method is not allowed against this resource.',
      'Method: POST',
      'ResourceType: OBJECT',
    ];
    expect([answer.status, answer.body]).toEqual([405, page('405 Method Not Allowed', facts, answer.headers['x-amz-request-id'])]);
  });

  it('redirect by what an object says of itself', async () => {
    expect(await sentTo('/moved.html')).toEqual([301, '/a%20page.html', '']);
    // The API gives the object back.
    expect((await opened.get({ Key: 'moved.html' })).Body).toBe('old');
  });

  it('show their own page for errors', async () => {
    await configure({ IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } });
    const without = await visit('/nothing');
    const facts = ['Code: NoSuchKey', 'Message: The specified key does not exist.'];
    const missing =
      '<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n<li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>\n<li>Key: error.html</li>\n</ul>\n';
    expect(without.body).toBe(page('404 Not Found', [...facts, 'Key: nothing'], without.headers['x-amz-request-id'], missing));
    await put('error.html', 'sorry');
    const answer = await visit('/nothing');
    expect([answer.status, answer.body, answer.headers['content-type'], answer.headers['x-amz-error-code']]).toEqual([
      404,
      'sorry',
      'text/html',
      'NoSuchKey',
    ]);
  });

  it('redirect everything', async () => {
    await configure({ RedirectAllRequestsTo: { HostName: 'example.com' } });
    expect(await sentTo('/')).toEqual([301, 'http://example.com/', '']);
    expect(await sentTo('/a%20b?c=d')).toEqual([301, 'http://example.com/a%20b?c=d', '']);
    await configure({ RedirectAllRequestsTo: { HostName: 'example.com', Protocol: 'https' } });
    expect(await sentTo('/key')).toEqual([301, 'https://example.com/key', '']);
  });

  it('redirect by prefix', async () => {
    await withRules(
      { Condition: { KeyPrefixEquals: 'documents/' }, Redirect: { ReplaceKeyPrefixWith: 'docs/' } },
      { Condition: { KeyPrefixEquals: 'images/' }, Redirect: { ReplaceKeyWith: 'gone.html', HttpRedirectCode: '307' } },
      { Condition: { KeyPrefixEquals: 'other/' }, Redirect: { HostName: 'example.com', Protocol: 'https' } },
    );
    expect(await sentTo('/documents/a')).toEqual([301, `http://${HOST}/docs/a`, '']);
    expect(await sentTo('/images/a.png')).toEqual([307, `http://${HOST}/gone.html`, '']);
    expect(await sentTo('/other/a')).toEqual([301, 'https://example.com/other/a', '']);
    expect((await visit('/docs/')).body).toBe('docs');
  });

  it('redirect by error', async () => {
    await withRules({
      Condition: { HttpErrorCodeReturnedEquals: '404', KeyPrefixEquals: 'reports/' },
      Redirect: { HostName: 'example.com', ReplaceKeyPrefixWith: 'report-404/' },
    });
    await put('reports/there', 'it is');
    expect((await visit('/reports/there')).body).toBe('it is');
    expect(await sentTo('/reports/x')).toEqual([301, 'http://example.com/report-404/x', '']);
    expect((await visit('/elsewhere/x')).status).toBe(404);
  });

  it('redirect without a condition, too', async () => {
    await withRules({ Redirect: { ReplaceKeyWith: 'index.html' } });
    expect(await sentTo('/any')).toEqual([301, `http://${HOST}/index.html`, '']);
  });

  it('stand on all forms of hosts', async () => {
    await configure({ IndexDocument: { Suffix: 'index.html' } });
    const hosts = [
      `${Bucket}.s3-website.localhost:4566`,
      `${Bucket}.s3-website-us-east-1.amazonaws.com`,
      `${Bucket}.s3-website.us-east-1.localhost.localstack.cloud:4566`,
    ];
    for (const host of hosts) expect((await visit('/', { headers: { host } })).body).toBe('home');
    const elsewhere = `${Bucket}.s3-website.eu-west-1.localhost:4566`;
    const answer = await visit('/', { headers: { host: elsewhere } });
    const facts = [
      'Code: IncorrectEndpoint',
      'Message: The specified bucket exists in another region. Please direct requests to the specified endpoint.',
      `Endpoint: ${HOST}`,
    ];
    expect([answer.status, answer.body]).toEqual([400, page('400 Bad Request', facts, answer.headers['x-amz-request-id'])]);
  });

  it("let pages in by the bucket's CORS rules", async () => {
    const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }];
    await opened.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const answer = await visit('/', { headers: { origin: 'http://app.test' } });
    expect([answer.body, answer.headers['access-control-allow-origin'], answer.headers['access-control-allow-methods']]).toEqual([
      'home',
      '*',
      'GET',
    ]);
    const asked = { origin: 'http://app.test', 'access-control-request-method': 'GET' };
    expect((await visit('/', { method: 'OPTIONS', headers: asked })).headers['access-control-allow-origin']).toBe('*');
  });

  it('are closed where visitors would have to pay', async () => {
    const setPayer = (Payer: 'Requester' | 'BucketOwner') =>
      opened.s3.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer } }));
    await setPayer('Requester');
    const answer = await visit('/');
    expect([answer.status, answer.headers['x-amz-error-code']]).toEqual([403, 'AccessDenied']);
    await setPayer('BucketOwner');
    expect((await visit('/')).status).toBe(200);
  });

  it('are told from buckets that are named like them', async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'my.s3-website' }));
    await opened.s3.send(new PutObjectCommand({ Bucket: 'my.s3-website', Key: 'a', Body: 'by the API' }));
    const answer = await visit('/a', { headers: { host: 'my.s3-website.s3.us-east-1.localhost:4566' } });
    expect([answer.status, answer.body, answer.headers['accept-ranges']]).toEqual([200, 'by the API', 'bytes']);
  });

  it('are missing where there is no bucket or no configuration', async () => {
    const none = await visit('/', { headers: { host: 'no-such-site.s3-website.us-east-1.localhost:4566' } });
    expect([none.status, none.body]).toEqual([
      404,
      page(
        '404 Not Found',
        ['Code: NoSuchBucket', 'Message: The specified bucket does not exist', 'BucketName: no-such-site'],
        none.headers['x-amz-request-id'],
      ),
    ]);
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'no-website' }));
    const host = 'no-website.s3-website.us-east-1.localhost:4566';
    const unconfigured = (id: string | undefined) =>
      page(
        '404 Not Found',
        [
          'Code: NoSuchWebsiteConfiguration',
          'Message: The specified bucket does not have a website configuration',
          'BucketName: no-website',
        ],
        id,
      );
    for (const target of ['/', '/some/key']) {
      const answer = await visit(target, { headers: { host } });
      expect([answer.status, answer.body]).toEqual([404, unconfigured(answer.headers['x-amz-request-id'])]);
    }
    await opened.s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
    expect((await visit('/')).headers['x-amz-error-code']).toBe('NoSuchWebsiteConfiguration');
  });
});
