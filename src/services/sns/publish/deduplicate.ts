/** FIFO topics take a message once in five minutes, and number what they take. */
import { createHash } from 'node:crypto';
import type { Deduplication, Storage, Topic } from '../storage.js';
import type { ReadMessage } from './read-message.js';

const WINDOW = 5 * 60 * 1000;
/** How many that have become too old go for each that comes. */
const SWEPT_AT_ONCE = 4;

export interface FifoPlace {
  readonly messageId: string;
  readonly deduplicationId: string;
  readonly sequenceNumber: string;
  /** Whether the topic has the message already: it was published then, with this id and number. */
  readonly isDuplicate: boolean;
}

/** Gives the message its place in the topic. Within atomic work. */
export function placeOf(storage: Storage, topic: Topic, message: ReadMessage, content: string): FifoPlace {
  const deduplicationId = message.deduplicationId ?? createHash('sha256').update(content).digest('hex');
  const scope = topic.attributes.FifoThroughputScope === 'MessageGroup' ? (message.groupId ?? '') : '';
  const now = storage.clock.now();
  const rows = storage.deduplications.in(topic);
  const key = [topic.name, scope, deduplicationId] as const;
  const known = rows.get(key);
  if (known !== undefined && known.at > now - WINDOW) {
    const { messageId, sequenceNumber } = known;
    return { messageId, sequenceNumber, deduplicationId, isDuplicate: true };
  }
  const sequence = nextSequence(storage, topic);
  const place: Deduplication = { messageId: storage.random.uuid(), sequenceNumber: numberOf(sequence), at: now };
  rows.put(key, place);
  storage.deduplicationsByTime.in(topic).put([topic.name, now, sequence], [scope, deduplicationId]);
  forgetOld(storage, topic, now);
  return { messageId: place.messageId, sequenceNumber: place.sequenceNumber, deduplicationId, isDuplicate: false };
}

function nextSequence(storage: Storage, { name, accountId, region }: Topic): number {
  const sequences = storage.sequences.in({ accountId, region });
  const sequence = (sequences.get([name]) ?? 0) + 1;
  sequences.put([name], sequence);
  return sequence;
}

/** 20 digits, as AWS's. */
const numberOf = (sequence: number): string => `1${String(sequence).padStart(16, '0')}000`;

function forgetOld(storage: Storage, topic: Topic, now: number): void {
  const byTime = storage.deduplicationsByTime.in(topic);
  let swept = 0;
  for (const [key, [group, id]] of byTime.range({ prefix: [topic.name], expected: SWEPT_AT_ONCE })) {
    if (swept === SWEPT_AT_ONCE || key[1] > now - WINDOW) break;
    forget(storage, topic, group, id, key[1]);
    byTime.delete(key);
    swept++;
  }
}

/** Unless it was published again since. */
function forget(storage: Storage, topic: Topic, group: string, id: string, at: number): void {
  const rows = storage.deduplications.in(topic);
  if (rows.get([topic.name, group, id])?.at === at) rows.delete([topic.name, group, id]);
}

export function forgetDeduplications(storage: Storage, topic: Topic): void {
  const byTime = storage.deduplicationsByTime.in(topic);
  for (const [key, [group, id]] of byTime.range({ prefix: [topic.name] })) {
    forget(storage, topic, group, id, key[1]);
    byTime.delete(key);
  }
  storage.sequences.in(topic).delete([topic.name]);
}
