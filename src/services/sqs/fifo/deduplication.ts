/** FIFO queues take a message with the same deduplication id only once in five minutes, even when it was deleted meanwhile. */
import { hash } from 'node:crypto';
import type { Queue } from '../storage.js';
import type { ExpiringRow, ExpiringRows } from './expiring-rows.js';

export interface Deduplication extends ExpiringRow {
  readonly messageId: string;
  readonly sequence: number;
}

/** What stands for a body where the queue deduplicates by content: attributes don't count. */
export const contentId = (body: string): string => hash('sha256', body);

/** Ids that count in the whole queue have no group. */
const WHOLE_QUEUE = '';

const scopeOf = ({ attributes }: Queue, groupId: string): string =>
  attributes.deduplicationScope === 'messageGroup' ? groupId : WHOLE_QUEUE;

/**
 * An id counts in the scope that it was sent in: what was sent while the whole queue was the scope still counts for each group, but not
 * the other way round.
 */
export function findDuplicate(
  rows: ExpiringRows<Deduplication>,
  queue: Queue,
  groupId: string,
  id: string,
  now: number,
): Deduplication | undefined {
  const scope = scopeOf(queue, groupId);
  const found = rows.get(queue, scope, id, now);
  return found === undefined && scope !== WHOLE_QUEUE ? rows.get(queue, WHOLE_QUEUE, id, now) : found;
}

export function rememberDuplicate(rows: ExpiringRows<Deduplication>, queue: Queue, groupId: string, id: string, row: Deduplication): void {
  rows.put(queue, scopeOf(queue, groupId), id, row);
}
