import { GetQueueAttributesCommand, type QueueAttributeName, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs, type QueueAttributes } from '../open-sqs.js';

describe.each(engines)('queue attributes on %s', (engine) => {
  const at = openSqs(engine);
  const set = (QueueUrl: string, Attributes: QueueAttributes) => at.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const get = async (QueueUrl: string, ...AttributeNames: QueueAttributeName[]) =>
    (await at.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;

  it.each<[QueueAttributeName, number, number]>([
    ['VisibilityTimeout', 0, 43_200],
    ['DelaySeconds', 0, 900],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['MaximumMessageSize', 1024, 1_048_576],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
  ])('takes a %s from %d to %d', async (name, from, to) => {
    const url = await at.queue();
    for (const value of [from, to]) {
      await set(url, { [name]: String(value) });
      expect(await get(url, name)).toEqual({ [name]: String(value) });
    }
    for (const value of [String(from - 1), String(to + 1), 'soon', '1.5', ' 60']) {
      expect(await refusal(set(url, { [name]: value }))).toMatchObject({
        code: 'InvalidAttributeValue',
        message: `Invalid value for the parameter ${name}.`,
        status: 400,
      });
    }
  });

  it('changes nothing where one of several values is refused', async () => {
    const url = await at.queue();
    await refusal(set(url, { DelaySeconds: '5', VisibilityTimeout: '-1' }));
    expect(await get(url, 'DelaySeconds')).toEqual({ DelaySeconds: '0' });
  });

  it('tells when it was changed', async () => {
    const url = await at.queue();
    const before = await get(url, 'CreatedTimestamp');
    await at.aws.clock.advance(10_000);
    await set(url, { DelaySeconds: '5' });
    const after = await get(url, 'CreatedTimestamp', 'LastModifiedTimestamp');
    expect(after?.CreatedTimestamp).toBe(before?.CreatedTimestamp);
    expect(Number(after?.LastModifiedTimestamp)).toBe(Number(before?.CreatedTimestamp) + 10);
  });

  it('takes an empty value for what it is by default', async () => {
    const url = await at.queue({
      DelaySeconds: '5',
      VisibilityTimeout: '7',
      KmsMasterKeyId: 'testKeyId',
      KmsDataKeyReusePeriodSeconds: '6000',
    });
    await set(url, { DelaySeconds: '', VisibilityTimeout: '', KmsMasterKeyId: '', KmsDataKeyReusePeriodSeconds: '' });
    const all = await get(url, 'All');
    expect(all).toMatchObject({ DelaySeconds: '0', VisibilityTimeout: '30', SqsManagedSseEnabled: 'false' });
    expect(Object.keys(all ?? {}).filter((name) => name.startsWith('Kms'))).toEqual([]);
  });

  it('tells nothing where nothing is asked for', async () => {
    const url = await at.queue();
    expect(await get(url)).toBeUndefined();
    expect(await get(url, 'Policy', 'RedrivePolicy', 'DeduplicationScope')).toBeUndefined();
  });

  it('knows of a standard queue neither FifoQueue nor ContentBasedDeduplication', async () => {
    const url = await at.queue();
    for (const name of ['FifoQueue', 'ContentBasedDeduplication'] as const) {
      expect(await refusal(get(url, 'All', name))).toMatchObject({
        code: 'InvalidAttributeName',
        message: `Unknown Attribute ${name}.`,
        status: 400,
      });
    }
    const fifo = await at.queue({ FifoQueue: 'true' });
    expect(await get(fifo, 'FifoQueue', 'ContentBasedDeduplication')).toEqual({ FifoQueue: 'true', ContentBasedDeduplication: 'false' });
  });

  it('knows no other names', async () => {
    const url = await at.queue();
    expect(await refusal(get(url, 'Colour' as QueueAttributeName))).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
    expect(await refusal(set(url, { Colour: 'red' } as QueueAttributes))).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
    expect(await refusal(set(url, { ApproximateNumberOfMessages: '1' }))).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute ApproximateNumberOfMessages.',
    });
  });

  it('counts what can be received, what is delayed and what is in flight', async () => {
    const url = await at.queue();
    for (const body of ['a', 'b', 'c']) await at.send(url, body);
    await at.send(url, 'later', { DelaySeconds: 10 });
    await at.receive(url, { MaxNumberOfMessages: 2 });
    const counts = (): ReturnType<typeof get> =>
      get(url, 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed');
    expect(await counts()).toEqual({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '2',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    await at.aws.clock.advance(30_000);
    expect(await counts()).toEqual({
      ApproximateNumberOfMessages: '4',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
    });
  });

  describe('encryption', () => {
    const names = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'] as const;

    it("is by a key or by SQS's own, and one replaces the other", async () => {
      const url = await at.queue();
      await set(url, { KmsMasterKeyId: 'testKeyId', KmsDataKeyReusePeriodSeconds: '6000' });
      expect(await get(url, ...names)).toEqual({
        KmsMasterKeyId: 'testKeyId',
        KmsDataKeyReusePeriodSeconds: '6000',
        SqsManagedSseEnabled: 'false',
      });
      await set(url, { SqsManagedSseEnabled: 'true' });
      expect(await get(url, ...names)).toEqual({ SqsManagedSseEnabled: 'true' });
      await set(url, { KmsMasterKeyId: 'other' });
      expect(await get(url, ...names)).toEqual({
        KmsMasterKeyId: 'other',
        KmsDataKeyReusePeriodSeconds: '300',
        SqsManagedSseEnabled: 'false',
      });
    });

    it('is not by both at one time', async () => {
      const url = await at.queue();
      expect(await refusal(set(url, { KmsMasterKeyId: 'testKeyId', SqsManagedSseEnabled: 'true' }))).toMatchObject({
        code: 'InvalidAttributeName',
        message: 'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
      });
    });

    it.each<[QueueAttributes]>([
      [{ KmsDataKeyReusePeriodSeconds: '59' }],
      [{ KmsDataKeyReusePeriodSeconds: '86401' }],
      [{ SqsManagedSseEnabled: 'yes' }],
    ])('refuses %j', async (attributes) => {
      const url = await at.queue();
      expect(await refusal(set(url, attributes))).toMatchObject({
        code: 'InvalidAttributeValue',
        message: `Invalid value for the parameter ${Object.keys(attributes)[0]}.`,
      });
    });
  });

  describe('of FIFO queues', () => {
    it('change but for the type', async () => {
      const url = await at.queue({ FifoQueue: 'true' });
      await set(url, { ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
      expect(await get(url, 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit')).toEqual({
        ContentBasedDeduplication: 'true',
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
      expect(await refusal(set(url, { FifoQueue: 'true' }))).toMatchObject({
        code: 'InvalidAttributeName',
        message: 'Unknown Attribute FifoQueue.',
      });
      expect(await refusal(set(url, { FifoQueue: 'false' }))).toMatchObject({
        code: 'InvalidAttributeValue',
        message: 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      });
    });

    it('are no others', async () => {
      const standard = await at.queue();
      for (const FifoQueue of ['true', 'false']) {
        expect(await refusal(set(standard, { FifoQueue }))).toMatchObject({
          code: 'InvalidAttributeName',
          message: 'Unknown Attribute FifoQueue.',
        });
      }
      const fifo = await at.queue({ FifoQueue: 'true' });
      for (const attributes of [{ DeduplicationScope: 'group' }, { FifoThroughputLimit: 'none' }, { ContentBasedDeduplication: '1' }]) {
        expect(await refusal(set(fifo, attributes))).toMatchObject({
          code: 'InvalidAttributeValue',
          message: `Invalid value for the parameter ${Object.keys(attributes)[0]}.`,
        });
      }
      expect(await refusal(set(fifo, { FifoThroughputLimit: 'perMessageGroupId' }))).toMatchObject({ code: 'InvalidAttributeValue' });
    });
  });
});
