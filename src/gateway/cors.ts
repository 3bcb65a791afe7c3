/** CORS as AWS's API endpoints do it: any origin may call, since a call is worth nothing without keys. */
import type { WireHeaders, WireRequest, WireResponse } from '../contract/wire.js';

const methods = 'GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS';
/** Two days, as AWS says. */
const maxAgeSeconds = '172800';

/** A browser that asks before it calls. */
export function isPreflight(request: WireRequest): boolean {
  return (
    request.method === 'OPTIONS' && request.headers.origin !== undefined && request.headers['access-control-request-method'] !== undefined
  );
}

export function answerPreflight(headers: WireHeaders): WireResponse {
  const wanted = headers['access-control-request-headers'];
  return {
    status: 200,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': wanted ?? '*',
      'Access-Control-Max-Age': maxAgeSeconds,
      ...(headers['access-control-request-private-network'] === 'true' ? { 'Access-Control-Allow-Private-Network': 'true' } : {}),
      Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    },
  };
}

/**
 * What goes with the answer to a browser's call: every header of the answer is shown to the page.
 * @returns flat pairs; undefined when no browser asks or the service set CORS headers of its own (an S3 bucket's rules).
 */
export function corsHeaders(request: WireHeaders, answer: WireResponse): readonly string[] | undefined {
  if (request.origin === undefined || answer.hasCorsRules === true) return undefined;
  const names = Object.keys(answer.headers);
  if (names.some((name) => name.toLowerCase() === 'access-control-allow-origin')) return undefined;
  return ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', [...names, 'Date'].join(', '), 'Vary', 'Origin'];
}
