/** Events that came to S3 after those that are recorded: their names are the model's. */
import {
  CreateBucketCommand,
  DeleteObjectAnnotationCommand,
  type Event,
  GetObjectCommand,
  type NotificationConfiguration,
  PutBucketIntelligentTieringConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { besideOtherServices, queueArn } from './destination-services.js';

const DAY = 86_400_000;

describe('notifications', () => {
  const beside = besideOtherServices();
  const Bucket = 'locking';
  const configure = (NotificationConfiguration: NotificationConfiguration) =>
    beside.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, SkipDestinationValidation: true }));
  async function openBucket(...Events: Event[]): Promise<void> {
    await beside.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    await configure({ QueueConfigurations: [{ Id: 'all', QueueArn: queueArn, Events }] });
  }
  const told = async () => (await beside.records()).map(({ eventName, eventVersion, s3 }) => [eventName, eventVersion, s3.object] as const);

  it('tell of annotations', async () => {
    await openBucket('s3:ObjectAnnotation:*');
    const { VersionId: versionId } = await beside.s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'something' }));
    const annotation = { Bucket, Key: 'key', AnnotationName: 'note' };
    await beside.s3.send(new PutObjectAnnotationCommand({ ...annotation, AnnotationPayload: 'text' }));
    await beside.s3.send(new DeleteObjectAnnotationCommand(annotation));
    const object = { key: 'key', versionId, eTag: '437b930db84b8079c2dd804a71936b5f' };
    expect(await told()).toEqual([
      ['ObjectAnnotation:Put', '2.5', object],
      ['ObjectAnnotation:Delete', '2.5', object],
    ]);
  });

  it('tell of retention periods, and not of legal holds', async () => {
    await openBucket('s3:ObjectRetention:Put');
    const { VersionId: versionId } = await beside.s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'something' }));
    await beside.s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'key', LegalHold: { Status: 'ON' } }));
    const Retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date(Date.now() + DAY) };
    await beside.s3.send(new PutObjectRetentionCommand({ Bucket, Key: 'key', Retention }));
    expect(await told()).toEqual([['ObjectRetention:Put', '2.5', { key: 'key', versionId, eTag: '437b930db84b8079c2dd804a71936b5f' }]]);
  });

  it('tell of archive tiers of Intelligent-Tiering, once each', async () => {
    await openBucket('s3:IntelligentTiering');
    const Tierings = [
      { Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const },
      { Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' as const },
    ];
    const IntelligentTieringConfiguration = { Id: 'all', Status: 'Enabled' as const, Tierings };
    await beside.s3.send(new PutBucketIntelligentTieringConfigurationCommand({ Bucket, Id: 'all', IntelligentTieringConfiguration }));
    const put = (Key: string, Body: Uint8Array) =>
      beside.s3.send(new PutObjectCommand({ Bucket, Key, Body, StorageClass: 'INTELLIGENT_TIERING' }));
    await put('small', Buffer.alloc(1));
    await put('older', Buffer.alloc(128 * 1024));
    const { VersionId: versionId } = await put('large', Buffer.alloc(128 * 1024));
    await beside.advance(60 * DAY);
    await (await beside.s3.send(new GetObjectCommand({ Bucket, Key: 'older' }))).Body?.transformToByteArray();
    await beside.advance(35 * DAY);
    const records = await beside.records();
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      eventVersion: '2.3',
      eventName: 'IntelligentTiering',
      userIdentity: { principalId: expect.stringMatching(/^AmazonCustomer:A/) },
      s3: { object: { key: 'large', size: 128 * 1024, versionId } },
      intelligentTieringEventData: { destinationAccessTier: 'ARCHIVE_ACCESS' },
    });
    await beside.advance(90 * DAY);
    const tiers = (await beside.records()).map(({ s3, ...record }) => [s3.object.key, record.intelligentTieringEventData]);
    expect(tiers.slice(1)).toEqual([
      ['older', { destinationAccessTier: 'ARCHIVE_ACCESS' }],
      ['large', { destinationAccessTier: 'DEEP_ARCHIVE_ACCESS' }],
    ]);
    await beside.s3.send(new RestoreObjectCommand({ Bucket, Key: 'large', RestoreRequest: {} }));
    await beside.advance(95 * DAY);
    const later = (await beside.records()).slice(3).map(({ s3, ...record }) => [s3.object.key, record.intelligentTieringEventData]);
    expect(later).toEqual([
      ['older', { destinationAccessTier: 'DEEP_ARCHIVE_ACCESS' }],
      ['large', { destinationAccessTier: 'ARCHIVE_ACCESS' }],
    ]);
  });

  it('tell EventBridge of archive tiers, too', async () => {
    await openBucket('s3:ObjectRemoved:*');
    await configure({ EventBridgeConfiguration: {} });
    const Tierings = [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const }];
    const IntelligentTieringConfiguration = { Id: 'all', Status: 'Enabled' as const, Tierings };
    await beside.s3.send(new PutBucketIntelligentTieringConfigurationCommand({ Bucket, Id: 'all', IntelligentTieringConfiguration }));
    await beside.s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: Buffer.alloc(128 * 1024), StorageClass: 'INTELLIGENT_TIERING' }));
    await beside.advance(95 * DAY);
    const inputs = (await beside.delivered()).map(({ input }) => input as { Entries: readonly { DetailType: string; Detail: string }[] });
    const [, changed] = inputs.flatMap(({ Entries }) => Entries);
    expect(changed?.DetailType).toBe('Object Access Tier Changed');
    expect(JSON.parse(changed?.Detail ?? '')).toMatchObject({ object: { key: 'key' }, 'destination-access-tier': 'ARCHIVE_ACCESS' });
  });
});
