/** Renames that were made, so that a client that asks again isn't refused. */
import type { State, Table } from '../../../state/table.js';
import type { Storage } from '../storage.js';

interface Rename {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type Renames = Table<readonly [bucket: string, token: string], Rename>;

export const openRenames = (state: State): Renames => state.globalTable('renames', { owner: ({ accountId }: Rename) => accountId });

/** For how long a client may ask again. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const CLEANED_EVERY_MS = 60 * 60 * 1000;

const cleanedAt = new WeakMap<Storage, number>();

export function rememberRename(storage: Storage, bucket: string, token: string, rename: Omit<Rename, 'at'>): void {
  const at = storage.clock.now();
  if (at - (cleanedAt.get(storage) ?? 0) > CLEANED_EVERY_MS) {
    cleanedAt.set(storage, at);
    for (const [key, old] of storage.renames.range()) if (at - old.at > REMEMBERED_MS) storage.renames.delete(key);
  }
  storage.renames.put([bucket, token], { ...rename, at });
}

export function deleteRenames(storage: Storage, bucket: string): void {
  for (const [key] of storage.renames.range({ prefix: [bucket] })) storage.renames.delete(key);
}
