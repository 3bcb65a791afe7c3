import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines, openEmulator } from '../../emulator.js';

describe.each(engines)('lost messages (%s)', (engine) => {
  it('are those that nobody could take, counted until they are cleared', async () => {
    const { aws, close } = await openEmulator(engine, { listen: true, port: 0 });
    onTestFinished(close);
    const sns = new SNSClient(aws.clientConfig());
    onTestFinished(() => sns.destroy());
    const page = `${aws.endpoint}/_aws/sns/lost-messages`;
    const lost = async () => (await (await fetch(page)).json()).lost_messages;

    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic' }));
    const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:nobody-made-it';
    const { SubscriptionArn = '' } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    expect(await lost()).toEqual({});
    await sns.send(new PublishCommand({ TopicArn, Message: 'one' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'two' }));
    expect(await lost()).toEqual({
      [SubscriptionArn]: {
        Count: 2,
        Last: {
          Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          ErrorCode: 'QueueDoesNotExist',
          ErrorMessage: 'The specified queue does not exist.',
        },
      },
    });
    await fetch(page, { method: 'DELETE' });
    expect(await lost()).toEqual({});
  });
});
