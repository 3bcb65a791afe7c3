/** Counts by service, operation and code: plain numbers on the hot path, turned into Prometheus's form when somebody asks. */
import type { RequestOutcome } from './request-outcome.js';

export interface RequestCount {
  readonly service: string;
  readonly operation: string;
  /** The error's code, or `OK`. */
  readonly code: string;
  readonly requests: number;
  /** Sum of the durations. */
  readonly milliseconds: number;
}

interface Cell {
  requests: number;
  milliseconds: number;
}

/** A client chooses the codes of no answer, but it could choose unknown services: they share one row past this many. */
const maxRows = 5000;

export class Metrics {
  /** By service, then operation, then code. */
  readonly #cells = new Map<string, Map<string, Map<string, Cell>>>();
  #rows = 0;

  record(outcome: RequestOutcome): void {
    const cell = this.#cells.get(outcome.service)?.get(outcome.operation)?.get(outcome.code) ?? this.#open(outcome);
    cell.requests += 1;
    cell.milliseconds += outcome.durationMs;
  }

  list(): readonly RequestCount[] {
    const rows: RequestCount[] = [];
    for (const [service, operations] of this.#cells) {
      for (const [operation, codes] of operations) {
        for (const [code, cell] of codes) rows.push({ service, operation, code: code || 'OK', ...cell });
      }
    }
    return rows;
  }

  #open(outcome: RequestOutcome): Cell {
    const full = this.#rows >= maxRows;
    const operations = entry(this.#cells, full ? '' : outcome.service, () => new Map<string, Map<string, Cell>>());
    const codes = entry(operations, full ? '' : outcome.operation, () => new Map<string, Cell>());
    return entry(codes, outcome.code, () => {
      this.#rows += 1;
      return { requests: 0, milliseconds: 0 };
    });
  }
}

function entry<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
