import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type ReplicationRule,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const Role = 'arn:aws:iam::000000000000:role/replication';
const rule = (rest: Partial<ReplicationRule> = {}, destination: Partial<ReplicationRule['Destination']> = {}): ReplicationRule => ({
  ID: 'rule',
  Priority: 1,
  Filter: {},
  Status: 'Enabled',
  DeleteMarkerReplication: { Status: 'Enabled' },
  ...rest,
  Destination: { Bucket: 'arn:aws:s3:::target', ...destination },
});

describe.each(engines)('replication (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  beforeEach(async () => {
    emulator = await openEmulator(engine);
    await emulator.aws.clock.freeze();
    s3 = new S3Client(emulator.aws.clientConfig());
    for (const Bucket of ['source', 'target', 'second']) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
  });
  afterEach(async () => {
    s3.destroy();
    await emulator.close();
  });

  const configure = (Bucket: string, ...Rules: ReplicationRule[]) =>
    s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role, Rules } }));
  const put = (Key: string, rest: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket: 'source', Key, Body: 'content', ...rest }));
  const head = (Bucket: string, Key: string): Promise<HeadObjectCommandOutput> => s3.send(new HeadObjectCommand({ Bucket, Key }));
  const statusOf = async (Bucket: string, Key: string) => (await head(Bucket, Key)).ReplicationStatus;
  const replicate = () => emulator.aws.clock.advance(0);
  const versionsIn = async (Bucket: string) => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return { versions: Versions.map(({ VersionId }) => VersionId), markers: DeleteMarkers.map(({ VersionId }) => VersionId) };
  };
  const keysIn = async (Bucket: string) =>
    ((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? []).map(({ Key }) => Key);
  const tagsOf = async (Bucket: string, Key: string) => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;

  it('keeps content, metadata, tags, times and version ids', async () => {
    await configure('source', rule());
    const { VersionId, ETag } = await put('key', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { a: 'b' },
      Tagging: 'tag=1',
      ChecksumAlgorithm: 'SHA256',
    });
    expect(await statusOf('source', 'key')).toBe('PENDING');
    expect(await refusal(head('target', 'key'))).toMatchObject({ status: 404 });
    await emulator.aws.clock.advance(60_000);
    expect(await statusOf('source', 'key')).toBe('COMPLETED');
    const { Body, $metadata, ...replica } = await s3.send(new GetObjectCommand({ Bucket: 'target', Key: 'key', ChecksumMode: 'ENABLED' }));
    expect(await Body?.transformToString()).toBe('content');
    expect(replica).toMatchObject({ VersionId, ETag, ReplicationStatus: 'REPLICA', ContentType: 'text/plain', Metadata: { a: 'b' } });
    expect(replica).toMatchObject({ CacheControl: 'no-cache', TagCount: 1, ChecksumSHA256: expect.stringMatching(/=$/) });
    expect(replica.LastModified).toEqual((await head('source', 'key')).LastModified);
  });

  it('keeps the order of versions', async () => {
    await configure('source', rule());
    for (const Body of ['1', '2', '3']) await put('key', { Body });
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'key' }));
    await put('key', { Body: '4' });
    await replicate();
    expect(await versionsIn('target')).toEqual(await versionsIn('source'));
    expect((await versionsIn('target')).versions).toHaveLength(4);
  });

  it('gives a version an id of its own where the key has newer versions', async () => {
    for (const Body of ['1', '2']) await s3.send(new PutObjectCommand({ Bucket: 'target', Key: 'key', Body }));
    await configure('source', rule());
    const { VersionId } = await put('key', { Body: 'replica' });
    await replicate();
    const replica = await head('target', 'key');
    expect(replica.ReplicationStatus).toBe('REPLICA');
    expect(replica.VersionId).not.toBe(VersionId);
    expect((await versionsIn('target')).versions).toHaveLength(3);
  });

  it('concerns what is written under a rule, and nothing that was there before', async () => {
    await put('logs/before');
    await configure(
      'source',
      rule({ ID: 'prefix', Priority: 1, Filter: { Prefix: 'logs/' } }),
      rule({
        ID: 'tags',
        Priority: 2,
        DeleteMarkerReplication: { Status: 'Disabled' },
        Filter: { And: { Prefix: 'data/', Tags: [{ Key: 'copy', Value: 'yes' }] } },
      }),
      rule({ ID: 'off', Priority: 3, Status: 'Disabled', Filter: { Prefix: 'off/' } }),
    );
    await put('logs/a');
    await put('off/a');
    await put('data/no', { Tagging: 'copy=no' });
    await put('data/yes', { Tagging: 'copy=yes&more=1' });
    await put('logs/archived', { StorageClass: 'GLACIER' });
    await s3.send(new CopyObjectCommand({ Bucket: 'source', Key: 'logs/copy', CopySource: 'source/off/a' }));
    await replicate();
    expect(await keysIn('target')).toEqual(['data/yes', 'logs/a', 'logs/copy']);
    expect(await statusOf('source', 'off/a')).toBeUndefined();
    expect(await statusOf('source', 'logs/before')).toBeUndefined();
  });

  it('goes to each destination once, by the rule of the highest priority', async () => {
    await configure(
      'source',
      rule({ ID: 'low', Priority: 1 }, { StorageClass: 'ONEZONE_IA' }),
      rule({ ID: 'high', Priority: 2 }, { StorageClass: 'STANDARD_IA' }),
      rule({ ID: 'second', Priority: 0 }, { Bucket: 'arn:aws:s3:::second' }),
    );
    await put('key');
    await replicate();
    expect((await head('target', 'key')).StorageClass).toBe('STANDARD_IA');
    expect((await head('second', 'key')).StorageClass).toBeUndefined();
    expect((await versionsIn('target')).versions).toHaveLength(1);
  });

  it('marks deletes where the rule says so, and never removes versions', async () => {
    const disabled = { DeleteMarkerReplication: { Status: 'Disabled' as const } };
    await configure('source', rule({ Filter: { Prefix: 'a/' } }), rule({ ID: 'b', Priority: 2, Filter: { Prefix: 'b/' }, ...disabled }));
    const versions = await Promise.all(['a/key', 'b/key', 'a/gone'].map((key) => put(key)));
    await replicate();
    for (const Key of ['a/key', 'b/key']) await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'a/gone', VersionId: versions[2]?.VersionId }));
    await replicate();
    const markers = async (Bucket: string) =>
      ((await s3.send(new ListObjectVersionsCommand({ Bucket }))).DeleteMarkers ?? []).map(({ Key, VersionId }) => [Key, VersionId]);
    expect(await markers('target')).toEqual((await markers('source')).filter(([key]) => key === 'a/key'));
    expect(await keysIn('target')).toEqual(['a/gone', 'a/key', 'b/key']);
  });

  it('marks deletes under rules of the older schema', async () => {
    const older = { ID: 'old', Prefix: 'a/', Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::target' } };
    await configure('source', older);
    await put('a/key');
    await put('b/key');
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'a/key' }));
    await replicate();
    expect(await versionsIn('target')).toMatchObject({ versions: [expect.any(String)], markers: [expect.any(String)] });
  });

  it('follows changes of tags', async () => {
    await configure('source', rule());
    await put('key', { Tagging: 'a=1' });
    await replicate();
    const TagSet = [{ Key: 'b', Value: '2' }];
    await s3.send(new PutObjectTaggingCommand({ Bucket: 'source', Key: 'key', Tagging: { TagSet } }));
    expect(await statusOf('source', 'key')).toBe('PENDING');
    await replicate();
    expect(await tagsOf('target', 'key')).toEqual(TagSet);
    expect(await statusOf('source', 'key')).toBe('COMPLETED');
    expect((await versionsIn('target')).versions).toHaveLength(1);
  });

  it('of both directions comes to rest, and follows changes of replicas where it is to', async () => {
    const both = { SourceSelectionCriteria: { ReplicaModifications: { Status: 'Enabled' as const } } };
    await configure('source', rule(both));
    await configure('target', rule(both, { Bucket: 'arn:aws:s3:::source' }));
    await put('key');
    await replicate();
    await s3.send(new DeleteObjectCommand({ Bucket: 'target', Key: 'key' }));
    await replicate();
    expect(await versionsIn('source')).toEqual(await versionsIn('target'));
    expect((await versionsIn('source')).markers).toHaveLength(1);
    await put('other');
    await replicate();
    const TagSet = [{ Key: 'a', Value: '1' }];
    await s3.send(new PutObjectTaggingCommand({ Bucket: 'target', Key: 'other', Tagging: { TagSet } }));
    await replicate();
    expect(await tagsOf('source', 'other')).toEqual(TagSet);
    expect(await statusOf('target', 'other')).toBe('REPLICA');
    expect(await statusOf('source', 'other')).toBe('COMPLETED');
  });

  it('of replicas goes no further', async () => {
    await configure('source', rule());
    await configure('target', rule({}, { Bucket: 'arn:aws:s3:::second' }));
    await put('key');
    await replicate();
    expect(await statusOf('target', 'key')).toBe('REPLICA');
    expect(await keysIn('second')).toEqual([]);
  });

  it('fails where the destination has gone or has no versions', async () => {
    await configure('source', rule());
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'target', VersioningConfiguration: { Status: 'Suspended' } }));
    await put('key');
    await replicate();
    expect(await statusOf('source', 'key')).toBe('FAILED');
    await configure('second', rule({}, { Bucket: 'arn:aws:s3:::source', Account: '111111111111' }));
    await s3.send(new PutObjectCommand({ Bucket: 'second', Key: 'key', Body: 'b' }));
    await replicate();
    expect(await statusOf('second', 'key')).toBe('FAILED');
  });
});
