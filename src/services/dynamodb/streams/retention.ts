/** Removes records and streams once they are 24 hours old, also when nobody reads them. */
import { nextTrim, trim } from './stream-log.js';
import type { StreamTables } from './stream-storage.js';

/** Records go in batches of what came within this time. */
const GRAIN = 60_000;

/** @returns when there is more to remove, in ms since the epoch. */
export function trimStreams(tables: StreamTables, now: number): number | undefined {
  let next: number | undefined;
  for (const scope of tables.streams.scopes()) {
    for (const [, stream] of [...tables.streams.in(scope).range()]) {
      const left = trim(tables, stream, now, scope);
      const at = left && nextTrim(tables, left, scope);
      if (at !== undefined) next = Math.min(next ?? at, at);
    }
  }
  return next === undefined ? undefined : next + GRAIN;
}
