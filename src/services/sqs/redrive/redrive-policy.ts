/** RedrivePolicy: where the messages of a queue go that nobody deletes. */
import { invalidParameter } from '../messages/errors.js';
import type { Queue, RedrivePolicy, Storage } from '../storage.js';
import { objectOf } from './json-object.js';
import { readQueueArn } from './queue-arn.js';
import { mayRedriveTo } from './redrive-allow-policy.js';

const MEMBERS: ReadonlySet<string> = new Set(['deadLetterTargetArn', 'maxReceiveCount']);
const MOST_RECEIVES = 1000;

/**
 * @param source the queue whose messages are meant, as it will be.
 * @throws InvalidParameterValueException
 */
export function readRedrivePolicy(storage: Storage, text: string, source: Queue): RedrivePolicy {
  const refuse = (reason: string): Error => invalidParameter(text, 'RedrivePolicy', reason);
  const given = objectOf(text);
  if (given === undefined) throw refuse('Redrive policy is not a valid JSON map.');
  for (const name of ['maxReceiveCount', 'deadLetterTargetArn']) {
    if (given[name] === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  if (Object.keys(given).some((name) => !MEMBERS.has(name)))
    throw refuse('Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].');
  const { maxReceiveCount: count, deadLetterTargetArn } = given;
  const maxReceiveCount = /^\d{1,9}$/.test(String(count)) ? Number(count) : 0;
  if (maxReceiveCount < 1 || maxReceiveCount > MOST_RECEIVES)
    throw refuse(`Invalid value for maxReceiveCount: ${String(count)}, valid values are from 1 to 1000 both inclusive.`);
  const target = typeof deadLetterTargetArn === 'string' ? readQueueArn(deadLetterTargetArn) : undefined;
  if (target === undefined) throw refuse('Invalid value for deadLetterTargetArn.');
  if (target.accountId !== source.accountId) throw refuse('Dead letter target owner should be same as the source.');
  const queue = target.region === source.region ? storage.queues.in(target).get([target.name]) : undefined;
  if (queue === undefined) throw refuse('Dead letter target does not exist.');
  if (queue.attributes.fifo !== source.attributes.fifo) throw refuse('Dead-letter queue must be same type of queue as the source.');
  if (!mayRedriveTo(queue, source)) throw refuse('Queue does not have permissions to redrive to the specified dead letter queue.');
  return { deadLetterTargetArn: queue.arn, maxReceiveCount };
}
