/** What the process that gets killed writes, and what must be found afterwards. */
import type { Kernel } from '../../src/state/kernel.js';

export interface Entry {
  readonly number: number;
  readonly blob: string | undefined;
}

const scope = { accountId: '000000000000', region: 'us-east-1' };

/** Each entry is three rows written in one piece of work, and for every tenth a blob. */
export function openLedger(kernel: Kernel) {
  const state = kernel.forService('ledger');
  const left = state.table<[number], Entry>('left', { blobs: (entry) => (entry.blob === undefined ? [] : [entry.blob]) }).in(scope);
  const right = state.table<[string, number], Entry>('right').in(scope);
  const last = state.globalTable<[string], { number: number }>('last', { owner: () => scope.accountId });
  return {
    state,
    left,
    right,
    last,
    add(entry: Entry): void {
      state.atomically(() => {
        left.put([entry.number], entry);
        right.put(['r', entry.number], entry);
        const before = last.get(['last'])?.number ?? 0;
        last.put(['last'], { number: Math.max(before, entry.number) });
      });
    },
  };
}

export const blobOf = (number: number): Buffer => Buffer.alloc(20_000, `entry ${number};`);
