import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { openBucket } from '../s3-client.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When each test begins: half past ten on a Thursday, UTC. */
const START = new Date('2026-01-15T10:30:00Z');
const midnight = (day: number): Date => new Date(Date.UTC(2026, 0, day));

describe.each(engines)('lifecycle by the clock (%s)', (engine) => {
  const opened = openBucket(engine);
  let Bucket = '';
  let buckets = 0;
  beforeEach(async () => {
    await opened.aws.clock.freeze(START);
    Bucket = `lifecycle-${buckets++}`;
    await opened.s3.send(new CreateBucketCommand({ Bucket }));
  });
  const configure = (rules: readonly Partial<LifecycleRule>[], minimum?: 'varies_by_storage_class') =>
    opened.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: rules.map((rule) => ({ ID: 'a rule', Filter: {}, Status: 'Enabled', ...rule })) },
        ...(minimum === undefined ? {} : { TransitionDefaultMinimumObjectSize: minimum }),
      }),
    );
  const version = () => opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test', ...input }));
  const head = (Key: string, VersionId?: string) =>
    opened.s3.send(new HeadObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }));
  const remove = (Key: string) => opened.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const keys = async () => ((await opened.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
  const versions = async () => {
    const { Versions = [], DeleteMarkers = [] } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket }));
    return [...Versions, ...DeleteMarkers].map(({ VersionId }) => VersionId);
  };
  const classes = async () =>
    Object.fromEntries(
      ((await opened.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key, StorageClass }) => [Key, StorageClass]),
    );
  /** To one second before the midnight, and then over it. */
  const atMidnight = async (day: number, look: () => Promise<unknown>) => {
    await opened.aws.clock.freeze(new Date(midnight(day).getTime() - 1000));
    const before = await look();
    await opened.aws.clock.advance(1000);
    return [before, await look()];
  };

  it('expires objects at the midnight after their days', async () => {
    await put('before');
    await configure([{ Expiration: { Days: 3 } }]);
    await put('after');
    expect(await atMidnight(19, keys)).toEqual([['after', 'before'], []]);
    expect(await versions()).toEqual([]);
    await put('later');
    expect(await atMidnight(23, keys)).toEqual([['later'], []]);
  });

  it('tells in answers when and by which rule, the earliest where several say', async () => {
    await configure([
      { ID: 'slow & steady', Expiration: { Days: 9 } },
      { ID: 'quick', Filter: { Prefix: 'quick/' }, Expiration: { Days: 1 } },
      { ID: 'disabled', Status: 'Disabled', Expiration: { Days: 1 } },
    ]);
    const slow = 'expiry-date="Sun, 25 Jan 2026 00:00:00 GMT", rule-id="slow%20%26%20steady"';
    expect((await put('a')).Expiration).toBe(slow);
    expect((await head('a')).Expiration).toBe(slow);
    expect((await opened.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).Expiration).toBe(slow);
    expect((await put('quick/a')).Expiration).toBe('expiry-date="Sat, 17 Jan 2026 00:00:00 GMT", rule-id="quick"');
  });

  it('tells it of current versions that are read as such', async () => {
    await version();
    await configure([{ Expiration: { Days: 7 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    const { VersionId: first, Expiration } = await put('key');
    expect(Expiration).toBeDefined();
    const { VersionId: second } = await put('key');
    expect((await head('key', first)).Expiration).toBeUndefined();
    expect((await head('key', second)).Expiration).toBeUndefined();
    expect((await head('key')).Expiration).toBe('expiry-date="Fri, 23 Jan 2026 00:00:00 GMT", rule-id="a%20rule"');
  });

  it('expires at a date, and what comes after it at the next midnight', async () => {
    await configure([{ Expiration: { Date: midnight(17) } }]);
    expect((await put('one')).Expiration).toContain('Sat, 17 Jan 2026 00:00:00 GMT');
    expect(await atMidnight(17, keys)).toEqual([['one'], []]);
    await put('two');
    expect(await atMidnight(18, keys)).toEqual([['two'], []]);
  });

  it('takes what its filters say', async () => {
    await configure([
      { ID: 'prefix', Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } },
      { ID: 'tag', Filter: { Tag: { Key: 'end', Value: 'soon' } }, Expiration: { Days: 1 } },
      { ID: 'size', Filter: { ObjectSizeGreaterThan: 20 }, Expiration: { Days: 1 } },
      {
        ID: 'and',
        Filter: {
          And: {
            Prefix: 'both/',
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '2' },
            ],
            ObjectSizeLessThan: 3,
          },
        },
        Expiration: { Days: 1 },
      },
    ]);
    await put('logs/a');
    await put('tagged', { Tagging: 'end=soon&other=x' });
    await put('tagged-otherwise', { Tagging: 'end=late' });
    await put('large', { Body: 'x'.repeat(21) });
    await put('both/all', { Body: 'xx', Tagging: 'a=1&b=2' });
    await put('both/one-tag', { Body: 'xx', Tagging: 'a=1' });
    await put('both/large', { Body: 'xxx', Tagging: 'a=1&b=2' });
    await opened.aws.clock.advance(2 * DAY);
    expect(await keys()).toEqual(['both/large', 'both/one-tag', 'tagged-otherwise']);
    // Tags may come later.
    await opened.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: 'tagged-otherwise', Tagging: { TagSet: [{ Key: 'end', Value: 'soon' }] } }),
    );
    await opened.aws.clock.advance(DAY);
    expect(await keys()).toEqual(['both/large', 'both/one-tag']);
  });

  it('hides current versions under delete markers, and removes those that hide nothing', async () => {
    await version();
    await configure([{ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    const { VersionId } = await put('key');
    const [, marked] = await atMidnight(17, versions);
    expect(marked).toEqual([VersionId, expect.stringMatching(/^[A-Za-z0-9._]{32}$/)]);
    expect(await keys()).toEqual([]);
    // The version became a noncurrent one on the 17th; the marker is then the only one left, and old enough itself.
    expect(await atMidnight(19, versions)).toEqual([marked, []]);
  });

  it('puts a null marker in the place of the null version while versions are suspended', async () => {
    await version();
    const { VersionId } = await put('key');
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    await put('key');
    await configure([{ Expiration: { Days: 1 } }]);
    expect(await atMidnight(17, versions)).toEqual([
      ['null', VersionId],
      [VersionId, 'null'],
    ]);
    expect(await keys()).toEqual([]);
  });

  it('ends with its configuration', async () => {
    await configure([{ Expiration: { Days: 1 } }]);
    await put('key');
    await opened.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await opened.aws.clock.advance(3 * DAY);
    expect(await keys()).toEqual(['key']);
    expect((await head('key')).Expiration).toBeUndefined();
  });

  it('removes lone delete markers by a rule of their own', async () => {
    await version();
    const { VersionId } = await put('kept');
    const kept = await remove('kept');
    await remove('lone');
    await configure([{ Expiration: { ExpiredObjectDeleteMarker: true } }]);
    expect((await put('other')).Expiration).toBeUndefined();
    await opened.aws.clock.advance(DAY);
    expect(await versions()).toEqual([VersionId, expect.any(String), kept.VersionId]);
  });

  it('removes noncurrent versions by their own age, and keeps as many as are asked for', async () => {
    await version();
    const ids: (string | undefined)[] = [];
    for (let at = 0; at < 4; at++) ids.unshift((await put('key')).VersionId);
    await configure([{ NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 1 } }]);
    expect(await atMidnight(18, versions)).toEqual([ids, ids.slice(0, 2)]);
    const newest = (await put('key')).VersionId;
    // Noncurrent since the 15th, but only now one of two.
    await opened.aws.clock.advance(DAY);
    expect(await versions()).toEqual([newest, ids[0]]);
  });

  it('leaves locked versions until their lock ends', async () => {
    const locked = `${Bucket}-locked`;
    await opened.s3.send(new CreateBucketCommand({ Bucket: locked, ObjectLockEnabledForBucket: true }));
    Bucket = locked;
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date('2026-01-20T12:00:00Z') } as const;
    const { VersionId: old } = await put('key', lock);
    const { VersionId } = await put('key');
    await configure([{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
    expect(await atMidnight(21, versions)).toEqual([[VersionId, old], [VersionId]]);
  });

  it('aborts uploads that aren’t completed, and tells when', async () => {
    await configure([{ Filter: { Prefix: 'parts/' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }]);
    const begin = (Key: string) => opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const begun = await begin('parts/a');
    const abortion = { AbortDate: midnight(18), AbortRuleId: 'a rule' };
    expect(begun).toMatchObject(abortion);
    const { UploadId } = begun;
    expect(await opened.s3.send(new ListPartsCommand({ Bucket, Key: 'parts/a', UploadId }))).toMatchObject(abortion);
    expect((await begin('other')).AbortDate).toBeUndefined();
    const uploads = async () => ((await opened.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).map(({ Key }) => Key);
    expect(await atMidnight(18, uploads)).toEqual([['other', 'parts/a'], ['other']]);
  });

  it('moves what is worth moving to colder classes', async () => {
    const large = { Body: Buffer.alloc(128 * 1024) };
    await configure([
      {
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 60, StorageClass: 'GLACIER' },
        ],
      },
    ]);
    await put('large', large);
    await put('small');
    await put('cold', { ...large, StorageClass: 'DEEP_ARCHIVE' });
    await opened.aws.clock.advance(30 * DAY);
    expect(await classes()).toEqual({ cold: 'DEEP_ARCHIVE', large: 'STANDARD', small: 'STANDARD' });
    await opened.aws.clock.advance(DAY);
    expect(await classes()).toEqual({ cold: 'DEEP_ARCHIVE', large: 'STANDARD_IA', small: 'STANDARD' });
    expect((await head('large')).StorageClass).toBe('STANDARD_IA');
    await opened.aws.clock.advance(30 * DAY);
    expect(await classes()).toEqual({ cold: 'DEEP_ARCHIVE', large: 'GLACIER', small: 'STANDARD' });
  });

  it('moves small objects where the filter speaks of sizes, or archives take them', async () => {
    const Transitions = [{ Days: 0, StorageClass: 'GLACIER' as const }];
    await configure([{ Filter: { ObjectSizeGreaterThan: 3 }, Transitions }]);
    await put('four');
    await put('one', { Body: '1' });
    await opened.aws.clock.advance(DAY);
    expect(await classes()).toEqual({ four: 'GLACIER', one: 'STANDARD' });
    await configure([{ Transitions }], 'varies_by_storage_class');
    await opened.aws.clock.advance(DAY);
    expect(await classes()).toEqual({ four: 'GLACIER', one: 'GLACIER' });
  });

  it('moves noncurrent versions', async () => {
    await version();
    const { VersionId } = await put('key');
    await put('key');
    await configure([{ NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'DEEP_ARCHIVE' }] }], 'varies_by_storage_class');
    const look = async () => [(await head('key', VersionId)).StorageClass, (await head('key')).StorageClass];
    expect(await atMidnight(17, look)).toEqual([
      [undefined, undefined],
      ['DEEP_ARCHIVE', undefined],
    ]);
  });

  it('goes through more keys than are handled in a turn', async () => {
    const many = Array.from({ length: 1203 }, (_, at) => `key-${at}`);
    for (let at = 0; at < many.length; at += 100) await Promise.all(many.slice(at, at + 100).map((key) => put(key)));
    await put('zz-kept', { Tagging: 'keep=yes' });
    await configure([{ Filter: { Prefix: 'key-' }, Expiration: { Days: 1 } }]);
    await opened.aws.clock.advance(2 * DAY);
    expect(await keys()).toEqual(['zz-kept']);
  });

  it('goes on after the state was restored', async () => {
    await configure([{ Expiration: { Days: 1 } }]);
    await put('key');
    await opened.aws.snapshot('before');
    await opened.aws.clock.advance(2 * DAY);
    expect(await keys()).toEqual([]);
    await opened.aws.restore('before');
    expect(await keys()).toEqual(['key']);
    await opened.aws.clock.advance(1);
    expect(await keys()).toEqual([]);
  });
});
