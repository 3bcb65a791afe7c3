/** The one way in which items are written and removed, whatever the operation. */
import type { Clock } from '../../../clock/clock.js';
import type { Scope } from '../../../contract/context.js';
import { rememberChange } from '../backups/change-history.js';
import { replicate } from '../global-tables/replicate.js';
import { isReplica } from '../global-tables/replication.js';
import { writeEntries } from '../indexes/index-entries.js';
import { checkIndexKeys } from '../indexes/index-keys.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { recordChange } from '../streams/record-change.js';
import type { ChangeIdentity } from '../streams/stream-storage.js';
import { moveExpiry } from '../time-to-live/expiries.js';
import { type Attributes, attributesSize, checkAttributes } from '../values/attribute-value.js';
import { type ItemKey, keyOfItem } from './item-key.js';

export const LARGEST_ITEM = 400 * 1024;

/** Checks that don't need the table: AWS makes them before it looks for the table. */
export function checkItem(attributes: Attributes): StoredItem {
  const checked = checkAttributes(attributes);
  const size = attributesSize(checked);
  if (size > LARGEST_ITEM) throw invalid('Item size has exceeded the maximum allowed size');
  return { attributes: checked, size };
}

export interface Write {
  readonly table: TableRecord;
  readonly key: ItemKey;
  /** Undefined removes the item. */
  readonly item: StoredItem | undefined;
  /** Whom the stream's record is to name. */
  readonly identity?: ChangeIdentity;
}

/** Where and by which clock; a caller's context is one. */
export interface WritePlace extends Scope {
  readonly clock: Clock;
}

export function putOf(table: TableRecord, item: StoredItem): Write {
  const key = keyOfItem(table, item.attributes);
  checkIndexKeys(table, item.attributes);
  return { table, key, item };
}

/** @returns the item as it was before, when the caller needs it. */
export function write(storage: Storage, change: Write, at: WritePlace, needsOld: boolean): StoredItem | undefined {
  const { table } = change;
  if (!isReplica(table)) return writeHere(storage, change, at, needsOld);
  const old = writeHere(storage, change, at, true);
  replicate(storage, table, change, old, at);
  return old;
}

/** As write, but in one replica of a global table alone. */
export function writeHere(
  storage: Storage,
  { table, key, item, identity }: Write,
  at: WritePlace,
  needsOld: boolean,
): StoredItem | undefined {
  const items = storage.items.in(at);
  const isWatched =
    table.stream?.viewType !== undefined ||
    table.timeToLive !== undefined ||
    table.pointInTimeRecovery !== undefined ||
    table.isCopied === true;
  const isIndexed = table.indexes.length > 0;
  const old = needsOld || isWatched || isIndexed ? items.get(key) : undefined;
  if (item === undefined) items.delete(key);
  else items.put(key, item);
  if (isIndexed) writeEntries(storage, table, key, old, item, at);
  if (isWatched) {
    recordChange(storage, { table, old, item, identity }, at.clock.now(), at);
    rememberChange(storage, table, key, old, at.clock.now(), at);
    if (table.timeToLive !== undefined) moveExpiry(storage, table.timeToLive, { key, old, item }, at);
  }
  storage.sizes.changed(table);
  return old;
}
