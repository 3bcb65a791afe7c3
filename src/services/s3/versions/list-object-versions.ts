import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type {
  DeleteMarkerEntry,
  ListObjectVersionsInput,
  ListObjectVersionsOutput,
  ObjectVersion,
} from '../../../../generated/s3/types.js';
import { ownersIn } from '../access/object-acl.js';
import { afterAllWith, groupOf } from '../listing/grouping.js';
import { checkMaxKeys, encoder } from '../listing/parameters.js';
import type { StoredVersion } from '../objects/stored-version.js';
import { restoresIn } from '../restore/archive.js';
import { findBucket, type Storage } from '../storage.js';
import { NULL_VERSION, rankIn } from './version-id.js';

interface ListedVersion {
  readonly version: StoredVersion;
  readonly latest: boolean;
}

interface Marker {
  /** Of the last page's end; the page begins after it. */
  readonly key: string;
  /** Undefined where the page begins after all versions of the key. */
  readonly rank?: number | undefined;
}

interface Page {
  readonly listed: readonly ListedVersion[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins after; undefined when the listing is complete. */
  readonly next: { readonly key: string; readonly versionId?: string } | undefined;
}

export function listObjectVersions(storage: Storage, input: ListObjectVersionsInput): ListObjectVersionsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const encode = encoder(input.EncodingType);
  const maxKeys = checkMaxKeys(input.MaxKeys);
  const page = readPage(storage, bucket.name, input.Prefix ?? '', input.Delimiter, markerOf(storage, input), maxKeys);
  const ownerOf = ownersIn(storage, bucket);
  const restoreOf = restoresIn(input, storage.clock.now());
  const versions: ObjectVersion[] = [];
  const markers: DeleteMarkerEntry[] = [];
  for (const { version, latest } of page.listed) {
    const shared = {
      Key: encode(version.key),
      VersionId: version.versionId,
      IsLatest: latest,
      LastModified: new Date(version.lastModified),
      Owner: { ID: ownerOf(version) },
    };
    if (version.deleteMarker === true) markers.push(shared);
    else
      versions.push({
        ...shared,
        ETag: `"${version.etag}"`,
        ChecksumAlgorithm: [version.checksum.algorithm],
        ChecksumType: version.checksum.type,
        Size: version.size,
        StorageClass: version.storageClass,
        ...restoreOf?.(version),
      });
  }
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: maxKeys,
    IsTruncated: page.next !== undefined,
    ...(versions.length === 0 ? {} : { Versions: versions }),
    ...(markers.length === 0 ? {} : { DeleteMarkers: markers }),
    ...(page.commonPrefixes.length === 0 ? {} : { CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
    ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(page.next === undefined ? {} : { NextKeyMarker: encode(page.next.key) }),
    ...(page.next?.versionId === undefined ? {} : { NextVersionIdMarker: page.next.versionId }),
  };
}

function markerOf(storage: Storage, { Bucket, KeyMarker = '', VersionIdMarker = '' }: ListObjectVersionsInput): Marker {
  if (VersionIdMarker === '') return { key: KeyMarker };
  if (KeyMarker === '')
    throw new InvalidArgument('A version-id marker cannot be specified without a key marker.', {
      ArgumentName: 'version-id-marker',
      ArgumentValue: VersionIdMarker,
    });
  if (VersionIdMarker !== NULL_VERSION) return { key: KeyMarker, rank: rankIn(VersionIdMarker) };
  const current = storage.objects.get([Bucket, KeyMarker]);
  const rank = current?.versionId === NULL_VERSION ? current.rank : storage.nulls.get([Bucket, KeyMarker])?.rank;
  return { key: KeyMarker, rank };
}

/** The order is that of the keys' UTF-8 bytes, and of each key's versions from the newest on. */
function readPage(storage: Storage, bucket: string, prefix: string, delimiter: string | undefined, marker: Marker, maxKeys: number): Page {
  const listed: ListedVersion[] = [];
  const commonPrefixes: string[] = [];
  let next: Page['next'];
  let start: Marker & { readonly inclusive?: boolean } = marker;
  if (maxKeys === 0) return { listed, commonPrefixes, next: undefined };
  for (;;) {
    let leapt = false;
    for (const entry of versionsFrom(storage, bucket, prefix, start)) {
      const { key, versionId } = entry.version;
      const group = delimiter ? groupOf(key, prefix, delimiter) : undefined;
      const passed = group !== undefined && Buffer.compare(Buffer.from(group), Buffer.from(marker.key)) <= 0;
      if (!passed) {
        if (listed.length + commonPrefixes.length === maxKeys) return { listed, commonPrefixes, next };
        if (group === undefined) listed.push(entry);
        else commonPrefixes.push(group);
        next = group === undefined ? { key, versionId } : { key: group };
      }
      if (group !== undefined) {
        const behind = afterAllWith(group);
        if (behind === undefined) return { listed, commonPrefixes, next: undefined };
        start = { key: behind, inclusive: true };
        leapt = true;
        break;
      }
    }
    if (!leapt) return { listed, commonPrefixes, next: undefined };
  }
}

/** All versions after the marker: of its key those that are older than its rank, then those of the keys behind. */
function* versionsFrom(
  storage: Storage,
  bucket: string,
  prefix: string,
  { key, rank, inclusive = false }: Marker & { readonly inclusive?: boolean },
): IterableIterator<ListedVersion> {
  if (rank !== undefined && key.startsWith(prefix)) {
    const current = storage.objects.get([bucket, key]);
    if (current !== undefined && current.rank > rank) yield { version: current, latest: true };
    for (const [, version] of storage.noncurrent.range({ prefix: [bucket, key], after: [bucket, key, rank] })) {
      yield { version, latest: false };
    }
  }
  const within = { prefix: [bucket], startsWith: prefix };
  const currents = storage.objects.range({
    ...within,
    ...(key === '' ? {} : inclusive ? { from: [bucket, key] } : { after: [bucket, key] }),
  });
  // Behind all ranks of the marker's key.
  const older = storage.noncurrent.range({
    ...within,
    ...(key === '' ? {} : inclusive ? { from: [bucket, key] } : { after: [bucket, key, Number.POSITIVE_INFINITY] }),
  });
  let next = older.next();
  for (const [, current] of currents) {
    yield { version: current, latest: true };
    for (; next.done !== true && next.value[1].key === current.key; next = older.next()) yield { version: next.value[1], latest: false };
  }
}
