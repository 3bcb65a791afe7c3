import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)('batches on %s', (engine) => {
  const at = openSqs(engine);

  const sendBatch = async (QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) => {
    const { $metadata, ...answer } = await at.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    return answer;
  };
  const entry = (Id: string, MessageBody = Id): SendMessageBatchRequestEntry => ({ Id, MessageBody });
  const commands = [
    [
      'SendMessageBatch',
      (QueueUrl: string, ids: string[]) =>
        sendBatch(
          QueueUrl,
          ids.map((id) => entry(id)),
        ),
    ],
    [
      'DeleteMessageBatch',
      (QueueUrl: string, ids: string[]) =>
        at.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, ReceiptHandle: 'handle' })) })),
    ],
    [
      'ChangeMessageVisibilityBatch',
      (QueueUrl: string, ids: string[]) =>
        at.sqs.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl,
            Entries: ids.map((Id) => ({ Id, ReceiptHandle: 'handle', VisibilityTimeout: 1 })),
          }),
        ),
    ],
  ] as const;

  describe.each(commands)('%s', (name, call) => {
    it('refuses to do nothing', async () => {
      expect(await refusal(call(await at.queue(), []))).toMatchObject({
        code: 'EmptyBatchRequest',
        message: `There should be at least one ${name}RequestEntry in the request.`,
        status: 400,
      });
    });

    it('refuses more than ten entries', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `id${index}`);
      expect(await refusal(call(await at.queue(), ids))).toMatchObject({
        code: 'TooManyEntriesInBatchRequest',
        message: 'Maximum number of entries per request are 10. You have sent 20.',
      });
    });

    it('refuses two entries of one id', async () => {
      expect(await refusal(call(await at.queue(), ['a', 'b', 'a']))).toMatchObject({
        code: 'BatchEntryIdsNotDistinct',
        message: 'Id a repeated.',
      });
    });

    it.each(['', 'a:b', 'a'.repeat(81)])('refuses the id %j', async (id) => {
      expect(await refusal(call(await at.queue(), [id]))).toMatchObject({
        code: 'InvalidBatchEntryId',
        message: 'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      });
    });
  });

  it('answers for each message that it sends', async () => {
    const url = await at.queue({ MaximumMessageSize: '1024' });
    const answer = await sendBatch(url, [
      entry('good', 'message'),
      entry('long', 'a'.repeat(1025)),
      entry('characters', '\u0000'),
      { ...entry('delay'), DelaySeconds: 901 },
      { ...entry('attribute'), MessageAttributes: { n: { DataType: 'String', StringValue: '' } } },
    ]);
    expect(answer).toEqual({
      Successful: [{ Id: 'good', MessageId: expect.any(String), MD5OfMessageBody: '78e731027d8fd50ed642340b7c9a63b3' }],
      Failed: [
        {
          Id: 'long',
          SenderFault: true,
          Code: 'InvalidParameterValue',
          Message: 'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
        },
        { Id: 'characters', SenderFault: true, Code: 'InvalidMessageContents', Message: expect.stringContaining("'#x0'") },
        {
          Id: 'delay',
          SenderFault: true,
          Code: 'InvalidParameterValue',
          Message: 'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
        },
        {
          Id: 'attribute',
          SenderFault: true,
          Code: 'InvalidParameterValue',
          Message: "Message (user) attribute 'n' must contain a non-empty value of type 'String'.",
        },
      ],
    });
    expect(await at.bodies(url)).toEqual(['message']);
  });

  it('refuses messages that are longer than 1 MiB together', async () => {
    const url = await at.queue();
    const entries = [entry('1', 'a'.repeat(1_048_576)), entry('2', 'b')];
    expect(await refusal(sendBatch(url, entries))).toMatchObject({
      code: 'BatchRequestTooLong',
      message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    });
    expect(await at.bodies(url)).toEqual([]);
  });

  it('refuses a batch in which a message has no body', async () => {
    expect(await refusal(sendBatch(await at.queue(), [entry('a'), entry('b', '')]))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter SendMessageBatchRequestEntry.2.MessageBody.',
    });
  });

  it('refuses a whole batch for a FIFO queue where a message has no deduplication id', async () => {
    const url = await at.queue({ FifoQueue: 'true' });
    const entries = [
      { ...entry('a'), MessageGroupId: 'g', MessageDeduplicationId: 'a' },
      { ...entry('b'), MessageGroupId: 'g' },
    ];
    expect(await refusal(sendBatch(url, entries))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    });
    expect(await at.bodies(url)).toEqual([]);
  });

  it('deletes each message for itself', async () => {
    const url = await at.queue();
    await sendBatch(url, [entry('a'), entry('b')]);
    const [a, b] = await at.receive(url);
    const { $metadata, ...answer } = await at.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: a?.ReceiptHandle },
          { Id: 'x', ReceiptHandle: 'x' },
          { Id: 'b', ReceiptHandle: b?.ReceiptHandle },
        ],
      }),
    );
    expect(answer).toEqual({
      Successful: [{ Id: 'a' }, { Id: 'b' }],
      Failed: [
        {
          Id: 'x',
          SenderFault: true,
          Code: 'ReceiptHandleIsInvalid',
          Message: 'The input receipt handle "x" is not a valid receipt handle.',
        },
      ],
    });
    await at.aws.clock.advance(60_000);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('changes the visibility of each message for itself', async () => {
    const url = await at.queue();
    await sendBatch(url, [entry('a'), entry('b'), entry('c')]);
    const [a, b, c] = await at.receive(url);
    await at.delete(url, c);
    const { $metadata, ...answer } = await at.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'b', ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 43_201 },
          { Id: 'c', ReceiptHandle: c?.ReceiptHandle, VisibilityTimeout: 10 },
          { Id: 'd', ReceiptHandle: b?.ReceiptHandle },
        ],
      }),
    );
    const code = 'InvalidParameterValue';
    expect(answer).toEqual({
      Successful: [{ Id: 'a' }],
      Failed: [
        {
          Id: 'b',
          SenderFault: true,
          Code: code,
          Message: 'Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.',
        },
        {
          Id: 'c',
          SenderFault: true,
          Code: code,
          Message: `Value ${c?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        },
        {
          Id: 'd',
          SenderFault: true,
          Code: 'MissingParameter',
          Message: 'The request must contain the parameter ChangeMessageVisibilityBatchRequestEntry.4.VisibilityTimeout.',
        },
      ],
    });
    expect(await at.bodies(url)).toEqual(['a']);
  });
});
