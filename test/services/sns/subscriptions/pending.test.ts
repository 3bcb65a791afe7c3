import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';
import { engines, refusal } from '../../emulator.js';
import { page } from '../inspect/kept-pages.js';
import { openSns } from '../open-sns.js';

const HOUR = 60 * 60_000;

async function tokenOf(aws: Tinsmith, subscription: string): Promise<string> {
  const { json } = await page(aws, `subscription-tokens/${subscription}`);
  // As the page's own test checks it.
  return (json as { readonly subscription_token: string }).subscription_token;
}

describe.each(engines)('subscriptions that wait (%s)', (engine) => {
  const on = openSns(engine, { listen: true, port: 0 });
  const subscribe = async (TopicArn: string, Endpoint: string): Promise<string> => {
    const call = new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, ReturnSubscriptionArn: true });
    return (await on.sns.send(call)).SubscriptionArn ?? '';
  };
  const confirm = (TopicArn: string, Token: string) => on.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));

  it('are gone after 48 hours, those that were confirmed are not', async () => {
    const arn = await on.topic();
    const first = await subscribe(arn, 'first@example.com');
    await on.aws.clock.advance(HOUR);
    const second = await subscribe(arn, 'second@example.com');
    await confirm(arn, await tokenOf(on.aws, second));
    const third = await subscribe(arn, 'third@example.com');
    await on.aws.clock.advance(47 * HOUR - 1);
    expect(await on.topicAttributes(arn)).toMatchObject({ SubscriptionsPending: '2', SubscriptionsConfirmed: '1' });
    await on.aws.clock.advance(1);
    expect(await on.topicAttributes(arn)).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '1' });
    expect(await refusal(on.subscriptionAttributes(first))).toMatchObject({ message: 'Subscription does not exist' });
    await on.aws.clock.advance(HOUR);
    expect(await refusal(on.subscriptionAttributes(third))).toMatchObject({ message: 'Subscription does not exist' });
    expect(await on.subscriptionAttributes(second)).toMatchObject({ PendingConfirmation: 'false' });
  });

  it('don’t wait longer for being asked again', async () => {
    const arn = await on.topic();
    const early = await subscribe(arn, 'again@example.com');
    await on.aws.clock.advance(24 * HOUR);
    expect(await subscribe(arn, 'again@example.com')).toBe(early);
    const token = await tokenOf(on.aws, early);
    await on.aws.clock.advance(24 * HOUR);
    expect(await refusal(confirm(arn, token))).toMatchObject({ message: 'Invalid parameter: Token' });
    expect(await on.topicAttributes(arn)).toMatchObject({ SubscriptionsPending: '0' });
  });
});

it('subscriptions that wait can be confirmed by the process that comes after, and go in it in time', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-sns-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startTinsmith({ port: 0, dataDir });
  await first.clock.freeze();
  const before = new SNSClient(first.clientConfig());
  const { TopicArn = '' } = await before.send(new CreateTopicCommand({ Name: 'kept' }));
  const arns: string[] = [];
  for (const Endpoint of ['a@example.com', 'b@example.com']) {
    const call = new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, ReturnSubscriptionArn: true });
    arns.push((await before.send(call)).SubscriptionArn ?? '');
  }
  await first.stop();

  const second = await startTinsmith({ port: 0, dataDir });
  onTestFinished(() => second.stop());
  const after = new SNSClient(second.clientConfig());
  const Token = await tokenOf(second, arns[0] ?? '');
  expect(await after.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))).toMatchObject({ SubscriptionArn: arns[0] });
  await second.clock.advance(48 * HOUR);
  const { Attributes } = await after.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ SubscriptionsPending: '0', SubscriptionsConfirmed: '1' });
});
