import type {
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableByName } from '../table-lookup.js';
import { deleteExpiries } from './expiries.js';

/** Takes effect at once; on AWS it takes up to an hour, in which the table's time to live can't be changed again. */
export function updateTimeToLive(storage: Storage, input: UpdateTimeToLiveInput, ctx: Context): UpdateTimeToLiveOutput {
  const { Enabled: enabled, AttributeName: attribute } = input.TimeToLiveSpecification;
  const { timeToLive: current, ...table } = tableByName(storage, input.TableName, ctx);
  checkChange(current?.attribute, enabled, attribute);
  const updated: TableRecord = enabled ? { ...table, timeToLive: { attribute, filling: {} } } : table;
  storage.tables.in(ctx).put([table.name], updated);
  if (enabled) storage.expiry.by(ctx.clock.now());
  else deleteExpiries(storage, updated, ctx);
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

function checkChange(current: string | undefined, enabled: boolean, attribute: string): void {
  if (current === undefined) {
    if (!enabled) throw invalid('TimeToLive is already disabled');
    return;
  }
  if (current !== attribute) throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  if (enabled) throw invalid('TimeToLive is already enabled');
}

export function describeTimeToLive(storage: Storage, input: DescribeTimeToLiveInput, ctx: Context): DescribeTimeToLiveOutput {
  const { timeToLive } = tableByName(storage, input.TableName, ctx);
  return {
    TimeToLiveDescription:
      timeToLive === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute },
  };
}
