/** Queue attributes as texts, in the ways that CreateQueue and SetQueueAttributes take them and GetQueueAttributes gives them. */
import { InvalidAttributeName, InvalidAttributeValue } from '../../../../generated/sqs/errors.js';
import type { QueueAttributes } from '../storage.js';

/** A queue's attributes while they are changed. */
export type Draft = { -readonly [K in keyof QueueAttributes]: QueueAttributes[K] };

/** What a queue has that nothing was said of. */
export const defaultAttributes: QueueAttributes = {
  visibilityTimeout: 30,
  delaySeconds: 0,
  retentionSeconds: 345_600,
  maximumMessageSize: 1_048_576,
  waitSeconds: 0,
  fifo: false,
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  throughputLimit: 'perQueue',
  sqsManagedSseEnabled: true,
};

/** Seconds that a data key is used again where nothing is said of it. */
export const DATA_KEY_REUSE = 300;

type NumberMember = 'visibilityTimeout' | 'delaySeconds' | 'retentionSeconds' | 'maximumMessageSize' | 'waitSeconds';

interface NumberRule {
  readonly member: NumberMember;
  readonly from: number;
  readonly to: number;
}

/** SQS API Reference, SetQueueAttributes: both ends belong to the range. */
export const numbers: Readonly<Record<string, NumberRule>> = {
  VisibilityTimeout: { member: 'visibilityTimeout', from: 0, to: 43_200 },
  DelaySeconds: { member: 'delaySeconds', from: 0, to: 900 },
  MessageRetentionPeriod: { member: 'retentionSeconds', from: 60, to: 1_209_600 },
  MaximumMessageSize: { member: 'maximumMessageSize', from: 1024, to: 1_048_576 },
  ReceiveMessageWaitTimeSeconds: { member: 'waitSeconds', from: 0, to: 20 },
};

/** Changes one attribute. An empty value brings back what it is where nothing is said. */
type Change = (draft: Draft, value: string) => void;

const changes: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    Object.entries(numbers).map(([name, { member, from, to }]): [string, Change] => [
      name,
      (draft, value) => {
        draft[member] = value === '' ? defaultAttributes[member] : wholeNumber(name, value, from, to);
      },
    ]),
  ),
  KmsMasterKeyId: (draft, value) => {
    if (value === '') {
      delete draft.kmsMasterKeyId;
      delete draft.kmsDataKeyReusePeriodSeconds;
    } else {
      draft.kmsMasterKeyId = value;
      draft.sqsManagedSseEnabled = false;
    }
  },
  KmsDataKeyReusePeriodSeconds: (draft, value) => {
    if (value === '') delete draft.kmsDataKeyReusePeriodSeconds;
    else draft.kmsDataKeyReusePeriodSeconds = wholeNumber('KmsDataKeyReusePeriodSeconds', value, 60, 86_400);
  },
  SqsManagedSseEnabled: (draft, value) => {
    draft.sqsManagedSseEnabled = value === '' ? draft.kmsMasterKeyId === undefined : truth('SqsManagedSseEnabled', value);
    if (!draft.sqsManagedSseEnabled) return;
    delete draft.kmsMasterKeyId;
    delete draft.kmsDataKeyReusePeriodSeconds;
  },
  ContentBasedDeduplication: (draft, value) => {
    if (!draft.fifo) throw unknownAttribute('ContentBasedDeduplication');
    draft.contentBasedDeduplication = value !== '' && truth('ContentBasedDeduplication', value);
  },
  DeduplicationScope: (draft, value) => {
    if (!draft.fifo) throw onlyOfFifo('DeduplicationScope');
    draft.deduplicationScope = value === '' ? 'queue' : oneOf('DeduplicationScope', value, ['queue', 'messageGroup'] as const);
  },
  FifoThroughputLimit: (draft, value) => {
    if (!draft.fifo) throw onlyOfFifo('FifoThroughputLimit');
    draft.throughputLimit = value === '' ? 'perQueue' : oneOf('FifoThroughputLimit', value, ['perQueue', 'perMessageGroupId'] as const);
  },
};

/**
 * Changes what one attribute can be checked for by itself, and what attributes of one queue rule out among themselves.
 * @returns the names that are left: those whose values concern other queues, and policies.
 * @throws InvalidAttributeName, InvalidAttributeValue
 */
export function changeAttributes(draft: Draft, given: Readonly<Record<string, string>>): readonly string[] {
  // Recorded, in these words, with this code.
  if (given.SqsManagedSseEnabled === 'true' && given.KmsMasterKeyId)
    throw new InvalidAttributeName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  const left: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const change = changes[name];
    if (change === undefined) left.push(name);
    else change(draft, value);
  }
  if (draft.throughputLimit === 'perMessageGroupId' && draft.deduplicationScope !== 'messageGroup')
    throw new InvalidAttributeValue(
      'Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is allowed only when DeduplicationScope is messageGroup.',
    );
  return left;
}

export const unknownAttribute = (name: string): InvalidAttributeName => new InvalidAttributeName(`Unknown Attribute ${name}.`);

const onlyOfFifo = (name: string): InvalidAttributeName =>
  new InvalidAttributeName(`You can specify the ${name} only when FifoQueue is set to true.`);

export const invalidValue = (name: string): InvalidAttributeValue => new InvalidAttributeValue(`Invalid value for the parameter ${name}.`);

function wholeNumber(name: string, value: string, from: number, to: number): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw invalidValue(name);
}

/** In any case of letters. */
export function truth(name: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false') throw invalidValue(name);
  return lower === 'true';
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw invalidValue(name);
  return found;
}
