import { PublishBatchCommand, type PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, topicArn } from '../open-sns.js';

describe.each(engines)('PublishBatch (%s)', (engine) => {
  const on = openSns(engine);
  const batch = async (TopicArn: string, ...PublishBatchRequestEntries: PublishBatchRequestEntry[]) => {
    const { Successful, Failed } = await on.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    return { Successful, Failed };
  };

  it('sends each entry as a message of its own', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    const attr1 = { DataType: 'Number', StringValue: '99.12' };
    const attr2 = { DataType: 'Number', StringValue: '109.12' };
    const { Successful, Failed } = await batch(
      arn,
      { Id: '1', Message: 'two', Subject: 'Subject', MessageAttributes: { attr1, attr2 } },
      { Id: '2', Message: 'none', Subject: 'Subject' },
      { Id: '3', Message: JSON.stringify({ default: 'test default', sqs: 'test sqs' }), MessageStructure: 'json' },
    );
    expect(Failed).toEqual([]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(['1', '2', '3']);
    expect(new Set(Successful?.map(({ MessageId }) => MessageId)).size).toBe(3);
    const messages = await on.receive(queue);
    expect(messages.map(({ Body }) => Body).sort()).toEqual(['none', 'test sqs', 'two']);
    expect(messages.find(({ Body }) => Body === 'two')).toMatchObject({ MD5OfMessageAttributes: '9b720b3af309c1c4b0d395c53b08c502' });
  });

  it('filters each entry', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue, { Attributes: { FilterPolicy: JSON.stringify({ kind: ['wanted'] }) } });
    const kind = (StringValue: string) => ({ MessageAttributes: { kind: { DataType: 'String', StringValue } } });
    await batch(arn, { Id: '1', Message: 'one', ...kind('wanted') }, { Id: '2', Message: 'two', ...kind('other') });
    expect((await on.notifications(queue)).map(({ Message }) => Message)).toEqual(['one']);
  });

  it('tells of entries that are refused beside those that aren’t', async () => {
    const arn = await on.topic();
    const { Successful, Failed } = await batch(arn, { Id: '1', Message: '' }, { Id: '2', Message: 'x' });
    expect(Successful).toMatchObject([{ Id: '2' }]);
    expect(Failed).toEqual([{ Id: '1', Code: 'InvalidParameter', Message: 'Invalid parameter: Empty message', SenderFault: true }]);
  });

  it.each([
    ['message.id', 'contains an impermissible character: message.id'],
    ['msg@123#test', 'contains an impermissible character: msg@123#test'],
    ['a'.repeat(81), `is too long: ${'a'.repeat(81)}`],
  ])('refuses the id %s', async (Id, what) => {
    expect(await refusal(batch(await on.topic(), { Id, Message: 'x' }))).toMatchObject({
      code: 'InvalidBatchEntryIdException',
      message: `The Id of a batch entry in the batch request ${what}`,
      status: 400,
    });
  });

  it('takes ids of up to 80 letters, digits, hyphens and underscores', async () => {
    const arn = await on.topic();
    for (const Id of ['a'.repeat(80), 'valid-message_123'])
      expect(await batch(arn, { Id, Message: 'x' })).toMatchObject({ Successful: [{ Id }], Failed: [] });
  });

  it('refuses batches that are empty, too long or too large, and ids that are there twice', async () => {
    const arn = await on.topic();
    const refused = async (code: string, message: string, ...entries: PublishBatchRequestEntry[]) =>
      expect(await refusal(batch(arn, ...entries))).toMatchObject({ code, message, status: 400 });
    const many = Array.from({ length: 11 }, (_, index) => ({ Id: String(index), Message: 'x' }));
    const half = 'x'.repeat(128 * 1024);
    const large = [
      { Id: '1', Message: half },
      { Id: '2', Message: half },
    ];
    await refused('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
    await refused('TooManyEntriesInBatchRequestException', 'The batch request contains more entries than permissible.', ...many);
    await refused(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
      { Id: '1', Message: 'x' },
      { Id: '1', Message: 'y' },
    );
    await refused('BatchRequestTooLongException', 'The length of all the messages put together is more than the limit.', ...large, {
      Id: '3',
      Message: 'x',
    });
    expect(await batch(arn, ...large)).toMatchObject({ Failed: [] });
  });

  it('needs a topic', async () => {
    expect(await refusal(batch(topicArn('nowhere'), { Id: '1', Message: 'x' }))).toMatchObject({
      code: 'NotFoundException',
      message: 'Topic does not exist',
      status: 404,
    });
  });
});
