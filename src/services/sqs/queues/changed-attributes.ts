/** A queue with attributes as CreateQueue and SetQueueAttributes give them. */
import { checkQueuePolicy } from '../access/queue-policy.js';
import { readRedriveAllowPolicy } from '../redrive/redrive-allow-policy.js';
import { readRedrivePolicy } from '../redrive/redrive-policy.js';
import type { Queue, QueueAttributes, Storage } from '../storage.js';
import { changeAttributes, type Draft, unknownAttribute } from './attribute-values.js';

/**
 * @param given by name; an empty value takes an attribute back.
 * @throws InvalidAttributeName, InvalidAttributeValue, InvalidParameterValueException
 */
export function changedAttributes(storage: Storage, queue: Queue, given: Readonly<Record<string, string>>): QueueAttributes {
  const draft: Draft = { ...queue.attributes };
  for (const name of changeAttributes(draft, given)) changeOne(storage, queue, draft, name, given[name] ?? '');
  return draft;
}

function changeOne(storage: Storage, queue: Queue, draft: Draft, name: string, value: string): void {
  switch (name) {
    case 'Policy':
      if (value === '') delete draft.policy;
      else draft.policy = checkQueuePolicy(value);
      return;
    case 'RedrivePolicy':
      if (value === '') delete draft.redrivePolicy;
      else draft.redrivePolicy = readRedrivePolicy(storage, value, queue);
      return;
    case 'RedriveAllowPolicy':
      if (value === '') delete draft.redriveAllowPolicy;
      else draft.redriveAllowPolicy = readRedriveAllowPolicy(value);
      return;
    default:
      // Those that AWS alone sets: QueueArn, the timestamps and the counts.
      throw unknownAttribute(name);
  }
}
