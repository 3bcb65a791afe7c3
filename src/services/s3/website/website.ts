/** Buckets as websites: what the hosts `*.s3-website.*` answer (S3 User Guide, "Hosting a static website using Amazon S3"). */
import { IncorrectEndpoint, MethodNotAllowed, NoSuchBucket, NoSuchKey, NotModified } from '../../../../generated/s3/errors.js';
import type { GetObjectOutput, WebsiteConfiguration } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { FrameworkError, ServiceError } from '../../../contract/errors.js';
import type { FrontRequest } from '../../../contract/service-front.js';
import type { WireResponse } from '../../../contract/wire.js';
import type { Authorize, ServiceDependencies } from '../../dependencies.js';
import { chargedTo } from '../buckets/requester-pays.js';
import { readSetting } from '../buckets/settings.js';
import { getObject, headObject } from '../objects/get-object.js';
import { type Resource, resourceOf } from '../resource.js';
import type { Bucket, Storage } from '../storage.js';
import { noWebsite } from './bucket-website.js';
import { objectHeaders, readConditions } from './object-answer.js';
import { detailsOf, type Facts, factsOf, writePage } from './page.js';
import { pathOf, type Redirection, redirectionByRules, redirectionOfAll, type Visit } from './redirects.js';
import { visitorContext } from './visitor.js';

type Refusal = ServiceError | FrameworkError;

interface Site {
  readonly bucket: Bucket;
  readonly website: WebsiteConfiguration;
  readonly request: FrontRequest;
  readonly ctx: Context;
}

export class Website {
  readonly #storage: Storage;
  readonly #deps: ServiceDependencies;
  /** Undefined where everybody may read everything. */
  readonly #authorize: Authorize | undefined;

  constructor(storage: Storage, deps: ServiceDependencies, authorize?: Authorize) {
    this.#storage = storage;
    this.#deps = deps;
    this.#authorize = authorize;
  }

  async answer(request: FrontRequest): Promise<WireResponse> {
    const resource = resourceOf(request.resource);
    try {
      return await this.#visit(this.#site(request, resource), resource.key);
    } catch (error) {
      return errorAnswer(request, asRefusal(error));
    }
  }

  /** @throws NoSuchBucket, NoSuchWebsiteConfiguration, IncorrectEndpoint, MethodNotAllowed */
  #site(request: FrontRequest, { bucket: name }: Resource): Site {
    const bucket = this.#storage.buckets.get([name]);
    if (bucket === undefined) throw new NoSuchBucket('The specified bucket does not exist', { BucketName: name });
    if (request.region !== undefined && request.region !== bucket.region)
      throw new IncorrectEndpoint('The specified bucket exists in another region. Please direct requests to the specified endpoint.', {
        Endpoint: request.host.replace(request.region, bucket.region),
      });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new MethodNotAllowed('The specified method is not allowed against this resource.', {
        Method: request.method,
        ResourceType: 'OBJECT',
      });
    const website = readSetting(this.#storage, bucket, 'website');
    if (website === undefined) throw noWebsite(name);
    return { bucket, website, request, ctx: visitorContext(this.#deps, request, bucket) };
  }

  async #visit(site: Site, key: string): Promise<WireResponse> {
    const { request, website } = site;
    const visit: Visit = { scheme: request.scheme, host: request.host, key, query: request.query };
    const rules = website.RoutingRules ?? [];
    const redirection = redirectionOfAll(website, visit) ?? redirectionByRules(rules, visit);
    if (redirection !== undefined) return redirected(request, redirection);
    const suffix = website.IndexDocument?.Suffix ?? '';
    try {
      return await this.#show(site, key === '' || key.endsWith('/') ? key + suffix : key);
    } catch (thrown) {
      const error = asRefusal(thrown);
      if (error instanceof NotModified) return errorAnswer(request, error);
      // What is no object may be a folder with an index.
      if (error instanceof NoSuchKey && !key.endsWith('/') && key !== '' && this.#holds(site.bucket, `${key}/${suffix}`))
        return found(request, `/${pathOf(key)}/`);
      const byError = redirectionByRules(rules, visit, error.httpStatus);
      return byError === undefined ? await this.#showError(site, error) : redirected(request, byError);
    }
  }

  async #show(site: Site, key: string): Promise<WireResponse> {
    const location = await this.#redirectionOf(site, key);
    if (location !== undefined) return redirected(site.request, { status: 301, location });
    const output = await this.#read(site, key, readConditions(site.request.headers));
    return {
      status: output.ContentRange === undefined ? 200 : 206,
      headers: headersWith(site.request, objectHeaders(output)),
      body: output.Body,
    };
  }

  /** The site's own page for errors, with the status and the headers of the error itself. */
  async #showError(site: Site, error: Refusal): Promise<WireResponse> {
    const key = site.website.ErrorDocument?.Key;
    if (key === undefined) return errorAnswer(site.request, error);
    try {
      const output = await this.#read(site, key, {});
      const headers = { ...errorHeaders(error), ...objectHeaders(output) };
      return { status: error.httpStatus, headers: headersWith(site.request, headers), body: output.Body };
    } catch (missing) {
      return errorAnswer(site.request, error, factsOf(asRefusal(missing)));
    }
  }

