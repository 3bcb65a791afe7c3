/** What a write leaves in its table's stream. */
import type { Scope } from '../../../contract/context.js';
import { keyAttributes } from '../items/item-key.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { equalAttributes } from '../values/attribute-equality.js';
import { attributesSize } from '../values/attribute-value.js';
import { append, RETENTION } from './stream-log.js';
import type { ChangeIdentity, ChangeRecord } from './stream-storage.js';

export interface ItemChange {
  readonly table: TableRecord;
  readonly old: StoredItem | undefined;
  readonly item: StoredItem | undefined;
  readonly identity?: ChangeIdentity | undefined;
}

/** Nothing is recorded when the item is as it was before, as on AWS. */
export function recordChange(storage: Storage, change: ItemChange, now: number, scope: Scope): void {
  const { stream, name } = change.table;
  if (stream?.viewType === undefined) return;
  const record = recordOf(storage, change, stream.viewType, now);
  if (record === undefined) return;
  append(storage.streams, storage.random, name, stream.label, record, scope);
  storage.retention.by(now + RETENTION);
}

function recordOf(storage: Storage, { table, old, item, identity }: ItemChange, view: string, now: number): ChangeRecord | undefined {
  const subject = item ?? old;
  if (subject === undefined || (old !== undefined && item !== undefined && equalAttributes(old.attributes, item.attributes)))
    return undefined;
  const keys = keyAttributes(table, subject.attributes);
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? item : undefined;
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? old : undefined;
  return {
    id: storage.random.hex(16),
    at: now,
    name: old === undefined ? 'INSERT' : item === undefined ? 'REMOVE' : 'MODIFY',
    keys,
    ...(newImage === undefined ? {} : { newImage: newImage.attributes }),
    ...(oldImage === undefined ? {} : { oldImage: oldImage.attributes }),
    size: attributesSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
    ...(identity === undefined ? {} : { identity }),
  };
}
