import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
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
    const PhoneNumber = '+14155550100';
    for (let count = 0; count < 1002; count++) await sns.send(new PublishCommand({ PhoneNumber, Message: String(count) }));
    sns.destroy();
    const messages = await shown(emulator.aws, 'sms-messages', 'sms_messages', PhoneNumber);
    expect(messages).toHaveLength(1000);
    expect([messages[0]?.Message, messages.at(-1)?.Message]).toEqual(['2', '1001']);
  });
});
