import { QueueNameExists } from '../../../../generated/sqs/errors.js';
import type { CreateQueueInput, CreateQueueOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../messages/errors.js';
import type { Queue, Storage } from '../storage.js';
import { defaultAttributes, truth, unknownAttribute } from './attribute-values.js';
import { changedAttributes } from './changed-attributes.js';
import { checkQueueName, queueArn } from './queue-name.js';
import { queueUrlOf } from './queue-url.js';
import { shownAttributes } from './shown-attributes.js';
import { checkTags } from './tags.js';

/** AWS answers with the queue that is there when its attributes are those that are given. */
export function createQueue(storage: Storage, input: CreateQueueInput, ctx: Context): CreateQueueOutput {
  const { QueueName: name, tags = {} } = input;
  const { FifoQueue, ...given } = input.Attributes ?? {};
  if (name === '') throw invalidParameter('', 'QueueName', 'Must specify a queue name.');
  const fifo = FifoQueue !== undefined && truth('FifoQueue', FifoQueue);
  // Recorded: a standard queue doesn't know the attribute, not even as false.
  if (FifoQueue !== undefined && !fifo) throw unknownAttribute('FifoQueue');
  checkQueueName(name, fifo);
  const queues = storage.queues.in(ctx);
  const existing = queues.get([name]);
  if (existing === undefined) storage.deletedNames.refuse(ctx, name);
  const queue = newQueue(storage, name, fifo, ctx);
  const created: Queue = { ...queue, attributes: changedAttributes(storage, queue, given), tags: checkTags(queue, {}, tags) };
  if (existing !== undefined) {
    requireSame(existing, created, Object.keys(given));
    requireSameTags(existing, tags);
    return { QueueUrl: queueUrlOf(existing, ctx) };
  }
  queues.put([name], created);
  return { QueueUrl: queueUrlOf(created, ctx) };
}

function newQueue({ clock, random }: Storage, name: string, fifo: boolean, ctx: Context): Queue {
  const { accountId, region } = ctx;
  const now = clock.now();
  const attributes = { ...defaultAttributes, fifo };
  return {
    id: random.hex(8),
    name,
    accountId,
    region,
    arn: queueArn(ctx, name),
    createdAt: now,
    modifiedAt: now,
    attributes,
    tags: {},
  };
}

/** Attributes that aren't given aren't compared. */
function requireSame(existing: Queue, wanted: Queue, names: readonly string[]): void {
  const none = (): never => {
    throw new Error('No queue is created with counts.');
  };
  const has = shownAttributes(existing, names, none);
  const wants = shownAttributes(wanted, names, none);
  const differing = names.find((name) => !isSame(name, has[name], wants[name]));
  if (differing !== undefined)
    throw new QueueNameExists(`A queue already exists with the same name and a different value for attribute ${differing}`);
}

/** A queue whose tags have changed since can't be created again with those that it had (amazon-sqs-java-temporary-queues-client pull 70). */
function requireSameTags({ tags }: Queue, wanted: Readonly<Record<string, string>>): void {
  const differing = Object.keys(wanted).find((key) => tags[key] !== wanted[key]);
  if (differing !== undefined)
    throw new QueueNameExists(`A queue already exists with the same name and a different value for tag ${differing}`);
}

const isSame = (name: string, a: string | undefined, b: string | undefined): boolean =>
  a === b || (name === 'Policy' && a !== undefined && b !== undefined && JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b)));
