import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfirmSubscriptionCommand, CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startTinsmith } from '../../../../../src/index.js';
import { openReceiver, type Receiver } from './receiver.js';

describe('deliveries to HTTP endpoints, over a restart', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(() => receiver.close());

  /** Publishes to the receiver, whose first answer to a notification is this. */
  async function publishOnce(sns: SNSClient, answer: number | 'hang'): Promise<void> {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'kept' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: receiver.url }));
    const { Token } = JSON.parse((await receiver.next()).body);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    receiver.answers = [answer];
    await sns.send(new PublishCommand({ TopicArn, Message: 'kept' }));
    await receiver.next();
  }

  it('are tried again by the process that comes after, without a call', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-sns-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const first = await startTinsmith({ listen: false, dataDir });
    await publishOnce(new SNSClient(first.clientConfig()), 503);
    // What came of the first try is written.
    await first.clock.advance(0);
    await first.stop();
    expect(receiver.received).toHaveLength(2);

    const second = await startTinsmith({ listen: false, dataDir });
    onTestFinished(() => second.stop());
    await second.clock.advance(20_000);
    expect((await receiver.next()).body).toBe(receiver.received[1]?.body);
    expect(receiver.received).toHaveLength(3);
  });

  it('hold no emulator up that stops, and leave no connection behind', async () => {
    const aws = await startTinsmith({ listen: false });
    await publishOnce(new SNSClient(aws.clientConfig()), 'hang');
    await aws.stop();
    await receiver.idle();
    expect(receiver.received).toHaveLength(2);
  });
});