  async #read({ bucket, ctx, request }: Site, Key: string, conditions: object): Promise<GetObjectOutput> {
    // A visitor can't pay.
    chargedTo(this.#storage, bucket, ctx);
    const input = { Bucket: bucket.name, Key, ...conditions };
    await this.#authorize?.('GetObject', input, ctx);
    // What is read is opened, so nothing is read that isn't sent.
    return request.method === 'HEAD' ? headObject(this.#storage, input, ctx) : getObject(this.#storage, input, ctx);
  }

  async #redirectionOf({ bucket, ctx }: Site, Key: string): Promise<string | undefined> {
    const object = this.#storage.objects.get([bucket.name, Key]);
    const location = object === undefined || object.deleteMarker === true ? undefined : object.headers.websiteRedirectLocation;
    if (location !== undefined) await this.#authorize?.('GetObject', { Bucket: bucket.name, Key }, ctx);
    return location;
  }

  #holds(bucket: Bucket, key: string): boolean {
    const current = this.#storage.objects.get([bucket.name, key]);
    return current !== undefined && current.deleteMarker !== true;
  }
}

const redirected = (request: FrontRequest, { status, location }: Redirection): WireResponse => ({
  status,
  headers: headersWith(request, { Location: location, 'Content-Length': '0' }),
});

function found(request: FrontRequest, location: string): WireResponse {
  const facts: Facts = [
    ['Code', 'Found'],
    ['Message', 'Resource Found'],
  ];
  const headers = { 'x-amz-error-code': 'Found', 'x-amz-error-message': 'Resource Found', Location: location };
  return pageAnswer(request, 302, headers, writePage({ status: 302, facts, requestId: request.requestId }));
}

function errorAnswer(request: FrontRequest, error: Refusal, noErrorDocument?: Facts): WireResponse {
  const status = error.httpStatus;
  if (error instanceof NotModified) return { status, headers: headersWith(request, notModifiedHeaders(error)) };
  const { requestId } = request;
  const page = writePage({ status, facts: factsOf(error), requestId, ...(noErrorDocument === undefined ? {} : { noErrorDocument }) });
  return pageAnswer(request, status, errorHeaders(error), page);
}

const pageAnswer = (request: FrontRequest, status: number, headers: Readonly<Record<string, string>>, page: string): WireResponse => ({
  status,
  headers: headersWith(request, {
    ...headers,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(page)),
  }),
  body: page,
});

function notModifiedHeaders({ members: { ETag, LastModified } }: NotModified): Record<string, string> {
  return {
    ...(typeof ETag === 'string' ? { ETag } : {}),
    ...(LastModified instanceof Date ? { 'Last-Modified': LastModified.toUTCString() } : {}),
  };
}

const errorHeaders = (error: Refusal): Record<string, string> => ({
  'x-amz-error-code': error.code,
  'x-amz-error-message': error.message,
  ...Object.fromEntries(detailsOf(error.members).map(([name, value]) => [`x-amz-error-detail-${name}`, encodeURI(value)])),
});

const headersWith = ({ requestId }: FrontRequest, headers: Readonly<Record<string, string>>): Record<string, string> => ({
  ...headers,
  'x-amz-request-id': requestId,
  'x-amz-id-2': requestId,
});

/** Anything else is the emulator's own failure. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof ServiceError || error instanceof FrameworkError) return error;
  throw error;
}
