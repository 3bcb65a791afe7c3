import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, openEmulator, refusal } from '../../emulator.js';
import { openSqs, type QueueAttributes } from '../open-sqs.js';

describe.each(engines)('CreateQueue on %s', (engine) => {
  const at = openSqs(engine);
  const create = (QueueName: string, Attributes?: QueueAttributes, tags?: Record<string, string>) =>
    at.sqs.send(new CreateQueueCommand({ QueueName, Attributes, tags }));
  const attributesOf = async (QueueUrl: string | undefined) =>
    (await at.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;

  it('gives a standard queue its attributes, and these only', async () => {
    await at.aws.clock.freeze(new Date('2030-01-01T00:00:00.900Z'));
    const { QueueUrl } = await create('plain');
    expect(QueueUrl).toBe('http://localhost:4566/000000000000/plain');
    expect(await attributesOf(QueueUrl)).toEqual({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:plain',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: '1893456000',
      LastModifiedTimestamp: '1893456000',
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
    });
  });

  it('gives a FIFO queue four more', async () => {
    const { QueueUrl } = await create('ordered.fifo', { FifoQueue: 'true' });
    const attributes = await attributesOf(QueueUrl);
    expect(Object.keys(attributes ?? {})).toHaveLength(16);
    expect(attributes).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  it('takes all attributes and tags', async () => {
    await create('letters');
    const redrive = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:letters', maxReceiveCount: 7 };
    const given: QueueAttributes = {
      VisibilityTimeout: '45',
      MaximumMessageSize: '1234',
      MessageRetentionPeriod: '13579',
      DelaySeconds: '17',
      ReceiveMessageWaitTimeSeconds: '18',
      KmsMasterKeyId: 'alias/aws/sqs',
      KmsDataKeyReusePeriodSeconds: '297',
      RedrivePolicy: JSON.stringify(redrive),
    };
    const { QueueUrl } = await create('everything', given, { Department: 'Finance', Environment: '' });
    expect(await attributesOf(QueueUrl)).toMatchObject({ ...given, SqsManagedSseEnabled: 'false' });
    expect((await at.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ Department: 'Finance', Environment: '' });
  });

  it('answers with the queue that is there, when what is given is what it has', async () => {
    const { QueueUrl } = await create('same', { DelaySeconds: '5', VisibilityTimeout: '10' });
    expect((await create('same', { DelaySeconds: '5' })).QueueUrl).toBe(QueueUrl);
    expect((await create('same')).QueueUrl).toBe(QueueUrl);
  });

  it.each<[string, QueueAttributes, QueueAttributes, string]>([
    ['delayed', { DelaySeconds: '1' }, { DelaySeconds: '2' }, 'DelaySeconds'],
    [
      'deduplicating.fifo',
      { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
      { FifoQueue: 'true', ContentBasedDeduplication: 'false' },
      'ContentBasedDeduplication',
    ],
  ])('refuses %s again with another value', async (name, first, second, attribute) => {
    await create(name, first);
    expect(await refusal(create(name, second))).toMatchObject({
      code: 'QueueNameExists',
      message: `A queue already exists with the same name and a different value for attribute ${attribute}`,
      status: 400,
    });
  });

  it('refuses other tags than those of the queue that is there', async () => {
    const { QueueUrl } = await create('tagged', {}, { Team: 'red', Stage: 'test' });
    expect((await create('tagged', {}, { Team: 'red' })).QueueUrl).toBe(QueueUrl);
    expect((await create('tagged')).QueueUrl).toBe(QueueUrl);
    for (const tags of [{ Team: 'blue' }, { Stage: 'test', Team: '' }, { Team: 'red', More: 'x' }]) {
      expect(await refusal(create('tagged', {}, tags))).toMatchObject({
        code: 'QueueNameExists',
        message: `A queue already exists with the same name and a different value for tag ${'More' in tags ? 'More' : 'Team'}`,
        status: 400,
      });
    }
    expect((await at.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ Team: 'red', Stage: 'test' });
  });

  it.each([['with space'], ['dotted.name'], ['a'.repeat(81)], ['umlautä'], ['q.fifo']])('refuses the name %j', async (name) => {
    expect(await refusal(create(name))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    });
  });

  it.each([['ordered'], [`${'a'.repeat(76)}.fifo`], ['with.dot.fifo']])('refuses the FIFO name %j', async (name) => {
    expect(await refusal(create(name, { FifoQueue: 'true' }))).toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    });
  });

  it.each<[QueueAttributes, string]>([
    [{ FifoQueue: 'false' }, 'Unknown Attribute FifoQueue.'],
    [{ ContentBasedDeduplication: 'true' }, 'Unknown Attribute ContentBasedDeduplication.'],
    [{ DeduplicationScope: 'queue' }, 'You can specify the DeduplicationScope only when FifoQueue is set to true.'],
    [{ FifoThroughputLimit: 'perQueue' }, 'You can specify the FifoThroughputLimit only when FifoQueue is set to true.'],
    [{ QueueArn: 'arn:aws:sqs:us-east-1:000000000000:x' }, 'Unknown Attribute QueueArn.'],
    [{ All: 'x' }, 'Unknown Attribute All.'],
  ])('knows no %j of standard queues', async (attributes, message) => {
    expect(await refusal(create('unknown', attributes))).toMatchObject({ code: 'InvalidAttributeName', message, status: 400 });
  });

  it('sees nothing of a queue that was deleted, whose name can be used again at once', async () => {
    const { QueueUrl } = await create('again', { DelaySeconds: '1' });
    await at.send(QueueUrl ?? '', 'old');
    await at.aws.clock.advance(1000);
    await at.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await refusal(at.sqs.send(new GetQueueUrlCommand({ QueueName: 'again' })))).toMatchObject({
      code: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      status: 400,
    });
    await create('again', { DelaySeconds: '0' });
    expect(await at.receive(QueueUrl ?? '')).toEqual([]);
  });
});

it('keeps the names of deleted queues for 60 seconds where it is told to', async () => {
  const { aws, close } = await openEmulator('memory', { sqsDelays: true });
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  const sqs = new SQSClient(aws.clientConfig());
  await aws.clock.freeze();
  const create = () => sqs.send(new CreateQueueCommand({ QueueName: 'kept' }));
  const { QueueUrl } = await create();
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await aws.clock.advance(59_999);
  expect(await refusal(create())).toMatchObject({
    code: 'QueueDeletedRecently',
    message: 'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    status: 400,
  });
  await aws.clock.advance(1);
  expect((await create()).QueueUrl).toBe(QueueUrl);
  sqs.destroy();
  await close();
});
