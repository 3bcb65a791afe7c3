/** ListObjects and ListObjectsV2: the same walk over the keys, told in two ways. */
import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output } from '../../../../generated/s3/types.js';
import type { Range } from '../../../state/table.js';
import { ownersIn } from '../access/object-acl.js';
import { walkDirectory } from '../directory-buckets/list-order.js';
import type { StoredObject } from '../objects/stored-version.js';
import { restoresIn } from '../restore/archive.js';
import { findBucket, type Storage } from '../storage.js';
import { afterAllWith, groupOf } from './grouping.js';
import { withObjects } from './listed-objects.js';
import { checkMaxKeys, encoder } from './parameters.js';

export interface Page {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page; undefined when the listing is complete. */
  readonly next: string | undefined;
}

export function listObjects(storage: Storage, input: ListObjectsInput): ListObjectsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const encode = encoder(input.EncodingType);
  const maxKeys = checkMaxKeys(input.MaxKeys);
  const page = walk(storage, input.Bucket, input.Prefix ?? '', input.Delimiter, input.Marker ?? '', maxKeys);
  const output: ListObjectsOutput = {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    Marker: encode(input.Marker ?? ''),
    MaxKeys: maxKeys,
    IsTruncated: page.next !== undefined,
    ...shared(input, page, encode),
    // AWS gives the next marker only where a delimiter makes it other than the last key.
    ...(page.next !== undefined && input.Delimiter ? { NextMarker: encode(page.next) } : {}),
  };
  const restoreOf = restoresIn(input, storage.clock.now());
  return withObjects(output, { objects: page.objects, encode, ownerOf: ownersIn(storage, bucket), restoreOf });
}

export function listObjectsV2(storage: Storage, input: ListObjectsV2Input): ListObjectsV2Output {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const encode = encoder(input.EncodingType);
  const maxKeys = checkMaxKeys(input.MaxKeys);
  const start = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : readToken(input.ContinuationToken);
  const page =
    bucket.directory === undefined
      ? walk(storage, input.Bucket, input.Prefix ?? '', input.Delimiter, start, maxKeys)
      : walkDirectory(storage, bucket, input, start, maxKeys);
  const output: ListObjectsV2Output = {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    MaxKeys: maxKeys,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ...shared(input, page, encode),
    ...(input.StartAfter === undefined ? {} : { StartAfter: encode(input.StartAfter) }),
    ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
    ...(page.next === undefined ? {} : { NextContinuationToken: writeToken(page.next) }),
  };
  const ownerOf = input.FetchOwner === true ? ownersIn(storage, bucket) : undefined;
  return withObjects(output, { objects: page.objects, encode, ownerOf, restoreOf: restoresIn(input, storage.clock.now()) });
}

function shared(
  input: ListObjectsInput | ListObjectsV2Input,
  page: Page,
  encode: (text: string) => string,
): Pick<ListObjectsOutput, 'CommonPrefixes' | 'Delimiter' | 'EncodingType'> {
  return {
    ...(page.commonPrefixes.length === 0 ? {} : { CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
    ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
  };
}

/** Keys that are read at once where a delimiter may leap over most of what lies behind. */
const KEYS_BEFORE_A_LEAP = 32;

/**
 * Keys in the order of their UTF-8 bytes. Keys that share a prefix up to the delimiter count as one, their common prefix.
 * @param after where the page begins, exclusive: a key, or a common prefix all of whose keys are passed over.
 */
function walk(storage: Storage, bucket: string, prefix: string, delimiter: string | undefined, after: string, maxKeys: number): Page {
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  if (maxKeys === 0) return { objects, commonPrefixes, next: undefined };
  let start: Pick<Range, 'from' | 'after'> = after === '' ? {} : { after: [bucket, after] };
  for (;;) {
    const count = delimiter ? KEYS_BEFORE_A_LEAP : maxKeys + 1 - objects.length;
    const rows = storage.objects.first(count, { prefix: [bucket], startsWith: prefix, ...start });
    let group: string | undefined;
    for (const object of rows) {
      if (object.deleteMarker === true) continue;
      group = delimiter ? groupOf(object.key, prefix, delimiter) : undefined;
      // Compared by bytes, as the keys are ordered.
      const passed = group !== undefined && Buffer.compare(Buffer.from(group), Buffer.from(after)) <= 0;
      if (!passed) {
        if (objects.length + commonPrefixes.length === maxKeys) return { objects, commonPrefixes, next: last };
        if (group === undefined) objects.push(object);
        else commonPrefixes.push(group);
        last = group ?? object.key;
      }
      if (group !== undefined) break;
    }
    const end = rows.at(-1);
    if (group === undefined) {
      if (end === undefined || rows.length < count) return { objects, commonPrefixes, next: undefined };
      start = { after: [bucket, end.key] };
    } else {
      const behind = afterAllWith(group);
      if (behind === undefined) return { objects, commonPrefixes, next: undefined };
      start = { from: [bucket, behind] };
    }
  }
}

const writeToken = (key: string): string => Buffer.from(`1/${key}`).toString('base64');

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith('1/') || token === '')
    throw new InvalidArgument('The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
  return text.slice(2);
}
