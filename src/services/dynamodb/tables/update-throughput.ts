/** Billing mode and provisioned throughput as UpdateTable changes them. */
import type { BillingMode, ProvisionedThroughput, UpdateTableInput } from '../../../../generated/dynamodb/types.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { TableRecord } from '../storage.js';
import { checkUnits, type Throughput } from './throughput.js';

type Changed = Throughput & Pick<TableRecord, 'increasedAt' | 'decreasedAt' | 'onDemandSince'>;

/** @returns the members of the table that change, and those that go with them. */
export function changeThroughput(table: TableRecord, input: UpdateTableInput, now: number): Partial<Changed> {
  const billingMode: BillingMode = input.BillingMode ?? table.billingMode;
  const { ProvisionedThroughput: units } = input;
  if (billingMode === 'PAY_PER_REQUEST') {
    if (units !== undefined)
      throw invalidParameter('Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST');
    return table.billingMode === billingMode ? {} : { billingMode, readCapacityUnits: 0, writeCapacityUnits: 0, onDemandSince: now };
  }
  if (units === undefined) {
    if (table.billingMode !== billingMode)
      throw invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
    return {};
  }
  checkUnits(units);
  const { readCapacityUnits: read, writeCapacityUnits: write } = table;
  if (table.billingMode === billingMode) refuseSame(table, units, 'table');
  return {
    billingMode,
    readCapacityUnits: units.ReadCapacityUnits,
    writeCapacityUnits: units.WriteCapacityUnits,
    ...(units.ReadCapacityUnits > read || units.WriteCapacityUnits > write ? { increasedAt: now } : {}),
    ...(units.ReadCapacityUnits < read || units.WriteCapacityUnits < write ? { decreasedAt: now } : {}),
  };
}

/** @param what `table`, or `index` with its name. */
export function refuseSame(
  { readCapacityUnits: read, writeCapacityUnits: write }: Pick<Throughput, 'readCapacityUnits' | 'writeCapacityUnits'>,
  { ReadCapacityUnits: wantedRead, WriteCapacityUnits: wantedWrite }: ProvisionedThroughput,
  what: 'table' | 'index',
  name?: string,
): void {
  if (wantedRead !== read || wantedWrite !== write) return;
  const subject = name === undefined ? what : `${what} ${name}`;
  throw invalid(
    `The provisioned throughput for the ${subject} will not change. The requested value equals the current value. ` +
      `Current ReadCapacityUnits provisioned for the ${what}: ${read}. Requested ReadCapacityUnits: ${wantedRead}. ` +
      `Current WriteCapacityUnits provisioned for the ${what}: ${write}. Requested WriteCapacityUnits: ${wantedWrite}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  );
}
