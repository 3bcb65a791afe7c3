import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type {
  GetBucketNotificationConfigurationInput,
  GetBucketNotificationConfigurationOutput,
  NotificationConfiguration,
  NotificationConfigurationFilter,
  PutBucketNotificationConfigurationInput,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import type { Destinations } from './destinations.js';
import { type NotificationSetting, type NotificationTarget, overlap, type TargetKind } from './setting.js';

/** Bytes. S3 API reference, FilterRule. */
const LONGEST_FILTER = 1024;

/** How each kind's ARN is called in refusals (recorded), and the service that it must be of. */
const ARN_MEMBERS: Readonly<Record<TargetKind, readonly [member: string, service: string]>> = {
  topic: ['Topic', 'sns'],
  queue: ['Queue', 'sqs'],
  function: ['CloudFunction', 'lambda'],
};

/** Replaces the whole configuration; an empty one ends all notifications. */
export async function putNotificationConfiguration(
  storage: Storage,
  destinations: Destinations,
  input: PutBucketNotificationConfigurationInput,
  ctx: Context,
): Promise<Record<string, never>> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const setting = readConfiguration(storage, bucket, input.NotificationConfiguration);
  await destinations.checkEmulated(setting, bucket);
  if (input.SkipDestinationValidation !== true) {
    const refusals = await destinations.sendTests(setting, bucket, ctx);
    if (refusals.length > 0) throw new InvalidArgument('Unable to validate the following destination configurations', numbered(refusals));
  }
  return storage.state.atomically(() => {
    // The bucket may have gone while its destinations were asked.
    const found = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
    if (setting.targets.length === 0 && !setting.eventBridge) deleteSetting(storage, found, 'notification');
    else writeSetting(storage, found, 'notification', setting);
    return {};
  });
}

export function getNotificationConfiguration(
  storage: Storage,
  input: GetBucketNotificationConfigurationInput,
): GetBucketNotificationConfigurationOutput {
  const setting = readSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'notification');
  if (setting === undefined) return {};
  const topics = ofKind(setting, 'topic').map(({ arn, ...shared }) => ({ ...shared, TopicArn: arn }));
  const queues = ofKind(setting, 'queue').map(({ arn, ...shared }) => ({ ...shared, QueueArn: arn }));
  const functions = ofKind(setting, 'function').map(({ arn, ...shared }) => ({ ...shared, LambdaFunctionArn: arn }));
  return {
    ...(topics.length === 0 ? {} : { TopicConfigurations: topics }),
    ...(queues.length === 0 ? {} : { QueueConfigurations: queues }),
    ...(functions.length === 0 ? {} : { LambdaFunctionConfigurations: functions }),
    ...(setting.eventBridge ? { EventBridgeConfiguration: {} } : {}),
  };
}

function ofKind({ targets }: NotificationSetting, kind: TargetKind) {
  return targets
    .filter((target) => target.kind === kind)
    .map(({ id, arn, events, prefix, suffix }) => ({ Id: id, arn, Events: [...events], ...shownFilter(prefix, suffix) }));
}

/** Recorded: rules come back as Prefix and Suffix, however they were written. */
function shownFilter(prefix: string | undefined, suffix: string | undefined): { Filter?: NotificationConfigurationFilter } {
  const rules = [
    ...(prefix === undefined ? [] : [{ Name: 'Prefix', Value: prefix }]),
    ...(suffix === undefined ? [] : [{ Name: 'Suffix', Value: suffix }]),
  ];
  return rules.length === 0 ? {} : { Filter: { Key: { FilterRules: rules } } };
}

interface GivenTarget {
  readonly Id?: string | undefined;
  readonly Events: readonly string[];
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

/** @throws InvalidArgument */
function readConfiguration(storage: Storage, bucket: Bucket, given: NotificationConfiguration): NotificationSetting {
  const read = (kind: TargetKind, arn: string, { Id, Events, Filter }: GivenTarget): NotificationTarget => ({
    kind,
    // As AWS's own: a UUID in base64.
    id: Id || Buffer.from(storage.random.uuid()).toString('base64'),
    arn: checkArn(bucket, kind, arn),
    events: Events,
    ...readFilterRules(Filter),
  });
  const targets = [
    ...(given.TopicConfigurations ?? []).map((target) => read('topic', target.TopicArn, target)),
    ...(given.QueueConfigurations ?? []).map((target) => read('queue', target.QueueArn, target)),
    ...(given.LambdaFunctionConfigurations ?? []).map((target) => read('function', target.LambdaFunctionArn, target)),
  ];
  if (new Set(targets.map(({ id }) => id)).size < targets.length)
    throw new InvalidArgument('Same ID used for multiple configurations. IDs must be unique.');
  refuseOverlaps(targets);
  return { targets, eventBridge: given.EventBridgeConfiguration !== undefined };
}

function checkArn(bucket: Bucket, kind: TargetKind, arn: string): string {
  const [member, service] = ARN_MEMBERS[kind];
  const [prefix, partition, ofService, region, account, ...resource] = arn.split(':');
  const facts = { ArgumentName: member, ArgumentValue: arn };
  if (prefix !== 'arn' || !partition || ofService !== service || !region || !/^\d{12}$/.test(account ?? '') || resource.join('') === '')
    throw new InvalidArgument('The ARN could not be parsed', facts);
  if (region !== bucket.region)
    throw new InvalidArgument('The notification destination service region is not valid for the bucket location constraint', facts);
  return arn;
}

function readFilterRules(filter: NotificationConfigurationFilter | undefined): { readonly prefix?: string; readonly suffix?: string } {
  const read: { prefix?: string; suffix?: string } = {};
  for (const { Name = '', Value = '' } of filter?.Key?.FilterRules ?? []) {
    const name = Name.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix')
      throw new InvalidArgument('filter rule name must be either prefix or suffix', {
        ArgumentName: 'FilterRule.Name',
        ArgumentValue: Name,
      });
    if (read[name] !== undefined)
      throw new InvalidArgument(`Cannot specify more than one ${name} rule in a filter.`, {
        ArgumentName: 'FilterRule.Name',
        ArgumentValue: Name,
      });
    if (Buffer.byteLength(Value) > LONGEST_FILTER)
      throw new InvalidArgument('Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation', {
        ArgumentName: 'FilterRule.Value',
        ArgumentValue: Value,
      });
    read[name] = Value;
  }
  return read;
}

/** One event must have one target at most; EventBridge gets it besides. */
function refuseOverlaps(targets: readonly NotificationTarget[]): void {
  targets.forEach((target, index) => {
    const other = targets.slice(0, index).find((earlier) => overlap(earlier, target));
    if (other === undefined) return;
    const filtered = [target, other].some(({ prefix, suffix }) => prefix !== undefined || suffix !== undefined);
    throw new InvalidArgument(
      filtered
        ? 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.'
        : 'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
    );
  });
}

/** Recorded: the members of refused destinations are numbered. Of more than four the first are shown. */
function numbered(refusals: readonly { readonly name: string; readonly value: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    refusals.slice(0, 4).flatMap(({ name, value }, index) => [
      [`ArgumentName${index + 1}`, name],
      [`ArgumentValue${index + 1}`, value],
    ]),
  );
}
