import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator } from '../../emulator.js';
import { shown } from './kept-pages.js';

describe.each(engines)('kept messages (%s)', (engine) => {
  let emulator: OpenEmulator;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true, port: 0 });
  });
  afterAll(() => emulator.close());

  it('are the last 1,000 of a kind', async () => {
    const sns = new SNSClient(emulator.aws.clientConfig());
    const Endpoint = '+14155550100';
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'many' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint }));
    for (let batch = 0; batch < 101; batch++) {
      const entries = Array.from({ length: 10 }, (_, index) => ({ Id: `e${index}`, Message: String(batch * 10 + index) }));
      await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
    }
    sns.destroy();
    const messages = await shown(emulator.aws, 'sms-messages', 'sms_messages', Endpoint);
    expect(messages).toHaveLength(1000);
    expect([messages[0]?.Message, messages.at(-1)?.Message]).toEqual(['10', '1009']);
  });
});
