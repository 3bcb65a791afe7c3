/**
 * ListObjectsV2 of directory buckets. S3 promises no order there, and gives none that sorts by keys; ours goes through the
 * directories: what lies in one comes before what lies deeper.
 */
import { InvalidArgument, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { ListObjectsV2Input } from '../../../../generated/s3/types.js';
import { groupOf } from '../listing/grouping.js';
import type { Page } from '../listing/list-objects.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';

interface Entry {
  /** A key or a common prefix. */
  readonly name: string;
  readonly object: StoredObject | undefined;
}

/** @param after the last entry of the page before; '' for the first page. */
export function walkDirectory(storage: Storage, { name }: Bucket, input: ListObjectsV2Input, after: string, maxKeys: number): Page {
  checkParameters(input);
  const all = entriesIn(storage, name, input.Prefix ?? '', input.Delimiter);
  const left = all.filter((entry) => after === '' || compareByDirectory(entry.name, after) > 0);
  left.sort((one, other) => compareByDirectory(one.name, other.name));
  const page = left.slice(0, maxKeys);
  return {
    objects: page.flatMap(({ object }) => (object === undefined ? [] : [object])),
    commonPrefixes: page.flatMap((entry) => (entry.object === undefined ? [entry.name] : [])),
    next: left.length > page.length ? page.at(-1)?.name : undefined,
  };
}

/** S3 API reference, ListObjectsV2, on directory buckets. */
function checkParameters({ Prefix, Delimiter, StartAfter }: ListObjectsV2Input): void {
  if (Delimiter !== undefined && Delimiter !== '' && Delimiter !== '/')
    throw new InvalidRequest('Directory buckets only support / as the delimiter.');
  if (Prefix !== undefined && Prefix !== '' && !Prefix.endsWith('/'))
    throw new InvalidRequest('Directory buckets only support prefixes that end in a delimiter.');
  if (StartAfter !== undefined)
    throw new InvalidArgument('Directory buckets do not support start-after.', { ArgumentName: 'start-after', ArgumentValue: StartAfter });
}

function entriesIn(storage: Storage, bucket: string, prefix: string, delimiter: string | undefined): Entry[] {
  const entries: Entry[] = [];
  const groups = new Set<string>();
  for (const object of storage.objects.values({ prefix: [bucket], startsWith: prefix })) {
    if (object.deleteMarker === true) continue;
    const group = delimiter ? groupOf(object.key, prefix, delimiter) : undefined;
    if (group === undefined) entries.push({ name: object.key, object });
    else groups.add(group);
  }
  // Uploads that are under way have made their directories already.
  for (const { key } of delimiter ? storage.uploads.open.values({ prefix: [bucket] }) : []) {
    const group = key.startsWith(prefix) ? groupOf(key, prefix, delimiter ?? '') : undefined;
    if (group !== undefined) groups.add(group);
  }
  for (const name of groups) entries.push({ name, object: undefined });
  return entries;
}

/** Segment by segment; what ends comes before what goes on. */
export function compareByDirectory(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')];
  for (let at = 0; ; at++) {
    const [leftEnds, rightEnds] = [at >= left.length - 1, at >= right.length - 1];
    if (leftEnds !== rightEnds) return leftEnds ? -1 : 1;
    const order = Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(right[at] ?? ''));
    if (order !== 0 || leftEnds) return order;
  }
}
