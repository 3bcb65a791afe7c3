import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { OWNER, openAccounts } from './open-accounts.js';

const arnOf = (service: string, name: string): string => `arn:aws:${service}:us-east-1:${OWNER}:${name}`;

describe.each(engines)('deliveries under --auth (%s)', (engine) => {
  const on = openAccounts(engine);
  const topic = async (Name: string) => (await on.owner.send(new CreateTopicCommand({ Name }))).TopicArn;
  /** @param source whose messages it takes; none without it. */
  const queue = async (QueueName: string, source?: string): Promise<string | undefined> => {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arnOf('sqs', QueueName),
      Condition: { ArnEquals: { 'aws:SourceArn': source } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const Attributes = source === undefined ? {} : { Policy };
    return (await on.sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;
  };
  const bodies = async (QueueUrl: string | undefined) => {
    const { Messages = [] } = await on.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages.map(({ Body }) => Body);
  };

  it('reach the queues whose policies let SNS in for the topic, and dead-letter queues for the others', async () => {
    const TopicArn = await topic('news');
    const open = await queue('open', TopicArn);
    const shut = await queue('shut');
    const wrong = await queue('wrong', arnOf('sns', 'other'));
    const dead = await queue('dead', TopicArn);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('sqs', 'dead') });
    for (const name of ['open', 'shut', 'wrong']) {
      const Attributes = { RawMessageDelivery: 'true', ...(name === 'shut' ? { RedrivePolicy } : {}) };
      await on.owner.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arnOf('sqs', name), Attributes }));
    }
    await on.owner.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    expect(await bodies(open)).toEqual(['hello']);
    expect(await bodies(shut)).toEqual([]);
    expect(await bodies(wrong)).toEqual([]);
    expect(await bodies(dead)).toEqual(['hello']);
  });
});
