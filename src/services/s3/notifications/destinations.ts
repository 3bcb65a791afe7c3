/** Where notifications go: one function for each kind of destination, which calls the service as S3 does. */

import type { Context } from '../../../contract/context.js';
import { AwsError, FrameworkError } from '../../../contract/errors.js';
import { unemulated } from '../../../contract/not-emulated.js';
import type { CallAs } from '../../dependencies.js';
import type { Bucket } from '../storage.js';
import { hostIdOf, S3_ITSELF } from './records.js';
import type { NotificationSetting, NotificationTarget, TargetKind } from './setting.js';

/** What is asked of the other services, in the words of their models. */
export interface DestinationClients {
  readonly sns: {
    getTopicAttributes(input: { readonly TopicArn: string }, as: CallAs): Promise<unknown>;
    publish(input: { readonly TopicArn: string; readonly Subject: string; readonly Message: string }, as: CallAs): Promise<unknown>;
  };
  readonly sqs: {
    getQueueUrl(
      input: { readonly QueueName: string; readonly QueueOwnerAWSAccountId: string },
      as: CallAs,
    ): Promise<{ readonly QueueUrl?: string | undefined }>;
    sendMessage(input: { readonly QueueUrl: string; readonly MessageBody: string }, as: CallAs): Promise<unknown>;
  };
  readonly lambda: {
    getFunction(input: { readonly FunctionName: string }, as: CallAs): Promise<unknown>;
    invoke(
      input: { readonly FunctionName: string; readonly InvocationType: 'Event'; readonly Payload: Uint8Array },
      as: CallAs,
    ): Promise<unknown>;
  };
  readonly events: {
    describeEventBus(input: Record<string, never>, as: CallAs): Promise<unknown>;
    putEvents(input: { readonly Entries: readonly BridgeEntry[] }, as: CallAs): Promise<unknown>;
  };
}

interface BridgeEntry {
  readonly Time: Date;
  readonly Source: 'aws.s3';
  readonly Resources: readonly string[];
  readonly DetailType: string;
  /** JSON. */
  readonly Detail: string;
}

/** A notification on its way. */
export interface Notification {
  readonly kind: TargetKind | 'event-bus';
  /** Of the target, or of the bucket for EventBridge. */
  readonly arn: string;
  readonly region: string;
  /** Of the bucket's owner. */
  readonly accountId: string;
  /** JSON: the records, or the event's detail. */
  readonly message: string;
  readonly detailType?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A destination that can't be had, and why, as AWS lists it. */
export interface DestinationRefusal {
  readonly name: string;
  readonly value: string;
}

export interface Destinations {
  /** @throws FrameworkError NotImplemented for a kind of destination whose service isn't emulated. */
  checkEmulated(setting: NotificationSetting, bucket: Bucket): Promise<void>;
  /** Sends the test events that topics and queues get when they become destinations. */
  sendTests(setting: NotificationSetting, bucket: Bucket, ctx: Context): Promise<readonly DestinationRefusal[]>;
  deliver(notification: Notification): Promise<void>;
}

const MEMBERS: Readonly<Record<TargetKind, string>> = {
  topic: 'TopicConfigurations',
  queue: 'QueueConfigurations',
  function: 'LambdaFunctionConfigurations',
};

export const createDestinations = (clients: DestinationClients): Destinations => ({
  checkEmulated: async ({ targets, eventBridge }, bucket) => {
    for (const target of targets) {
      const failure = await failureOf(() => find(clients, target));
      if (isUnemulated(failure)) throw unemulated('s3 PutBucketNotificationConfiguration', MEMBERS[target.kind]);
    }
    if (!eventBridge) return;
    const failure = await failureOf(() => clients.events.describeEventBus({}, asS3(bucket)));
    if (isUnemulated(failure)) throw unemulated('s3 PutBucketNotificationConfiguration', 'EventBridgeConfiguration');
  },

  sendTests: async ({ targets }, bucket, ctx) => {
    const refusals: DestinationRefusal[] = [];
    const tested = new Set<string>();
    for (const target of targets) {
      if (tested.has(target.arn)) continue;
      tested.add(target.arn);
      const test = JSON.stringify({
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: new Date(ctx.clock.now()).toISOString(),
        Bucket: bucket.name,
        RequestId: ctx.requestId,
        HostId: hostIdOf(ctx.requestId),
      });
      const facts = { arn: target.arn, region: bucket.region, accountId: bucket.accountId, message: test, at: ctx.clock.now() };
      const failure = await failureOf(() =>
        target.kind === 'function' ? find(clients, target) : deliver(clients, { ...facts, kind: target.kind }),
      );
      if (failure !== undefined) refusals.push({ name: `${target.arn}, null`, value: reasonFor(target) });
    }
    return refusals;
  },

  deliver: (notification) => deliver(clients, notification),
});

async function deliver(
  clients: DestinationClients,
  { kind, arn, region, accountId, message, detailType, at }: Notification,
): Promise<void> {
  const as = asS3({ accountId, region });
  switch (kind) {
    case 'topic':
      await clients.sns.publish({ TopicArn: arn, Subject: 'Amazon S3 Notification', Message: message }, as);
      return;
    case 'queue': {
      const { QueueUrl = '' } = await clients.sqs.getQueueUrl(queueIn(arn), as);
      await clients.sqs.sendMessage({ QueueUrl, MessageBody: message }, as);
      return;
    }
    case 'function':
      await clients.lambda.invoke({ FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(message) }, as);
      return;
    case 'event-bus':
      await clients.events.putEvents(
        { Entries: [{ Time: new Date(at), Source: 'aws.s3', Resources: [arn], DetailType: detailType ?? '', Detail: message }] },
        as,
      );
  }
}

/** Asks whether the destination is there. */
async function find(clients: DestinationClients, { kind, arn }: NotificationTarget): Promise<void> {
  const [, , , region = '', accountId = ''] = arn.split(':');
  const as = asS3({ accountId, region });
  if (kind === 'topic') await clients.sns.getTopicAttributes({ TopicArn: arn }, as);
  else if (kind === 'queue') await clients.sqs.getQueueUrl(queueIn(arn), as);
  else await clients.lambda.getFunction({ FunctionName: arn }, as);
}

function queueIn(arn: string): { readonly QueueName: string; readonly QueueOwnerAWSAccountId: string } {
  const [, , , , account = '', name = ''] = arn.split(':');
  return { QueueName: name, QueueOwnerAWSAccountId: account };
}

/** Recorded for functions, whose callers aren't told whether they are there. */
const reasonFor = ({ kind, arn }: NotificationTarget): string =>
  kind === 'function' ? `Not authorized to invoke function [${arn}]` : `The destination ${kind} does not exist`;

/** What the service refuses with; undefined where it doesn't. */
async function failureOf(call: () => Promise<unknown>): Promise<AwsError | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

const isUnemulated = (error: AwsError | undefined): boolean => error instanceof FrameworkError && error.kind === 'NotImplemented';

const asS3 = ({ accountId, region }: { readonly accountId: string; readonly region: string }): CallAs => ({
  accountId,
  region,
  principal: { kind: 'service', accountId, arn: S3_ITSELF, userId: S3_ITSELF },
});
