/** The names of queues that were deleted a moment ago, under --sqs-delays. */
import { QueueDeletedRecently } from '../../../../generated/sqs/errors.js';
import type { Clock } from '../../../clock/clock.js';
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';

/** Seconds that AWS keeps a name. */
const KEPT = 60;

export class DeletedNames {
  readonly #clock: Clock;
  readonly #areKept: boolean;
  /** When their queues were deleted, in ms since the epoch. */
  readonly #rows: ScopedTable<readonly [name: string], number>;

  constructor(state: State, clock: Clock, areKept: boolean) {
    this.#clock = clock;
    this.#areKept = areKept;
    this.#rows = state.table('deletedNames');
  }

  /** Within a handler. */
  add(scope: Scope, name: string): void {
    if (this.#areKept) this.#rows.in(scope).put([name], this.#clock.now());
  }

  /**
   * For a queue that is to be created.
   * @throws QueueDeletedRecently
   */
  refuse(scope: Scope, name: string): void {
    if (!this.#areKept) return;
    const rows = this.#rows.in(scope);
    const deletedAt = rows.get([name]);
    if (deletedAt === undefined) return;
    if (this.#clock.now() < deletedAt + KEPT * 1000)
      throw new QueueDeletedRecently(
        `You must wait ${KEPT} seconds after deleting a queue before you can create another with the same name.`,
      );
    rows.delete([name]);
  }
}
