/**
 * What tables and indexes take under --dynamodb-throttling: their throughput, and what they didn't use of it in the last five minutes.
 * What DynamoDB does by itself (expiries, replication, restores, imports) doesn't count.
 */
import { ProvisionedThroughputExceededException, ThrottlingException } from '../../../../generated/dynamodb/errors.js';
import type { CancellationReason } from '../../../../generated/dynamodb/types.js';
import type { Clock } from '../../../clock/clock.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { Units } from '../items/capacity.js';
import type { TableRecord } from '../storage.js';

type Kind = 'Read' | 'Write';

/** Seconds for which unused throughput is kept. */
const BURST = 300;
/** Units come in halves; what is a little less after some arithmetic is as much. */
const NEARLY = 1e-6;

interface Bucket {
  units: number;
  /** Units a second. */
  rate: number;
  /** When it had that many; milliseconds since the epoch. */
  at: number;
}

/** What a request is refused with that exceeds the throughput. */
export type Throttled = ProvisionedThroughputExceededException | ThrottlingException;

export const isThrottled = (error: unknown): error is Throttled =>
  error instanceof ProvisionedThroughputExceededException || error instanceof ThrottlingException;

export const codeOfThrottled = (error: Throttled): 'ProvisionedThroughputExceeded' | 'ThrottlingError' =>
  error instanceof ThrottlingException ? 'ThrottlingError' : 'ProvisionedThroughputExceeded';

export const reasonOfThrottled = (error: Throttled): CancellationReason => ({ Code: codeOfThrottled(error), Message: error.message });

/** A request is let through when there is enough for a small one; what it takes more is missing to the next ones. */
export class Throttle {
  readonly #clock: Clock;
  /** By table, index and kind. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  clear(): void {
    this.#buckets.clear();
  }

  /**
   * @param index a global one that is read instead of the table
   * @param least what the smallest such request takes
   */
  read(table: TableRecord, index: IndexRecord | undefined, units: number, least: number): void {
    const error = this.tryRead(table, index, units, least);
    if (error !== undefined) throw error;
  }

  /** @returns what the request is to be refused with; nothing is taken then. */
  tryRead(table: TableRecord, index: IndexRecord | undefined, units: number, least: number): Throttled | undefined {
    const bucket = this.#bucket(table, index, 'Read');
    if (bucket === undefined) return undefined;
    if (!has(bucket, least)) return exceeded(table, index, 'Read');
    bucket.units -= units;
    return undefined;
  }

  /** A table that has nothing left refuses writes before it looks at their conditions. */
  admitWrite(table: TableRecord): void {
    const bucket = this.#bucket(table, undefined, 'Write');
    if (bucket !== undefined && !has(bucket, 1)) throw exceeded(table, undefined, 'Write');
  }

  /** Of a write whose condition failed. */
  spendWrite(table: TableRecord, units: number): void {
    const bucket = this.#bucket(table, undefined, 'Write');
    if (bucket !== undefined) bucket.units -= units;
  }

  write(table: TableRecord, units: Units): void {
    const error = this.tryWrite(table, units, 1);
    if (error !== undefined) throw error;
  }

  /**
   * A global index that has nothing left refuses writes of its table. Local ones take their table's units.
   * @param times how often everything counts
   * @returns what the request is to be refused with; nothing is taken then.
   */
  tryWrite(table: TableRecord, { table: own, indexes }: Units, times: number): Throttled | undefined {
    const taken: [Bucket, number][] = [];
    let all = own;
    for (const [index, units] of indexes) {
      if (index.kind === 'local') all += units;
      const bucket = index.kind === 'local' ? undefined : this.#bucket(table, index, 'Write');
      if (bucket === undefined) continue;
      if (!has(bucket, times)) return exceeded(table, index, 'Write');
      taken.push([bucket, units * times]);
    }
    const bucket = this.#bucket(table, undefined, 'Write');
    if (bucket !== undefined) {
      if (!has(bucket, times)) return exceeded(table, undefined, 'Write');
      taken.push([bucket, all * times]);
    }
    for (const [each, units] of taken) each.units -= units;
    return undefined;
  }

  /** Filled up to now; undefined where there is no limit. */
  #bucket(table: TableRecord, index: IndexRecord | undefined, kind: Kind): Bucket | undefined {
    const rate = rateOf(table, index ?? table, kind);
    if (rate === undefined) return undefined;
    const now = this.#clock.now();
    const key = `${table.id} ${index?.number ?? 0} ${kind}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      // It was never used, so that it kept everything since the table was made.
      bucket = { units: rate, rate, at: table.createdAt };
      this.#buckets.set(key, bucket);
    }
    const seconds = Math.max(0, now - bucket.at) / 1000;
    bucket.units = Math.min(bucket.units + bucket.rate * seconds, rate * BURST);
    bucket.rate = rate;
    bucket.at = now;
    return bucket;
  }
}

const has = ({ units, rate }: Bucket, least: number): boolean => units + NEARLY >= Math.min(least, rate);

/** Units a second; undefined where there is no limit. */
function rateOf(
  { billingMode }: TableRecord,
  { readCapacityUnits, writeCapacityUnits, onDemandThroughput }: TableRecord | IndexRecord,
  kind: Kind,
): number | undefined {
  if (billingMode === 'PROVISIONED') return kind === 'Read' ? readCapacityUnits : writeCapacityUnits;
  return kind === 'Read' ? onDemandThroughput?.MaxReadRequestUnits : onDemandThroughput?.MaxWriteRequestUnits;
}

function exceeded(table: TableRecord, index: IndexRecord | undefined, kind: Kind): Throttled {
  const isProvisioned = table.billingMode === 'PROVISIONED';
  const what = `${index === undefined ? 'Table' : 'Index'}${kind}`;
  const resource = index === undefined ? table.arn : `${table.arn}/index/${index.name}`;
  const reasons = [{ reason: `${what}${isProvisioned ? 'Provisioned' : 'MaxOnDemand'}ThroughputExceeded`, resource }];
  if (!isProvisioned)
    return new ThrottlingException('Throughput exceeds the maximum OnDemandThroughput configured on table or index', {
      throttlingReasons: reasons,
    });
  return new ProvisionedThroughputExceededException(
    index === undefined
      ? 'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.'
      : 'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API.',
    { ThrottlingReasons: reasons },
  );
}
