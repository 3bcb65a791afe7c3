import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Workload, WorkloadClient } from './workload.js';

const Bucket = 'crash-versions';

const contentOf = (slot: string, version: number): string => `${slot} ${version};`.repeat(1 + ((version * 977) % 1500));

/** How a slot gets its version; in the end the version is the newest of the slot's key, and every older one is still there. */
type Write = 'put' | 'multipart' | 'copy' | 'put and mark deleted' | 'put and delete another';
const writes: readonly Write[] = ['put', 'multipart', 'copy', 'put and mark deleted', 'put and delete another'];
const writeOf = (version: number): Write => writes[version % writes.length] ?? 'put';

/** Ids of the versions and delete markers whose deletion was acknowledged. */
const deleted = new Set<string | undefined>();

export const s3VersionsWorkload: Workload = {
  name: 'CompleteMultipartUpload, CopyObject and DeleteObject of versions',
  open(endpoint): WorkloadClient {
    const client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const put = (Key: string, slot: string, version: number) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: contentOf(slot, version) }));

    async function upload(slot: string, version: number): Promise<void> {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: slot }));
      const part = { Bucket, Key: slot, UploadId, PartNumber: 1 };
      // The second one replaces the first, whose bytes must go.
      await client.send(new UploadPartCommand({ ...part, Body: `not ${version}` }));
      const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: contentOf(slot, version) }));
      await client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key: slot, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
      );
    }

    async function copy(slot: string, version: number): Promise<void> {
      const Key = `source/${slot}`;
      const { VersionId } = await put(Key, slot, version);
      await client.send(new CopyObjectCommand({ Bucket, Key: slot, CopySource: `${Bucket}/${Key}?versionId=${VersionId}` }));
      // The bytes are the copy's now.
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      deleted.add(VersionId);
    }

    async function putAndMark(slot: string, version: number): Promise<void> {
      await put(slot, slot, version);
      const { VersionId } = await client.send(new DeleteObjectCommand({ Bucket, Key: slot }));
      await client.send(new DeleteObjectCommand({ Bucket, Key: slot, VersionId }));
      deleted.add(VersionId);
    }

    async function putAndDeleteAnother(slot: string, version: number): Promise<void> {
      const Key = `another/${slot}`;
      const { VersionId } = await put(Key, slot, version);
      await put(slot, slot, version);
      const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key, VersionId }], Quiet: true } }));
      if (answer.Errors !== undefined) throw new Error(`${Key} is not deleted: ${answer.Errors[0]?.Message}`);
      deleted.add(VersionId);
    }

    const ways: Readonly<Record<Write, (slot: string, version: number) => Promise<unknown>>> = {
      put: (slot, version) => put(slot, slot, version),
      multipart: upload,
      copy,
      'put and mark deleted': putAndMark,
      'put and delete another': putAndDeleteAnother,
    };

    /** Of each key the versions, the oldest first, and none that isn't whole. */
    async function readVersions(): Promise<ReadonlyMap<string, readonly number[]>> {
      const byKey = new Map<string, number[]>();
      let from = {};
      for (let more = true; more; ) {
        const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 100, ...from }));
        const { Versions = [], DeleteMarkers = [], NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
        const back = [...Versions, ...DeleteMarkers].find(({ VersionId }) => deleted.has(VersionId));
        if (back !== undefined) throw new Error(`${back.Key} has a version that was deleted`);
        more = page.IsTruncated === true;
        from = { KeyMarker, VersionIdMarker };
        const numbers = await Promise.all(
          Versions.map(async ({ Key = '', VersionId, Size }) => {
            const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
            const text = (await Body?.transformToString()) ?? '';
            const [slot = '', number] = text.split(/[ ;]/, 2);
            const version = Number(number);
            if (!Key.endsWith(slot) || text !== contentOf(slot, version) || text.length !== Size) throw new Error(`${Key} is not whole`);
            return { key: Key, version };
          }),
        );
        for (const { key, version } of numbers) byKey.set(key, [version, ...(byKey.get(key) ?? [])]);
      }
      return byKey;
    }

    async function countParts(): Promise<number> {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      const counts = Uploads.map(async ({ Key, UploadId }) => {
        const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
        return Parts.length;
      });
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    }

    return {
      async prepare() {
        deleted.clear();
        await client.send(new CreateBucketCommand({ Bucket }));
        await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      },
      async write(slot, version) {
        await ways[writeOf(version)](slot, version);
      },
      async readAll() {
        const slots = [...(await readVersions())].filter(([key]) => !key.includes('/'));
        return new Map(slots.map(([slot, versions]) => [slot, versions.at(-1) ?? 0]));
      },
      readHistory: readVersions,
      async countBlobs() {
        const versions = await readVersions();
        let blobs = await countParts();
        for (const [key, numbers] of versions) {
          // A source that is still there shares its bytes with its copy, when that was made.
          const shared = key.startsWith('source/') ? (versions.get(key.slice('source/'.length)) ?? []) : [];
          blobs += numbers.filter((number) => !shared.includes(number)).length;
        }
        return blobs;
      },
      close: () => client.destroy(),
    };
  },
};
