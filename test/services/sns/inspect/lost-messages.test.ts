import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines, openEmulator } from '../../emulator.js';
import { page } from './kept-pages.js';

describe.each(engines)('lost messages (%s)', (engine) => {
  it('are those that nobody could take, counted until they are cleared', async () => {
    const { aws, close } = await openEmulator(engine, { listen: true, port: 0 });
    onTestFinished(close);
    const sns = new SNSClient(aws.clientConfig());
    onTestFinished(() => sns.destroy());
    const lost = async () => (await page(aws, 'lost-messages')).json;
    const nothing = { lost_messages: {}, region: 'us-east-1' };

    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic' }));
    const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:nobody-made-it';
    const { SubscriptionArn = '' } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    expect(await lost()).toEqual(nothing);
    await sns.send(new PublishCommand({ TopicArn, Message: 'one' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'two' }));
    const Last = {
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      ErrorCode: 'QueueDoesNotExist',
      ErrorMessage: 'The specified queue does not exist.',
    };
    expect(await lost()).toEqual({ ...nothing, lost_messages: { [SubscriptionArn]: { Count: 2, Last } } });
    await page(aws, 'lost-messages', 'DELETE');
    expect(await lost()).toEqual(nothing);
  });
});
