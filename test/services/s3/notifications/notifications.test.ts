import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  type NotificationConfiguration,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  RestoreObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { Bucket, besideOtherServices, functionArn, queueArn, topicArn } from './destination-services.js';

const hex = expect.stringMatching(/^[0-9A-F]{18}$/);
const ALL = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*', 's3:ObjectAcl:Put', 's3:ObjectRestore:*'] as const;

describe('notifications', () => {
  const beside = besideOtherServices();
  const configure = (NotificationConfiguration: NotificationConfiguration) =>
    beside.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, SkipDestinationValidation: true }));
  const toQueue = () => configure({ QueueConfigurations: [{ Id: 'all', QueueArn: queueArn, Events: [...ALL] }] });
  const put = (Key: string, Body = 'something') => beside.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const remove = (Key: string, VersionId?: string) => beside.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const setVersioning = (Status: 'Enabled' | 'Suspended') =>
    beside.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const told = async () => (await beside.records()).map(({ eventName, eventVersion, s3 }) => [eventName, eventVersion, s3.object] as const);

  it('tell of a put object with these members', async () => {
    await toQueue();
    await put('a@b c/é~!.txt');
    const [record, ...more] = await beside.records();
    expect(more).toEqual([]);
    const customer = expect.stringMatching(/^A[0-9A-Z]{13}$/);
    expect(record).toEqual({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: expect.stringMatching(/^AWS:./) },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': expect.stringMatching(/./), 'x-amz-id-2': expect.stringMatching(/./) },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'all',
        bucket: { name: Bucket, ownerIdentity: { principalId: customer }, arn: 'arn:aws:s3:::a-bucket' },
        object: {
          key: 'a%40b+c/%C3%A9%7E%21.txt',
          size: 9,
          eTag: '437b930db84b8079c2dd804a71936b5f',
          sequencer: hex,
        },
      },
    });
  });

  it('tell of copies, completed uploads, tags, ACLs and deletes', async () => {
    const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
    await beside.s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    await toQueue();
    await put('source');
    await beside.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` }));
    const upload = { Bucket, Key: 'parts' };
    const { UploadId } = await beside.s3.send(new CreateMultipartUploadCommand(upload));
    const { ETag } = await beside.s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'part' }));
    const parts = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
    await beside.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, ...parts }));
    const source = { Bucket, Key: 'source' };
    await beside.s3.send(new PutObjectTaggingCommand({ ...source, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    await beside.s3.send(new DeleteObjectTaggingCommand(source));
    await beside.s3.send(new PutObjectAclCommand({ ...source, ACL: 'bucket-owner-full-control' }));
    await beside.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }, { Key: 'absent' }] } }));
    await remove('source');
    const eTag = '437b930db84b8079c2dd804a71936b5f';
    const content = { size: 9, eTag, sequencer: hex };
    expect(await told()).toEqual([
      ['ObjectCreated:Put', '2.1', { key: 'source', ...content }],
      ['ObjectCreated:Copy', '2.1', { key: 'copy', ...content }],
      [
        'ObjectCreated:CompleteMultipartUpload',
        '2.1',
        { key: 'parts', size: 4, eTag: expect.stringMatching(/^[0-9a-f]{32}-1$/), sequencer: hex },
      ],
      ['ObjectTagging:Put', '2.3', { key: 'source', eTag }],
      ['ObjectTagging:Delete', '2.3', { key: 'source', eTag }],
      ['ObjectAcl:Put', '2.3', { key: 'source', eTag }],
      ['ObjectRemoved:Delete', '2.1', { key: 'copy', sequencer: hex }],
      ['ObjectRemoved:Delete', '2.1', { key: 'source', sequencer: hex }],
    ]);
  });

  it('name versions, and delete markers as objects without content', async () => {
    await setVersioning('Enabled');
    await toQueue();
    const { VersionId: versionId } = await put('key');
    const marker = await remove('key');
    await remove('key', versionId);
    await setVersioning('Suspended');
    await put('key');
    await remove('key', marker.VersionId);
    expect(await told()).toEqual([
      ['ObjectCreated:Put', '2.1', expect.objectContaining({ versionId, size: 9 })],
      [
        'ObjectRemoved:DeleteMarkerCreated',
        '2.1',
        { key: 'key', versionId: marker.VersionId, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: hex },
      ],
      ['ObjectRemoved:Delete', '2.1', { key: 'key', versionId, sequencer: hex }],
      ['ObjectCreated:Put', '2.1', { key: 'key', size: 9, eTag: '437b930db84b8079c2dd804a71936b5f', sequencer: hex }],
      ['ObjectRemoved:Delete', '2.1', { key: 'key', versionId: marker.VersionId, sequencer: hex }],
    ]);
  });

  it("order a key's events by their sequencers", async () => {
    await toQueue();
    for (let at = 0; at < 5; at += 1) await put('key', String(at));
    const sequencers = (await beside.records()).map(({ s3 }) => String(s3.object.sequencer));
    expect(sequencers).toHaveLength(5);
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  it('go to the target whose events and filters they meet, whose rules are encoded as keys are', async () => {
    const filter = (Name: 'prefix' | 'suffix', Value: string) => ({ Filter: { Key: { FilterRules: [{ Name, Value }] } } });
    await configure({
      QueueConfigurations: [{ Id: 'queue', QueueArn: queueArn, Events: ['s3:ObjectCreated:Put'], ...filter('prefix', 'year%3D') }],
      TopicConfigurations: [{ Id: 'topic', TopicArn: topicArn, Events: ['s3:ObjectCreated:*'], ...filter('prefix', 'images/') }],
      LambdaFunctionConfigurations: [
        { Id: 'function', LambdaFunctionArn: functionArn, Events: ['s3:ObjectRemoved:*'], ...filter('suffix', '.txt') },
      ],
    });
    for (const key of ['year=2026/a', 'images/a', 'other', 'b.txt']) await put(key);
    for (const key of ['b.txt', 'other']) await remove(key);
    const got = (await beside.delivered()).map(({ call }) => call);
    expect(got).toEqual(['sqs.sendMessage', 'sns.publish', 'lambda.invoke']);
    expect((await beside.records()).map(({ s3 }) => [s3.configurationId, s3.object.key])).toEqual([
      ['queue', 'year%3D2026/a'],
      ['topic', 'images/a'],
      ['function', 'b.txt'],
    ]);
  });

  it('are not sent for what is refused, nor after the configuration is gone', async () => {
    await toQueue();
    const conditional = new PutObjectCommand({ Bucket, Key: 'key', Body: 'b', IfNoneMatch: '*' });
    await beside.s3.send(conditional);
    await expect(beside.s3.send(conditional)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await beside.records()).toHaveLength(1);
    await configure({});
    await put('other');
    expect(await beside.records()).toHaveLength(1);
  });

  it('of the past are not in the way of later ones when their destination is gone', async () => {
    await toQueue();
    beside.existing.delete(queueArn);
    await put('lost');
    await beside.delivered();
    beside.existing.add(queueArn);
    await put('told');
    expect((await told()).map(([, , object]) => object.key)).toEqual(['told']);
  });

  it('tell of a begun restore', async () => {
    await toQueue();
    await beside.s3.send(new PutObjectCommand({ Bucket, Key: 'cold', Body: 'something', StorageClass: 'GLACIER' }));
    await beside.s3.send(new RestoreObjectCommand({ Bucket, Key: 'cold', RestoreRequest: { Days: 1 } }));
    await beside.advance(3 * 86_400_000);
    const records = await beside.records();
    expect(records.map(({ eventName, eventVersion }) => [eventName, eventVersion])).toEqual([
      ['ObjectCreated:Put', '2.1'],
      ['ObjectRestore:Post', '2.1'],
      ['ObjectRestore:Completed', '2.1'],
      ['ObjectRestore:Delete', '2.3'],
    ]);
    const object = { key: 'cold', size: 9, eTag: '437b930db84b8079c2dd804a71936b5f', sequencer: hex };
    expect(records.slice(1, 3).map(({ s3 }) => s3.object)).toEqual([object, object]);
    expect(records[2]).toMatchObject({
      userIdentity: { principalId: expect.stringMatching(/^AmazonCustomer:A/) },
      glacierEventData: {
        restoreEventData: {
          lifecycleRestorationExpiryTime: expect.stringMatching(/T00:00:00.000Z$/),
          lifecycleRestoreStorageClass: 'GLACIER',
        },
      },
    });
  });

  it('tell of what a lifecycle does', async () => {
    const rule = (ID: string, Prefix: string, rest: object) => ({ ID, Filter: { Prefix }, Status: 'Enabled' as const, ...rest });
    const Rules = [
      rule('expire', 'old/', { Expiration: { Days: 1 } }),
      rule('move', 'cold/', { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }),
    ];
    await beside.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules },
        TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      }),
    );
    await configure({
      QueueConfigurations: [{ Id: 'all', QueueArn: queueArn, Events: ['s3:LifecycleExpiration:*', 's3:LifecycleTransition'] }],
    });
    await put('cold/a');
    await put('old/a');
    await beside.advance(3 * 86_400_000);
    const records = await beside.records();
    const eTag = '437b930db84b8079c2dd804a71936b5f';
    expect(records.map(({ eventName, eventVersion, s3 }) => [eventName, eventVersion, s3.object])).toEqual([
      ['LifecycleTransition', '2.3', { key: 'cold/a', size: 9, eTag, sequencer: hex }],
      ['LifecycleExpiration:Delete', '2.3', { key: 'old/a', sequencer: hex }],
    ]);
    expect(records[0]?.lifecycleEventData).toEqual({ transitionEventData: { destinationStorageClass: 'GLACIER' } });
  });

  it('tell of failed replication, where it is measured', async () => {
    await setVersioning('Enabled');
    await beside.s3.send(new CreateBucketCommand({ Bucket: 'a-target' }));
    const versioned = (Status: 'Enabled' | 'Suspended') =>
      beside.s3.send(new PutBucketVersioningCommand({ Bucket: 'a-target', VersioningConfiguration: { Status } }));
    await versioned('Enabled');
    const Metrics = { Status: 'Enabled' as const, EventThreshold: { Minutes: 15 } };
    const rule = {
      ID: 'rule',
      Priority: 1,
      Filter: {},
      Status: 'Enabled' as const,
      DeleteMarkerReplication: { Status: 'Disabled' as const },
      Destination: { Bucket: 'arn:aws:s3:::a-target', Metrics },
    };
    await beside.s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: 'role', Rules: [rule] } }));
    await configure({ QueueConfigurations: [{ Id: 'replication', QueueArn: queueArn, Events: ['s3:Replication:*'] }] });
    await versioned('Suspended');
    const { VersionId: versionId } = await put('key');
    await beside.advance(0);
    const [record, ...more] = await beside.records();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      eventVersion: '2.2',
      eventName: 'Replication:OperationFailedReplication',
      userIdentity: { principalId: expect.stringMatching(/^AmazonCustomer:A[0-9A-Z]{13}$/) },
      requestParameters: { sourceIPAddress: 's3.amazonaws.com' },
      s3: { object: { key: 'key', size: 9, eTag: '437b930db84b8079c2dd804a71936b5f', versionId, sequencer: hex } },
      replicationEventData: {
        replicationRuleId: 'rule',
        destinationBucket: 'arn:aws:s3:::a-target',
        s3Operation: 'OBJECT_PUT',
        requestTime: expect.stringMatching(/Z$/),
        failureReason: 'DstBucketUnversioned',
      },
    });
  });

  it('tell EventBridge of everything, beside other targets', async () => {
    await setVersioning('Enabled');
    await configure({
      EventBridgeConfiguration: {},
      QueueConfigurations: [{ Id: 'queue', QueueArn: queueArn, Events: ['s3:ObjectRemoved:*'] }],
    });
    const { VersionId } = await put('a b@c');
    await remove('a b@c');
    await remove('a b@c', VersionId);
    await beside.s3.send(new PutObjectCommand({ Bucket, Key: 'cold', Body: 'something', StorageClass: 'GLACIER' }));
    const cold = await beside.s3.send(new RestoreObjectCommand({ Bucket, Key: 'cold', RestoreRequest: { Days: 1 } }));
    expect(cold.$metadata.httpStatusCode).toBe(202);
    const deliveries = await beside.delivered();
    expect(deliveries.filter(({ call }) => call === 'sqs.sendMessage')).toHaveLength(2);
    const entries = deliveries
      .filter(({ call }) => call === 'events.putEvents')
      .flatMap(({ input }) => (input as { Entries: readonly Readonly<Record<string, unknown>>[] }).Entries);
    expect(entries[0]).toEqual({
      Time: expect.any(Date),
      Source: 'aws.s3',
      Resources: ['arn:aws:s3:::a-bucket'],
      DetailType: 'Object Created',
      Detail: expect.any(String),
    });
    const bucket = { name: Bucket };
    const request = { 'request-id': expect.stringMatching(/./), requester: '000000000000', 'source-ip-address': '127.0.0.1' };
    const etag = '437b930db84b8079c2dd804a71936b5f';
    const version = { 'version-id': expect.stringMatching(/^.{32}$/) };
    expect(entries.map(({ DetailType, Detail }) => [DetailType, JSON.parse(String(Detail))])).toEqual([
      [
        'Object Created',
        {
          version: '0',
          bucket,
          object: { key: 'a b@c', 'version-id': VersionId, size: 9, etag, sequencer: hex },
          ...request,
          reason: 'PutObject',
        },
      ],
      [
        'Object Deleted',
        {
          version: '0',
          bucket,
          object: { key: 'a b@c', ...version, etag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: hex },
          ...request,
          reason: 'DeleteObject',
          'deletion-type': 'Delete Marker Created',
        },
      ],
      [
        'Object Deleted',
        {
          version: '0',
          bucket,
          object: { key: 'a b@c', 'version-id': VersionId, sequencer: hex },
          ...request,
          reason: 'DeleteObject',
          'deletion-type': 'Permanently Deleted',
        },
      ],
      ['Object Created', expect.objectContaining({ reason: 'PutObject' })],
      [
        'Object Restore Initiated',
        {
          version: '0',
          bucket,
          object: { key: 'cold', ...version, size: 9, etag },
          ...request,
          'source-storage-class': 'GLACIER',
        },
      ],
    ]);
  });
});
