/** Removes expired items. Their streams' records name DynamoDB as the one who did it. */
import type { Scope } from '../../../contract/context.js';
import { isCurrent } from '../global-tables/replication.js';
import { write } from '../items/write-item.js';
import type { Storage, TableRecord } from '../storage.js';
import { dueItems, fillExpiries, type TimeToLive } from './expiries.js';

const BY_SERVICE = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };

/** @returns when there is more to do, in ms since the epoch. */
export function expireItems(storage: Storage, now: number): number | undefined {
  const times: number[] = [];
  for (const scope of storage.tables.scopes()) {
    for (const [, table] of [...storage.tables.in(scope).range()]) {
      const next = table.timeToLive && expireItemsOf(storage, table, table.timeToLive, now, scope);
      if (next !== undefined) times.push(next);
    }
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

function expireItemsOf(storage: Storage, table: TableRecord, timeToLive: TimeToLive, now: number, scope: Scope): number | undefined {
  const isFilling = timeToLive.filling !== undefined;
  if (isFilling) {
    const filled = { ...table, timeToLive: fillExpiries(storage, table, timeToLive, scope) };
    storage.tables.in(scope).put([table.name], filled);
  }
  // The other replicas delete what the first one does.
  if (isCurrent(table) && table.replication.regions[0] !== scope.region) return isFilling ? now : undefined;
  const { due, next } = dueItems(storage, table, now, scope);
  for (const key of due) write(storage, { table, key, item: undefined, identity: BY_SERVICE }, { ...scope, clock: storage.clock }, false);
  return isFilling ? now : next;
}
