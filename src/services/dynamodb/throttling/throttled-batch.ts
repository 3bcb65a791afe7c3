/** What a batch leaves unprocessed because there is no throughput left for it. */
import type { Throttled } from './throttle.js';

export class ThrottledBatch<T> {
  /** By table, as the caller names it. */
  readonly left = new Map<string, T[]>();
  #isAnyDone = false;
  #error: Throttled | undefined;

  /** @param error what one of the requests is to be refused with. */
  add(table: string, request: T | undefined, error: Throttled | undefined): void {
    if (error === undefined || request === undefined) {
      this.#isAnyDone = true;
      return;
    }
    this.#error = error;
    const requests = this.left.get(table);
    if (requests === undefined) this.left.set(table, [request]);
    else requests.push(request);
  }

  /** @throws ProvisionedThroughputExceededException or ThrottlingException when nothing of the batch is done */
  refuseIfAll(): void {
    if (this.#error !== undefined && !this.#isAnyDone) throw this.#error;
  }
}
