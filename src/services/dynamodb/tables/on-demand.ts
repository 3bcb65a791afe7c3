/** On-demand limits and warm throughput, of tables and of global indexes. */
import type { BillingMode, OnDemandThroughput, WarmThroughput } from '../../../../generated/dynamodb/types.js';
import { invalidParameter } from '../refusals.js';
import type { Throughput } from './throughput.js';

/** What an on-demand table or index takes at once. */
export const ON_DEMAND_WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/**
 * -1 takes a limit away. In the words of AWS on a limit of a table: terraform-provider-aws issue 39760.
 * @param of the table, or an index by name.
 */
export function checkOnDemand(limits: OnDemandThroughput, billingMode: BillingMode, of = 'table'): void {
  if (billingMode !== 'PAY_PER_REQUEST')
    throw invalidParameter('OnDemandThroughput can be specified only when BillingMode is PAY_PER_REQUEST');
  for (const name of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const limit = limits[name];
    if (limit !== undefined && limit !== -1 && limit < 1)
      throw invalidParameter(`Requested ${name} for OnDemandThroughput for ${of} is outside of valid range`);
  }
}

/** The limits that are left once a change was made; undefined for none. */
export function changeOnDemand(
  before: OnDemandThroughput | undefined,
  change: OnDemandThroughput | undefined,
): OnDemandThroughput | undefined {
  if (change === undefined) return before;
  const { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } = { ...before, ...change };
  const left = {
    ...(read === undefined || read === -1 ? {} : { MaxReadRequestUnits: read }),
    ...(write === undefined || write === -1 ? {} : { MaxWriteRequestUnits: write }),
  };
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Warm throughput only grows. */
export function checkWarm(wanted: WarmThroughput, throughput: Throughput, before?: WarmThroughput): void {
  const least = warmOf(throughput, before);
  for (const name of ['ReadUnitsPerSecond', 'WriteUnitsPerSecond'] as const) {
    const units = wanted[name];
    if (units !== undefined && units < least[name])
      throw invalidParameter(
        `Requested ${name} for WarmThroughput for table is lower than minimum, Requested ${name}: ${units}, Minimum ${name}: ${least[name]}`,
      );
  }
}

export interface WarmUnits {
  readonly ReadUnitsPerSecond: number;
  readonly WriteUnitsPerSecond: number;
}

/** What a table or an index takes at once: what was asked for, and at least what its mode has anyway. */
export function warmOf({ billingMode, readCapacityUnits, writeCapacityUnits }: Throughput, asked?: WarmThroughput): WarmUnits {
  const least =
    billingMode === 'PAY_PER_REQUEST' ? ON_DEMAND_WARM : { ReadUnitsPerSecond: readCapacityUnits, WriteUnitsPerSecond: writeCapacityUnits };
  return {
    ReadUnitsPerSecond: Math.max(least.ReadUnitsPerSecond, asked?.ReadUnitsPerSecond ?? 0),
    WriteUnitsPerSecond: Math.max(least.WriteUnitsPerSecond, asked?.WriteUnitsPerSecond ?? 0),
  };
}
