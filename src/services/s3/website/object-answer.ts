/** Objects as websites show them. */
import type { GetObjectOutput } from '../../../../generated/s3/types.js';
import type { WireHeaders } from '../../../contract/wire.js';
import type { ReadConditions } from '../objects/conditions.js';

/** What a visitor's browser may ask for; versions, overrides and the like belong to the API. */
export function readConditions(headers: WireHeaders): ReadConditions & { readonly Range?: string } {
  const range = headers.range;
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const modified = dateOf(headers['if-modified-since']);
  const unmodified = dateOf(headers['if-unmodified-since']);
  return {
    ...(range === undefined ? {} : { Range: range }),
    ...(match === undefined ? {} : { IfMatch: match }),
    ...(noneMatch === undefined ? {} : { IfNoneMatch: noneMatch }),
    ...(modified === undefined ? {} : { IfModifiedSince: modified }),
    ...(unmodified === undefined ? {} : { IfUnmodifiedSince: unmodified }),
  };
}

/** What is no date is no condition (RFC 9110, 13.1.3). */
function dateOf(text: string | undefined): Date | undefined {
  const date = text === undefined ? undefined : new Date(text);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

export function objectHeaders(output: GetObjectOutput): Record<string, string> {
  const given: readonly (readonly [string, string | undefined])[] = [
    ['Last-Modified', output.LastModified?.toUTCString()],
    ['ETag', output.ETag],
    ['x-amz-version-id', output.VersionId],
    ['Cache-Control', output.CacheControl],
    ['Content-Disposition', output.ContentDisposition],
    ['Content-Encoding', output.ContentEncoding],
    ['Content-Language', output.ContentLanguage],
    ['Expires', output.Expires],
    ['Content-Range', output.ContentRange],
    ['Content-Type', output.ContentType],
    ['Content-Length', output.ContentLength === undefined ? undefined : String(output.ContentLength)],
    ...Object.entries(output.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value] as const),
  ];
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
