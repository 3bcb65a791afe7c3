import { expect } from 'vitest';
import type { WorkloadClient } from './workload.js';

/** What was sent to and acknowledged for each slot, over all rounds. */
export class Versions {
  readonly #slots: readonly string[];
  readonly #sent = new Map<string, number>();
  readonly #acknowledged = new Map<string, number>();
  /** Of each slot what was acknowledged or found, and last what was under way when the emulator was killed. */
  readonly #history = new Map<string, number[]>();
  #last = 0;

  constructor(slots: readonly string[]) {
    this.#slots = slots;
  }

  /** Writes to one slot, version after version, until the emulator is gone. */
  async keepWriting(client: WorkloadClient, slot: string, onAcknowledged: () => void): Promise<void> {
    const history = this.#history.get(slot) ?? [];
    this.#history.set(slot, history);
    for (;;) {
      this.#last += 1;
      const version = this.#last;
      this.#sent.set(slot, version);
      history.push(version);
      try {
        await client.write(slot, version);
      } catch (problem) {
        if (isAnswer(problem)) throw problem;
        return;
      }
      this.#acknowledged.set(slot, version);
      onAcknowledged();
    }
  }

  /** A slot holds the last acknowledged version, or the one that was under way when the emulator was killed. */
  async check(client: WorkloadClient): Promise<void> {
    const found = await client.readAll();
    for (const slot of this.#slots) {
      const [acknowledged, sent] = [this.#acknowledged.get(slot), this.#sent.get(slot)];
      const version = found.get(slot);
      expect([acknowledged, sent], slot).toContain(version);
      if (version !== sent) this.#forget(slot, sent);
      if (version !== undefined) this.#acknowledged.set(slot, version);
    }
    if (client.readHistory === undefined) return;
    const histories = await client.readHistory();
    for (const slot of this.#slots) expect(histories.get(slot) ?? [], slot).toEqual(this.#history.get(slot) ?? []);
  }

  /** Sends again what was written last to each slot, and what was under way: afterwards each slot has had it once. */
  async repeat(client: WorkloadClient): Promise<void> {
    if (client.writeAgain === undefined) return;
    for (const [slot, sent] of this.#sent) {
      const history = this.#history.get(slot) ?? [];
      for (const version of new Set([...history.slice(-2), sent])) {
        if (!(await client.writeAgain(slot, version)) || history.includes(version)) continue;
        history.push(sent);
        this.#acknowledged.set(slot, sent);
      }
    }
    await this.check(client);
  }

  /** What the kill has lost must not come back. */
  #forget(slot: string, version: number | undefined): void {
    const history = this.#history.get(slot);
    if (history?.at(-1) === version) history?.pop();
    const acknowledged = this.#acknowledged.get(slot);
    if (acknowledged !== undefined) expect(history?.at(-1), slot).toBe(acknowledged);
  }
}

/** Whether the emulator said so; a kill leaves writes without any answer. */
const isAnswer = (problem: unknown): boolean =>
  problem instanceof Error &&
  '$metadata' in problem &&
  // As every error of an SDK that has it.
  (problem.$metadata as { readonly httpStatusCode?: number }).httpStatusCode !== undefined;
