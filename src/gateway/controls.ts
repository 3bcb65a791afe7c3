/** What a user may do to a running emulator: the admin paths and the in-process API are two doors to this. */
import type { ResetScope } from '../state/kernel.js';
import type { Emulator } from './emulator.js';

/** Everything goes, as if just started; or only the rows of one service, of one account, or of one service in one account. */
export async function reset(emulator: Emulator, scope: ResetScope = {}): Promise<void> {
  const everything = scope.service === undefined && scope.account === undefined;
  if (everything) {
    emulator.faults.clear();
    await emulator.clock.reset();
  }
  await emulator.kernel.reset(scope);
  // Last: what the emulator itself did meanwhile isn't a request of the next test.
  if (everything) emulator.requests.clear();
}

export const snapshotName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
