/**
 * Lifecycle by the clock. Each bucket that has a configuration is gone through when something in it can be due: at the midnight
 * (UTC) after its configuration or anything in it changed, and then when the first of its versions or uploads is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Wakeup } from '../../../clock/wakeup.js';
import type { State, Table } from '../../../state/table.js';
import { readSetting } from '../buckets/settings.js';
import type { Bucket, Storage } from '../storage.js';
import { nextMidnight } from './days.js';
import { earlier, sweepKey, sweepUploads } from './sweep.js';

interface Sweep {
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Lifecycles {
  /** Something in the bucket changed. */
  changed(bucket: Bucket): void;
}

/** Keys that are gone through before other requests have their turn. */
const KEYS_A_TURN = 500;

/** @param storage is read only once something comes due. */
export function openLifecycles(state: State, clock: Storage['clock'], storage: () => Storage): Lifecycles {
  const sweeps: Table<readonly [bucket: string], Sweep> = state.globalTable('lifecycle-sweeps', {
    owner: ({ accountId }: Sweep) => accountId,
  });
  const touched = new Set<string>();
  const plan = (bucket: Bucket, at: number): void => {
    sweeps.put([bucket.name], { accountId: bucket.accountId, at });
    wakeup.by(at);
  };

  const sweep = async (name: string): Promise<void> => {
    const now = clock.now();
    touched.delete(name);
    // Should the emulator end before the sweep does, it begins anew then.
    state.atomically(() => {
      const bucket = storage().buckets.get([name]);
      if (bucket === undefined) sweeps.delete([name]);
      else plan(bucket, nextMidnight(now));
    });
    let next: number | undefined;
    let after: string | undefined;
    do {
      const step = state.atomically(() => sweepStep(storage(), name, after, now));
      next = earlier(next, step.next);
      after = step.after;
      if (after !== undefined) await nextTurn();
    } while (after !== undefined);
    if (touched.has(name)) return;
    state.atomically(() => {
      const bucket = storage().buckets.get([name]);
      if (bucket !== undefined && next !== undefined) plan(bucket, Math.max(next, nextMidnight(now)));
      else sweeps.delete([name]);
    });
  };

  const wakeup = new Wakeup(clock, async () => {
    const now = clock.now();
    for (const [[name], { at }] of [...sweeps.range()]) if (at <= now) await sweep(name);
    let next: number | undefined;
    for (const { at } of sweeps.values()) next = earlier(next, at);
    return next;
  });
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();

  return {
    changed: (bucket) => {
      if (readSetting(storage(), bucket, 'lifecycle') === undefined) return;
      touched.add(bucket.name);
      const at = nextMidnight(clock.now());
      const planned = sweeps.get([bucket.name]);
      if (planned === undefined || planned.at > at) plan(bucket, at);
    },
  };
}

interface Step {
  readonly next: number | undefined;
  /** The key after which the sweep goes on; undefined at its end. */
  readonly after: string | undefined;
}

/** The bucket and its rules may change between two steps. */
function sweepStep(storage: Storage, name: string, after: string | undefined, now: number): Step {
  const bucket = storage.buckets.get([name]);
  const lifecycle = bucket === undefined ? undefined : readSetting(storage, bucket, 'lifecycle');
  if (bucket === undefined || lifecycle === undefined) return { next: undefined, after: undefined };
  let next = after === undefined ? sweepUploads(storage, bucket, lifecycle, now) : undefined;
  let keys = 0;
  for (const [, current] of storage.objects.range({ prefix: [name], ...(after === undefined ? {} : { after: [name, after] }) })) {
    next = earlier(next, sweepKey(storage, bucket, lifecycle, current, now));
    keys += 1;
    if (keys === KEYS_A_TURN) return { next, after: current.key };
  }
  return { next, after: undefined };
}
