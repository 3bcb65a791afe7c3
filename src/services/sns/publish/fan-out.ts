/** From a message that a topic takes to the deliveries that it makes. */
import { archive } from '../archive/archive.js';
import type { Delivery } from '../delivery/deliver.js';
import { type FilteredAttribute, type FilterPolicy, matchesFilterPolicy, parseFilterPolicy } from '../filters/filter-policy.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { scopeOf } from '../subscriptions/attributes.js';
import { subscriptionsOf } from '../subscriptions/write-subscription.js';
import { placeOf } from './deduplicate.js';
import { messageFor, type Publication } from './publication.js';
import type { ReadMessage } from './read-message.js';

/** What a Publish knows of itself. */
export type PublishFacts = Pick<Publication, 'requestId' | 'origin' | 'timestamp'>;

export interface Accepted {
  readonly publication: Publication;
  /** None for a message that the topic had already. */
  readonly deliveries: readonly Delivery[];
}

/**
 * Takes the message. Of FIFO topics within atomic work, for it writes.
 * @param content what deduplication by content is about: the message as it was given.
 */
export function accept(storage: Storage, topic: Topic, message: ReadMessage, content: string, facts: PublishFacts): Accepted {
  if (!topic.isFifo) {
    const publication: Publication = { messageId: storage.random.uuid(), ...message, ...facts };
    return { publication, deliveries: deliveriesOf(storage, topic, publication) };
  }
  const { isDuplicate, ...place } = placeOf(storage, topic, message, content);
  const publication: Publication = { ...message, ...facts, ...place };
  if (isDuplicate) return { publication, deliveries: [] };
  archive(storage, topic, publication);
  return { publication, deliveries: deliveriesOf(storage, topic, publication) };
}

function deliveriesOf(storage: Storage, topic: Topic, publication: Publication): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const subscription of subscriptionsOf(storage, topic)) {
    if (!subscription.isPending && isWanted(subscription, publication)) deliveries.push({ topic, subscription, publication });
  }
  return deliveries;
}

/** Whether the subscription's filter policy lets the message through. */
export function isWanted(subscription: Subscription, publication: Publication): boolean {
  const { FilterPolicy: text } = subscription.attributes;
  if (text === undefined) return true;
  return matchesFilterPolicy(filterOf(subscription, text), {
    attributes: filteredAttributes(publication),
    body: messageFor(publication, subscription.protocol),
  });
}

/** Rows are replaced when they change, so that what is made of one holds as long as it does. */
const filters = new WeakMap<Subscription, FilterPolicy>();

function filterOf(subscription: Subscription, text: string): FilterPolicy {
  const known = filters.get(subscription);
  if (known !== undefined) return known;
  const filter = parseFilterPolicy(text, scopeOf(subscription.attributes));
  filters.set(subscription, filter);
  return filter;
}

const filtered = new WeakMap<Publication, Readonly<Record<string, FilteredAttribute>>>();

function filteredAttributes(publication: Publication): Readonly<Record<string, FilteredAttribute>> {
  const known = filtered.get(publication);
  if (known !== undefined) return known;
  const attributes = Object.fromEntries(
    Object.entries(publication.attributes).map(([name, { type, value }]) => [name, { DataType: type, StringValue: value }]),
  );
  filtered.set(publication, attributes);
  return attributes;
}
