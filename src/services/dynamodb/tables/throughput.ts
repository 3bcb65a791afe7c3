/** The billing mode of a new table and the throughput that goes with it. */
import type { BillingMode, CreateTableInput, ProvisionedThroughput } from '../../../../generated/dynamodb/types.js';
import { invalid, invalidParameter } from '../refusals.js';

export interface Throughput {
  readonly billingMode: BillingMode;
  readonly readCapacityUnits: number;
  readonly writeCapacityUnits: number;
}

const MOST_UNITS = 1_000_000_000_000;

export function readThroughput({
  BillingMode: given,
  ProvisionedThroughput: units,
}: Pick<CreateTableInput, 'BillingMode' | 'ProvisionedThroughput'>): Throughput {
  const billingMode = given ?? 'PROVISIONED';
  if (billingMode === 'PAY_PER_REQUEST') {
    if (units !== undefined)
      throw invalidParameter('Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST');
    return { billingMode, readCapacityUnits: 0, writeCapacityUnits: 0 };
  }
  if (units === undefined)
    throw invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  checkUnits(units);
  return { billingMode, readCapacityUnits: units.ReadCapacityUnits, writeCapacityUnits: units.WriteCapacityUnits };
}

/** @param index its name, for throughput of an index. */
export function checkUnits(units: ProvisionedThroughput, index?: string): void {
  for (const name of ['ReadCapacityUnits', 'WriteCapacityUnits'] as const) {
    if (units[name] > MOST_UNITS)
      throw invalid(`Given value ${units[name]} for ${name} is out of bounds${index === undefined ? '' : ` for index ${index}`}`);
  }
}
