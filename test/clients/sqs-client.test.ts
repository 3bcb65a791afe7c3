import {
  CreateQueueCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  SendMessageCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';

const bodies = [
  'a',
  'grün',
  '\u{1f600}',
  '{"json": [1, 2]}',
  '<xml>&amp;</xml>',
  ' \t\r\n ',
  '"',
  '\\',
  'x'.repeat(100_000),
  '\u{10ffff}\ue000',
];
const Entries = bodies.map((MessageBody, index) => ({
  Id: `entry-${index}`,
  MessageBody,
  MessageAttributes: {
    place: { DataType: 'Number', StringValue: String(index) },
    bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, index) },
  },
}));

describe.each(engines)('SQS through the JavaScript SDK (%s)', (engine) => {
  let emulator: OpenEmulator;
  let client: SQSClient;
  let QueueUrl: string | undefined;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true });
    client = new SQSClient(emulator.aws.clientConfig());
    ({ QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'jobs' })));
  });
  afterAll(async () => {
    client.destroy();
    await emulator.close();
  });

  it('takes the digests of a batch and of what is received for right', async () => {
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Failed ?? []).toEqual([]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(Entries.map(({ Id }) => Id));
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(bodies);
    expect(Messages.map(({ MessageAttributes }) => MessageAttributes)).toEqual(Entries.map(({ MessageAttributes }) => MessageAttributes));
    expect(Messages.map((message) => message.MD5OfMessageAttributes)).toEqual(
      Successful?.map(({ MD5OfMessageAttributes }) => MD5OfMessageAttributes),
    );
  });

  it('would refuse a batch with a digest that is wrong', async () => {
    const careless = new SQSClient(emulator.aws.clientConfig());
    careless.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const [first] = (answer.output as SendMessageBatchCommandOutput).Successful ?? []; // the one command that is sent
        if (first !== undefined) first.MD5OfMessageBody = '0'.repeat(32);
        return answer;
      },
      { step: 'build' },
    );
    await expect(careless.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toThrow('Invalid MD5 checksum on messages: ');
    careless.destroy();
    await client.send(new PurgeQueueCommand({ QueueUrl }));
  });

  it('tells which entries of a batch failed', async () => {
    const { Successful, Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'x' },
          { Id: 'bad', MessageBody: '\u0001' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
  });

  it('makes its exceptions of the answers', async () => {
    const nowhere = QueueUrl?.replace('jobs', 'nowhere');
    const gone: unknown = await client
      .send(new SendMessageCommand({ QueueUrl: nowhere, MessageBody: 'x' }))
      .catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(QueueDoesNotExist);
    expect(gone).toMatchObject({ message: 'The specified queue does not exist.', Code: 'AWS.SimpleQueueService.NonExistentQueue' });
    const wrong: unknown = await client
      .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }))
      .catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(SQSServiceException);
    expect(wrong).toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    });
  });
});
