import type { FrontRequest } from '../contract/service-front.js';
import type { WireRequest } from '../contract/wire.js';
import { bucketPath, type RequestHead } from './resolve.js';

/** The request as a service's front sees it. */
export function frontRequest(request: WireRequest, head: RequestHead, requestId: string): FrontRequest {
  return {
    method: request.method,
    target: request.target,
    resource: bucketPath(head),
    query: head.query,
    headers: head.headers,
    scheme: request.scheme,
    host: request.headers.host ?? 'localhost',
    region: head.host.region,
    remoteAddress: request.remoteAddress,
    requestId,
  };
}
