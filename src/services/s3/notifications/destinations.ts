/** Where notifications go: one function for each kind of destination, which calls the service as S3 does. */

import type { Context } from '../../../contract/context.js';
import { AwsError, FrameworkError } from '../../../contract/errors.js';
import { unemulated } from '../../../contract/not-emulated.js';
import type { CallAs, ServiceClients } from '../../dependencies.js';
import { partitionOfRegion } from '../buckets/regions.js';
import type { Bucket } from '../storage.js';
import { hostIdOf, S3_ITSELF } from './records.js';
import type { NotificationSetting, NotificationTarget, TargetKind } from './setting.js';

/** What is asked of the other services; of those that aren't emulated yet, in the words of their models. */
export interface DestinationClients extends UncoveredClients {
  readonly sns: Pick<ServiceClients['sns'], 'publish'>;
  readonly sqs: Pick<ServiceClients['sqs'], 'sendMessage'>;
}

export interface UncoveredClients {
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
  /** The bucket, its region and its owner. */
  readonly bucket: string;
  readonly region: string;
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

export const createDestinations = (clients: DestinationClients): Destinations => ({
  checkEmulated: async ({ targets, eventBridge }, bucket) => {
    for (const { arn } of targets.filter(({ kind }) => kind === 'function')) {
      const failure = await failureOf(() => clients.lambda.getFunction({ FunctionName: arn }, asS3(bucket)));
      if (isUnemulated(failure)) throw unemulated('s3 PutBucketNotificationConfiguration', 'LambdaFunctionConfigurations');
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
      const { arn, kind } = target;
      const { region, accountId } = bucket;
      const failure = await failureOf(() =>
        kind === 'function'
          ? clients.lambda.getFunction({ FunctionName: arn }, asS3(bucket))
          : deliver(clients, { kind, arn, bucket: bucket.name, region, accountId, message: test, at: ctx.clock.now() }),
      );
      if (failure !== undefined) refusals.push({ name: `${arn}, null`, value: reasonFor(target, failure) });
    }
    return refusals;
  },

  deliver: (notification) => deliver(clients, notification),
});

async function deliver(
  clients: DestinationClients,
  { kind, arn, bucket, region, accountId, message, detailType, at }: Notification,
): Promise<void> {
  const as = asS3({ name: bucket, accountId, region });
  switch (kind) {
    case 'topic':
      await clients.sns.publish({ TopicArn: arn, Subject: 'Amazon S3 Notification', Message: message }, as);
      return;
    case 'queue':
      await clients.sqs.sendMessage({ QueueUrl: urlOf(arn), MessageBody: message }, as);
      return;
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

/** Queues are asked for nothing else than what their policies must let S3 do, so not for their URLs. */
function urlOf(arn: string): string {
  const [, , , region = '', account = '', name = ''] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

/** What AWS says of functions is recorded: callers aren't told whether they are there. Of permissions, aws/aws-cli issue 8162 shows it. */
function reasonFor({ kind, arn }: NotificationTarget, failure: AwsError): string {
  if (kind === 'function') return `Not authorized to invoke function [${arn}]`;
  if (failure.httpStatus === 403) return `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`;
  // S3 User Guide, "Supported event destinations": neither is one. The words are ours.
  return arn.endsWith('.fifo') ? `FIFO ${kind}s are not supported` : `The destination ${kind} does not exist`;
}

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

/** Policies of destinations let S3 in for this bucket, or for this account. */
const asS3 = ({ name, accountId, region }: Pick<Bucket, 'name' | 'accountId' | 'region'>): CallAs => ({
  accountId,
  region,
  principal: { kind: 'service', accountId, arn: S3_ITSELF, userId: S3_ITSELF },
  source: { arn: `arn:${partitionOfRegion(region)}:s3:::${name}`, accountId },
});
