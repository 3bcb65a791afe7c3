/** S3's events on their whole way to queues and topics. Members and order of what arrives are recorded on AWS (s3_notifications_sqs, s3_notifications_sns). */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal, send } from '../../emulator.js';

const account = '000000000000';
const hex = expect.stringMatching(/^[0-9A-F]{18}$/);
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const versionId = expect.stringMatching(/^.{32}$/);
const customer = expect.stringMatching(/^A[0-9A-Z]{13}$/);

interface Queue {
  readonly url: string;
  readonly arn: string;
}

describe.each(engines)('events of S3 (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  let sqs: SQSClient;
  let sns: SNSClient;
  let count = 0;
  let Bucket = '';
  let queue: Queue;
  const put = (Key: string, Body = 'something') => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const configure = (NotificationConfiguration: NotificationConfiguration, SkipDestinationValidation = true) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, SkipDestinationValidation }));
  const toQueue = (...Events: Event[]) => configure({ QueueConfigurations: [{ Id: 'a-part', QueueArn: queue.arn, Events }] });

  async function makeQueue(client = sqs, region = 'us-east-1'): Promise<Queue> {
    count += 1;
    const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: `queue-${count}` }));
    return { url, arn: `arn:aws:sqs:${region}:${account}:queue-${count}` };
  }
  /** Waits for as many messages. */
  async function bodiesIn({ url }: Queue, many: number, client = sqs): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const bodies: Readonly<Record<string, unknown>>[] = [];
    while (bodies.length < many) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 }),
      );
      if (Messages.length === 0) expect.fail(`only ${bodies.length} of ${many} messages came`);
      // What S3 and SNS write is JSON.
      for (const { Body = '' } of Messages) bodies.push(JSON.parse(Body) as Readonly<Record<string, unknown>>);
    }
    expect(bodies).toHaveLength(many);
    return bodies;
  }
  const record = (eventName: string, object: object, eventVersion = '2.1', awsRegion = 'us-east-1') => ({
    Records: [
      {
        eventVersion,
        eventSource: 'aws:s3',
        awsRegion,
        eventTime: timestamp,
        eventName,
        userIdentity: { principalId: expect.stringMatching(/^AWS:/) },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': expect.stringMatching(/./), 'x-amz-id-2': expect.stringMatching(/./) },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'a-part',
          bucket: { name: Bucket, ownerIdentity: { principalId: customer }, arn: `arn:aws:s3:::${Bucket}` },
          object,
        },
      },
    ],
  });
  const created = (key: string, size: number, eTag: string, rest: object = {}) => ({ key, size, eTag, ...rest, sequencer: hex });

  beforeAll(async () => {
    emulator = await openEmulator(engine);
    const config = emulator.aws.clientConfig();
    s3 = new S3Client(config);
    sqs = new SQSClient(config);
    sns = new SNSClient(config);
  });
  afterAll(async () => {
    for (const client of [s3, sqs, sns]) client.destroy();
    await emulator.close();
  });
  beforeEach(async () => {
    count += 1;
    Bucket = `bucket-${count}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    queue = await makeQueue();
  });

  it('begin with a test event', async () => {
    await configure({ QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'] }] }, false);
    expect(await bodiesIn(queue, 1)).toEqual([
      {
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: timestamp,
        Bucket,
        RequestId: expect.stringMatching(/./),
        HostId: expect.stringMatching(/./),
      },
    ]);
  });

  it('tell of objects that are put, in order', async () => {
    await toQueue('s3:ObjectCreated:*');
    await put('my_key_0');
    await put('my_key_1', 'something else');
    expect(await bodiesIn(queue, 2)).toEqual([
      record('ObjectCreated:Put', created('my_key_0', 9, '437b930db84b8079c2dd804a71936b5f')),
      record('ObjectCreated:Put', created('my_key_1', 14, '6c7ba9c5a141421e1c03cb9807c97c74')),
    ]);
  });

  it('tell of copies, uploads in parts and keys that are encoded', async () => {
    await put('source');
    await toQueue('s3:ObjectCreated:*');
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'test-key' }));
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: 'test-key', UploadId, PartNumber: 1, Body: '0'.repeat(6144) }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'test-key', UploadId, MultipartUpload }));
    await put('a@b');
    const eTag = '437b930db84b8079c2dd804a71936b5f';
    expect(await bodiesIn(queue, 3)).toEqual([
      record('ObjectCreated:Copy', created('copy', 9, eTag)),
      record('ObjectCreated:CompleteMultipartUpload', {
        ...created('test-key', 6144, ''),
        eTag: expect.stringMatching(/^[0-9a-f]{32}-1$/),
      }),
      record('ObjectCreated:Put', created('a%40b', 9, eTag)),
    ]);
  });

  it('tell of each object of a deletion of many', async () => {
    await toQueue('s3:ObjectRemoved:*');
    const keys = ['a', 'b', 'c'];
    for (const key of keys) await put(key);
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    expect(await bodiesIn(queue, 3)).toEqual(keys.map((key) => record('ObjectRemoved:Delete', { key, sequencer: hex })));
  });

  it('tell of tags and ACLs', async () => {
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await toQueue('s3:ObjectTagging:*', 's3:ObjectAcl:Put');
    await put('key');
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'key', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'key' }));
    await s3.send(new PutObjectAclCommand({ Bucket, Key: 'key', ACL: 'bucket-owner-full-control' }));
    const object = { key: 'key', eTag: '437b930db84b8079c2dd804a71936b5f' };
    expect(await bodiesIn(queue, 3)).toEqual(
      ['ObjectTagging:Put', 'ObjectTagging:Delete', 'ObjectAcl:Put'].map((eventName) => record(eventName, object, '2.3')),
    );
  });

  it('name versions and delete markers', async () => {
    const version = (Status: 'Enabled' | 'Suspended') =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await version('Enabled');
    await toQueue('s3:ObjectCreated:*', 's3:ObjectRemoved:*');
    const { VersionId } = await put('test-key', 'body');
    await put('test-key', 'version2-body');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'test-key' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'test-key', VersionId }));
    await version('Suspended');
    await put('test-key');
    expect(await bodiesIn(queue, 5)).toEqual([
      record('ObjectCreated:Put', created('test-key', 4, '841a2d689ad86bd1611447453c22c6fc', { versionId: VersionId })),
      record('ObjectCreated:Put', created('test-key', 13, expect.any(String), { versionId })),
      record('ObjectRemoved:DeleteMarkerCreated', { key: 'test-key', eTag: 'd41d8cd98f00b204e9800998ecf8427e', versionId, sequencer: hex }),
      record('ObjectRemoved:Delete', { key: 'test-key', versionId: VersionId, sequencer: hex }),
      record('ObjectCreated:Put', created('test-key', 9, '437b930db84b8079c2dd804a71936b5f')),
    ]);
  });

  it('of another region go to queues there, from presigned requests as well', async () => {
    const region = 'eu-west-1';
    const [far, farSqs] = [
      new S3Client({ ...emulator.aws.clientConfig(), region }),
      new SQSClient({ ...emulator.aws.clientConfig(), region }),
    ];
    Bucket = `${Bucket}-far`;
    await far.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    const farQueue = await makeQueue(farSqs, region);
    const QueueConfigurations = [{ Id: 'a-part', QueueArn: farQueue.arn, Events: ['s3:ObjectCreated:*' as const] }];
    await far.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }));
    const url = new URL(await getSignedUrl(far, new PutObjectCommand({ Bucket, Key: 'key-by-hostname' })));
    const answer = await send(emulator.aws, {
      method: 'PUT',
      target: url.pathname + url.search,
      headers: { host: url.host },
      body: 'something',
    });
    expect(answer.status).toBe(200);
    const object = created('key-by-hostname', 9, '437b930db84b8079c2dd804a71936b5f');
    expect(await bodiesIn(farQueue, 2, farSqs)).toEqual([
      expect.objectContaining({ Event: 's3:TestEvent' }),
      record('ObjectCreated:Put', object, '2.1', region),
    ]);
    far.destroy();
    farSqs.destroy();
  });

  it('go through topics to their queues', async () => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `topic-${count}` }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
    const KeyFilter = {
      FilterRules: [
        { Name: 'prefix' as const, Value: 'testupload/' },
        { Name: 'suffix' as const, Value: '.txt' },
      ],
    };
    const part = { Id: 'a-part', TopicArn, Events: ['s3:ObjectCreated:*' as const], Filter: { Key: KeyFilter } };
    await configure({ TopicConfigurations: [part] }, false);
    await put('filtered');
    await put('testupload/dir1/testfile.txt');
    const bodies = await bodiesIn(queue, 2);
    for (const body of bodies) {
      expect(body).toMatchObject({ Type: 'Notification', TopicArn, Subject: 'Amazon S3 Notification', Timestamp: timestamp });
    }
    const messages = bodies.map(({ Message }) => JSON.parse(String(Message)) as unknown);
    expect(messages).toEqual([
      expect.objectContaining({ Event: 's3:TestEvent', Bucket }),
      record('ObjectCreated:Put', created('testupload/dir1/testfile.txt', 9, '437b930db84b8079c2dd804a71936b5f')),
    ]);
  });

  it('are not asked for where queues and topics are missing', async () => {
    const [queueArn, topicArn] = [`arn:aws:sqs:us-east-1:${account}:missing`, `arn:aws:sns:us-east-1:${account}:missing`];
    const configuration: NotificationConfiguration = {
      QueueConfigurations: [{ QueueArn: queueArn, Events: ['s3:ObjectCreated:*'] }],
      TopicConfigurations: [{ TopicArn: topicArn, Events: ['s3:ObjectRemoved:*'] }],
    };
    expect(await refusal(configure(configuration, false))).toEqual({
      code: 'InvalidArgument',
      status: 400,
      message: 'Unable to validate the following destination configurations',
      members: {
        ArgumentName1: `${topicArn}, null`,
        ArgumentValue1: 'The destination topic does not exist',
        ArgumentName2: `${queueArn}, null`,
        ArgumentValue2: 'The destination queue does not exist',
      },
    });
    expect(await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).not.toHaveProperty('QueueConfigurations');
    await configure(configuration);
  });

  it('are not asked for where queues and topics are FIFO', async () => {
    const Attributes = { FifoQueue: 'true' };
    await sqs.send(new CreateQueueCommand({ QueueName: `queue-${count}.fifo`, Attributes }));
    const QueueArn = `arn:aws:sqs:us-east-1:${account}:queue-${count}.fifo`;
    const { message, members } = await refusal(configure({ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] }, false));
    expect(message).toBe('Unable to validate the following destination configurations');
    expect(members).toEqual({ ArgumentName1: `${QueueArn}, null`, ArgumentValue1: 'FIFO queues are not supported' });
  });

  it('of one destination that is gone are lost, and those of another are not', async () => {
    const other = await makeQueue();
    await configure({
      QueueConfigurations: [
        { Id: 'gone', QueueArn: other.arn, Events: ['s3:ObjectCreated:*'] },
        { Id: 'a-part', QueueArn: queue.arn, Events: ['s3:ObjectRemoved:*'] },
      ],
    });
    await sqs.send(new DeleteQueueCommand({ QueueUrl: other.url }));
    await put('key');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));
    expect(await bodiesIn(queue, 1)).toEqual([record('ObjectRemoved:Delete', { key: 'key', sequencer: hex })]);
  });
});
