/** An inventory as S3 delivers it: the list, a manifest with its digest, and a symlink for Hive (S3 User Guide, "Locating your inventory list"). */
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { InventoryConfiguration } from '../../../../generated/s3/types.js';
import type { ByteStream } from '../../../contract/wire.js';
import type { CallAs, ServiceClients } from '../../dependencies.js';
import { partitionOfRegion } from '../buckets/regions.js';
import { bucketNameIn } from '../configurations/destination-bucket.js';
import type { StoredVersion } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';
import { type Layout, layoutOf } from './fields.js';

/** Keys that are listed before other requests have their turn. */
const KEYS_A_TURN = 500;

/**
 * @param at when the inventory was due: what its files are named by.
 * @throws AwsError where the destination doesn't take a file.
 */
export async function writeReport(
  storage: Storage,
  services: ServiceClients,
  bucket: Bucket,
  configuration: InventoryConfiguration,
  at: number,
): Promise<void> {
  const destination = configuration.Destination.S3BucketDestination;
  const target = storage.buckets.get([bucketNameIn(destination.Bucket) ?? '']);
  if (target === undefined || (destination.AccountId !== undefined && destination.AccountId !== target.accountId)) return;
  const put = (Key: string, Body: ByteStream, ContentType: string): Promise<unknown> =>
    services.s3.putObject({ Bucket: target.name, Key, Body, ContentType, ...encryptionOf(configuration) }, asS3(bucket, target));

  const layout = layoutOf(storage, bucket, configuration.OptionalFields ?? [], configuration.IncludedObjectVersions === 'All');
  const prefix = destination.Prefix === undefined || destination.Prefix === '' ? '' : `${destination.Prefix}/`;
  const base = `${prefix}${bucket.name}/${configuration.Id}`;
  const listKey = `${base}/data/${storage.random.uuid()}.csv.gz`;
  const list = await writeList(storage, bucket, configuration, layout, (body) => put(listKey, body, 'application/octet-stream'));
  const manifest = JSON.stringify(
    {
      sourceBucket: bucket.name,
      destinationBucket: `arn:${partitionOfRegion(target.region)}:s3:::${target.name}`,
      version: '2016-11-30',
      creationTimestamp: String(at),
      fileFormat: 'CSV',
      fileSchema: layout.columns.join(', '),
      files: [{ key: listKey, size: list.size, MD5checksum: list.md5 }],
    },
    undefined,
    2,
  );
  const [day = '', hour = '', minute = ''] = new Date(at).toISOString().split(/[T:]/);
  await put(`${base}/hive/dt=${day}-${hour}-${minute}/symlink.txt`, streamOf(`s3://${target.name}/${listKey}`), 'application/octet-stream');
  const folder = `${base}/${day}T${hour}-${minute}Z`;
  await put(`${folder}/manifest.json`, streamOf(manifest), 'application/octet-stream');
  // Last, so that who waits for it finds all the rest.
  const digest = createHash('md5').update(manifest).digest('hex');
  await put(`${folder}/manifest.checksum`, streamOf(digest), 'application/octet-stream');
}

/** The list goes to a blob first: S3 takes no body of unknown length. */
async function writeList(
  storage: Storage,
  bucket: Bucket,
  configuration: InventoryConfiguration,
  layout: Layout,
  put: (body: ByteStream) => Promise<unknown>,
): Promise<{ readonly size: number; readonly md5: string }> {
  const { blobs } = storage.state;
  const md5 = createHash('md5');
  const compressed = createGzip();
  // What fails on the way ends the compressed stream, whose reader is told.
  pipeline(Readable.from(linesOf(storage, bucket, configuration, layout)), compressed, () => undefined);
  const blob = await blobs.write({
    async *[Symbol.asyncIterator]() {
      for await (const chunk of compressed as AsyncIterable<Buffer>) {
        md5.update(chunk);
        yield chunk;
      }
    },
  });
  try {
    await put({ length: blob.size, [Symbol.asyncIterator]: () => blobs.read(blob.id)[Symbol.asyncIterator]() });
  } finally {
    blobs.discard(blob.id);
  }
  return { size: blob.size, md5: md5.digest('hex') };
}

/** As on AWS, a list is not of one moment: what changes while it is written may be in it or not. */
async function* linesOf(
  storage: Storage,
  bucket: Bucket,
  { Filter, IncludedObjectVersions }: InventoryConfiguration,
  layout: Layout,
): AsyncIterable<string> {
  const within = { prefix: [bucket.name], startsWith: Filter?.Prefix ?? '' };
  const all = IncludedObjectVersions === 'All';
  let last: string | undefined;
  for (;;) {
    let lines = '';
    let keys = 0;
    for (const [[, key], current] of storage.objects.range(last === undefined ? within : { ...within, after: [bucket.name, last] })) {
      for (const version of all ? versionsOf(storage, bucket, current) : [current])
        if (all || version.deleteMarker !== true) lines += layout.line(version, version === current);
      last = key;
      keys += 1;
      if (keys === KEYS_A_TURN) break;
    }
    if (lines !== '') yield lines;
    if (keys < KEYS_A_TURN) return;
    await nextTurn();
  }
}

function* versionsOf(storage: Storage, bucket: Bucket, current: StoredVersion): Iterable<StoredVersion> {
  yield current;
  if (bucket.versioning !== undefined) yield* storage.noncurrent.values({ prefix: [bucket.name, current.key] });
}

function encryptionOf({ Destination }: InventoryConfiguration): { readonly ServerSideEncryption?: string; readonly SSEKMSKeyId?: string } {
  const { SSES3, SSEKMS } = Destination.S3BucketDestination.Encryption ?? {};
  if (SSEKMS !== undefined) return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: SSEKMS.KeyId };
  return SSES3 === undefined ? {} : { ServerSideEncryption: 'AES256' };
}

const asS3 = (source: Bucket, { accountId, region }: Bucket): CallAs => ({
  accountId,
  region,
  principal: { kind: 'service', accountId, arn: 's3.amazonaws.com', userId: 's3.amazonaws.com' },
  source: { arn: `arn:${partitionOfRegion(source.region)}:s3:::${source.name}`, accountId: source.accountId },
});

function streamOf(text: string): ByteStream {
  const bytes = Buffer.from(text);
  return {
    length: bytes.length,
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
}
