/** Reset and snapshots with many items in memory. */
import { openState } from '../src/state/open.js';
import { type Figure, median } from './figure.js';

const ITEMS = 100_000;
const GOAL_MILLISECONDS = 5;

export async function measureState(rounds: number): Promise<readonly Figure[]> {
  const kernel = await openState({});
  const state = kernel.forService('bench');
  const table = state.table<readonly [id: number], object>('items').in({ accountId: '000000000000', region: 'us-east-1' });
  const fill = (): void =>
    state.atomically(() => {
      for (let id = 0; id < ITEMS; id++) table.put([id], { id, text: 'lorem ipsum' });
    });
  const times: Record<'save' | 'restore' | 'reset', number[]> = { save: [], restore: [], reset: [] };
  for (let round = 0; round < rounds; round++) {
    fill();
    times.save.push(await timed(() => kernel.snapshots.save('bench')));
    state.atomically(() => table.delete([0]));
    times.restore.push(await timed(() => kernel.snapshots.restore('bench')));
    times.reset.push(await timed(() => kernel.reset()));
    await kernel.snapshots.delete('bench');
  }
  await kernel.close();
  return Object.entries(times).map(([name, values]) => ({
    name: `${name === 'reset' ? 'Reset' : name === 'save' ? 'Save a snapshot' : 'Restore a snapshot'}, 100,000 items in memory`,
    goal: `under ${GOAL_MILLISECONDS} ms`,
    value: `${median(values).toFixed(2)} ms`,
    detail: `worst ${Math.max(...values).toFixed(2)} ms`,
    met: median(values) < GOAL_MILLISECONDS,
  }));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
