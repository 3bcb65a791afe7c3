import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engines } from '../../emulator.js';
import { openSns } from '../open-sns.js';

describe.each(engines)('Publish (%s)', (engine) => {
  const on = openSns(engine);

  it('reaches queues of other regions', async () => {
    const west = new SQSClient({ ...on.aws.clientConfig(), region: 'us-west-2' });
    onTestFinished(() => west.destroy());
    const { QueueUrl = '' } = await west.send(new CreateQueueCommand({ QueueName: 'western' }));
    const arn = await on.topic();
    const subscription = await on.subscribe(arn, { url: QueueUrl, arn: 'arn:aws:sqs:us-west-2:000000000000:western' });
    await on.publish(arn, 'This is a test message');
    const { Messages = [] } = await west.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
      {
        TopicArn: arn,
        Message: 'This is a test message',
        UnsubscribeURL: `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
      },
    ]);
  });
});
