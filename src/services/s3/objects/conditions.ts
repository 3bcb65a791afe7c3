/** Conditional requests: RFC 9110, section 13, as S3 applies it. */
import { NoSuchKey, NotImplemented, NotModified, PreconditionFailed } from '../../../../generated/s3/errors.js';
import type { Bucket } from '../storage.js';
import type { StoredObject, StoredVersion } from './stored-version.js';

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** @param now a date in the future is no condition. */
export function checkReadConditions(conditions: ReadConditions, object: StoredObject, now: number): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modified = modifiedSecond(object);
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object.etag)) throw failed('If-Match');
  } else if (IfUnmodifiedSince !== undefined && modified > IfUnmodifiedSince.getTime()) {
    throw failed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object.etag)) throw notModified(object);
  } else if (IfModifiedSince !== undefined && IfModifiedSince.getTime() <= now && modified <= IfModifiedSince.getTime()) {
    throw notModified(object);
  }
}

/** HTTP's dates know no milliseconds. */
export const modifiedSecond = ({ lastModified }: StoredObject): number => Math.floor(lastModified / 1000) * 1000;

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** A delete marker is as good as no object. On writes S3 takes an ETag for If-Match and only `*` for If-None-Match. */
export function checkWriteConditions({ IfMatch, IfNoneMatch }: WriteConditions, key: string, current: StoredVersion | undefined): void {
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  if (IfMatch !== undefined && IfNoneMatch !== undefined)
    throw notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notTaken('If-None-Match');
  if (IfMatch === '*') throw notTaken('If-Match');
  if (IfNoneMatch !== undefined && current !== undefined && current.deleteMarker !== true) throw failed('If-None-Match');
  checkDeleteCondition(IfMatch, key, current);
}

/** Deletes take `*`, too: the object must be there. */
export function checkDeleteCondition(IfMatch: string | undefined, key: string, current: StoredVersion | undefined): void {
  if (IfMatch === undefined) return;
  if (current === undefined || current.deleteMarker === true) throw new NoSuchKey('The specified key does not exist.', { Key: key });
  if (!matches(IfMatch, current.etag)) throw failed('If-Match');
}

/**
 * Conditions that directory buckets alone know. What isn't there meets them (API reference, DeleteObject).
 * @throws NotImplemented in other buckets, PreconditionFailed
 */
export function checkSizeAndTime(
  bucket: Bucket,
  { modified, size }: { readonly modified: Date | undefined; readonly size: number | undefined },
  current: StoredVersion | undefined,
): void {
  const [byTime, bySize] = ['x-amz-if-match-last-modified-time', 'x-amz-if-match-size'] as const;
  if (bucket.directory === undefined) throw notImplemented(modified === undefined ? bySize : byTime);
  if (current === undefined || current.deleteMarker === true) return;
  if (modified !== undefined && modified.getTime() !== modifiedSecond(current)) throw failed(byTime);
  if (size !== undefined && size !== current.size) throw failed(bySize);
}

/** Quotes may be missing; a list may be given. */
export const matches = (condition: string, etag: string): boolean =>
  condition === '*' || condition.split(',').some((candidate) => candidate.trim().replace(/^"(.*)"$/, '$1') === etag);

const notModified = ({ etag, lastModified }: StoredObject): NotModified =>
  new NotModified('Not Modified', { ETag: `"${etag}"`, LastModified: new Date(lastModified) });

const failed = (condition: string): PreconditionFailed =>
  new PreconditionFailed('At least one of the pre-conditions you specified did not hold', { Condition: condition });

const notTaken = (header: string): NotImplemented =>
  notImplemented(header, `We don't accept the provided value of ${header} header for this API`);

const notImplemented = (Header: string, additionalMessage?: string): NotImplemented =>
  new NotImplemented('A header you provided implies functionality that is not implemented', {
    Header,
    ...(additionalMessage === undefined ? {} : { additionalMessage }),
  });
