/** When inventories are taken: each day, or each Sunday, at midnight (UTC). */
import type { InventoryConfiguration } from '../../../../generated/s3/types.js';
import { Wakeup } from '../../../clock/wakeup.js';
import { AwsError } from '../../../contract/errors.js';
import type { Table } from '../../../state/table.js';
import type { ServiceClients } from '../../dependencies.js';
import { readListed } from '../buckets/settings.js';
import { nextMidnight } from '../lifecycle/days.js';
import type { Bucket, Storage } from '../storage.js';
import { writeReport } from './report.js';

interface Inventory {
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface InventorySchedule {
  plan(bucket: Bucket, configuration: InventoryConfiguration): void;
  cancel(bucket: string, id: string): void;
}

export function startInventories(storage: Storage, services: ServiceClients): InventorySchedule {
  const { state, clock } = storage;
  const planned: Table<readonly [bucket: string, id: string], Inventory> = state.globalTable('inventories', {
    owner: ({ accountId }: Inventory) => accountId,
  });
  const plan = (bucket: Bucket, configuration: InventoryConfiguration): void => {
    const at = nextReport(clock.now(), configuration);
    planned.put([bucket.name, configuration.Id], { accountId: bucket.accountId, at });
    wakeup.by(at);
  };

  /** The next one is planned before this one is written: one that fails is not tried again until then. */
  const take = async (name: string, id: string, at: number): Promise<void> => {
    const due = state.atomically(() => {
      const bucket = storage.buckets.get([name]);
      const configuration = bucket === undefined ? undefined : readListed(storage, bucket, 'inventory', id);
      if (bucket === undefined || configuration?.IsEnabled !== true) {
        planned.delete([name, id]);
        return undefined;
      }
      plan(bucket, configuration);
      return { bucket, configuration };
    });
    if (due === undefined) return;
    try {
      await writeReport(storage, services, due.bucket, due.configuration, at);
    } catch (error) {
      // The destination doesn't take it: AWS delivers nothing then, and tells nobody.
      if (!(error instanceof AwsError)) throw error;
    }
  };

  const wakeup = new Wakeup(clock, async () => {
    const now = clock.now();
    const due = [...planned.range()].filter(([, { at }]) => at <= now);
    for (const [[bucket, id], { at }] of due) await take(bucket, id, at);
    let next: number | undefined;
    for (const { at } of planned.values()) next = Math.min(next ?? at, at);
    return next;
  });
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();

  return {
    plan,
    cancel: (bucket, id) => {
      planned.delete([bucket, id]);
    },
  };
}

const SUNDAY = 0;

function nextReport(now: number, { Schedule }: InventoryConfiguration): number {
  let at = nextMidnight(now);
  if (Schedule.Frequency === 'Weekly') while (new Date(at).getUTCDay() !== SUNDAY) at = nextMidnight(at);
  return at;
}
