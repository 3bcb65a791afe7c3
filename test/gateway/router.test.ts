import { describe, expect, it } from 'vitest';
import { routes as apigateway } from '../../generated/apigateway/routes.js';
import { routes as lambda } from '../../generated/lambda/routes.js';
import { routes as s3 } from '../../generated/s3/routes.js';
import { Router } from '../../src/gateway/router.js';

function finder(router: Router) {
  return (method: string, target: string, headers: Record<string, string> = {}) => {
    const [path = '', query = ''] = target.split('?');
    const match = router.match(method, path, query, headers);
    return match === undefined ? undefined : [match.route.operation, match.labels];
  };
}

describe("S3's routes", () => {
  const find = finder(new Router(s3));

  it.each([
    ['GET', '/', 'ListBuckets', {}],
    ['GET', '/?x-id=ListDirectoryBuckets', 'ListDirectoryBuckets', {}],
    ['PUT', '/b', 'CreateBucket', { Bucket: 'b' }],
    ['GET', '/b', 'ListObjects', { Bucket: 'b' }],
    ['GET', '/b/', 'ListObjects', { Bucket: 'b' }],
    ['GET', '/b?list-type=2&prefix=x', 'ListObjectsV2', { Bucket: 'b' }],
    ['GET', '/b?location', 'GetBucketLocation', { Bucket: 'b' }],
    ['GET', '/b?uploads', 'ListMultipartUploads', { Bucket: 'b' }],
    ['GET', '/b/k', 'GetObject', { Bucket: 'b', Key: 'k' }],
    ['GET', '/b/k?uploadId=1', 'ListParts', { Bucket: 'b', Key: 'k' }],
    ['GET', '/b/k?tagging', 'GetObjectTagging', { Bucket: 'b', Key: 'k' }],
    ['PUT', '/b/k?x-id=PutObject', 'PutObject', { Bucket: 'b', Key: 'k' }],
    ['PUT', '/b/k?partNumber=1&uploadId=2', 'UploadPart', { Bucket: 'b', Key: 'k' }],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload', { Bucket: 'b', Key: 'k' }],
    ['POST', '/b/k?uploadId=2', 'CompleteMultipartUpload', { Bucket: 'b', Key: 'k' }],
    ['POST', '/b/k?select&select-type=2', 'SelectObjectContent', { Bucket: 'b', Key: 'k' }],
    ['DELETE', '/b/k', 'DeleteObject', { Bucket: 'b', Key: 'k' }],
    ['DELETE', '/b/k?uploadId=2', 'AbortMultipartUpload', { Bucket: 'b', Key: 'k' }],
    ['POST', '/b', 'PostObject', { Bucket: 'b' }],
    // Its required headers are for the operation's own check to miss.
    ['POST', '/WriteGetObjectResponse', 'WriteGetObjectResponse', {}],
    ['POST', '/b?delete', 'DeleteObjects', { Bucket: 'b' }],
    ['POST', '/b?delete=', 'DeleteObjects', { Bucket: 'b' }],
    ['HEAD', '/b', 'HeadBucket', { Bucket: 'b' }],
    ['HEAD', '/b/k', 'HeadObject', { Bucket: 'b', Key: 'k' }],
  ])('%s %s is %s', (method, target, operation, labels) => {
    expect(find(method, target)).toEqual([operation, labels]);
  });

  it('tells copies by their header', () => {
    expect(find('PUT', '/b/k', { 'x-amz-copy-source': 'a/b' })?.[0]).toBe('CopyObject');
    expect(find('PUT', '/b/k?partNumber=1&uploadId=2', { 'x-amz-copy-source': 'a/b' })?.[0]).toBe('UploadPartCopy');
  });

  it.each([
    ['/b//a', '/a'],
    ['/b/a//b/', 'a//b/'],
    ['/b/a%2Fb', 'a/b'],
    ['/b/a/../c', 'a/../c'],
    ['/b/%E2%82%AC+x', '€+x'],
    ['/b//', '/'],
  ])('keeps the slashes of the key in %s', (target, key) => {
    expect(find('GET', target)?.[1]).toEqual({ Bucket: 'b', Key: key });
  });

  it("doesn't take a broken escape", () => {
    expect(() => find('GET', '/b/%zz')).toThrow(URIError);
    expect(() => find('GET', '/b/%ff')).toThrow(URIError);
  });

  it('has no operation for other methods', () => {
    expect(find('PATCH', '/b/k')).toBeUndefined();
  });
});

describe('routes with literals beside labels', () => {
  it('prefers the literal', () => {
    const find = finder(new Router(lambda));
    expect(find('GET', '/2015-03-31/functions/f')?.[0]).toBe('GetFunction');
    expect(find('GET', '/2015-03-31/functions/')?.[0]).toBe('ListFunctions');
    expect(find('GET', '/2015-03-31/functions')?.[0]).toBe('ListFunctions');
    expect(find('POST', '/2015-03-31/functions/f/invocations')).toEqual(['Invoke', { FunctionName: 'f' }]);
    expect(find('GET', '/2015-03-31/event-source-mappings/')?.[0]).toBe('ListEventSourceMappings');
  });

  it('decodes one label at a time', () => {
    const find = finder(new Router(lambda));
    expect(find('GET', '/2015-03-31/functions/arn%3Aaws%3Alambda%2Fx')).toEqual(['GetFunction', { FunctionName: 'arn:aws:lambda/x' }]);
  });

  it('finds every route of API Gateway by its own pattern', () => {
    const find = finder(new Router(apigateway));
    for (const route of apigateway) {
      const query = Object.entries(route.query ?? {}).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
      const required = (route.requiredQuery ?? []).map((name) => `${name}=x`);
      const target = `${(route.path ?? '').replace(/\{[^}]+\}/g, 'x')}?${[...query, ...required].join('&')}`;
      expect(find(route.method ?? '', target)?.[0], `${route.method} ${target}`).toBe(route.operation);
    }
  });
});
