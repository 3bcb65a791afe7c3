/** The messages that FIFO topics with an ArchivePolicy keep. */
import type { Publication } from '../publish/publication.js';
import type { Storage, Topic } from '../storage.js';
import { archiveRetention } from './archive-policy.js';

/** How many that have become too old go for each that comes. */
const SWEPT_AT_ONCE = 10;

/** Keeps the message where the topic archives its messages. */
export function archive(storage: Storage, topic: Topic, publication: Publication): void {
  const retention = archiveRetention(topic);
  if (retention === undefined || publication.sequenceNumber === undefined) return;
  const rows = storage.archive.in(topic);
  rows.put([topic.name, publication.sequenceNumber], publication);
  let swept = 0;
  for (const [key, { timestamp }] of rows.range({ prefix: [topic.name], expected: SWEPT_AT_ONCE })) {
    if (swept === SWEPT_AT_ONCE || timestamp >= publication.timestamp - retention) break;
    rows.delete(key);
    swept++;
  }
}

/** The archived messages of a span of time (ms since the epoch, both ends included), in their order. */
export function* archivedBetween(storage: Storage, topic: Topic, from: number, to: number): IterableIterator<Publication> {
  const retention = archiveRetention(topic);
  if (retention === undefined) return;
  const oldest = Math.max(from, storage.clock.now() - retention);
  for (const publication of storage.archive.in(topic).values({ prefix: [topic.name] })) {
    if (publication.timestamp >= oldest && publication.timestamp <= to) yield publication;
  }
}

/** From when on a topic has messages, in ms since the epoch; undefined for one that archives none. */
export function beginningOfArchive(storage: Storage, topic: Topic): number | undefined {
  const retention = archiveRetention(topic);
  if (retention === undefined) return undefined;
  return Math.max(topic.archivedSince ?? topic.createdAt, storage.clock.now() - retention);
}

export function forgetArchive(storage: Storage, topic: Topic): void {
  const rows = storage.archive.in(topic);
  for (const [key] of rows.range({ prefix: [topic.name] })) rows.delete(key);
}
