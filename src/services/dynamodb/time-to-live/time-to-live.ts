import type {
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { finishRemoval } from '../background/remove-rows.js';
import { refuseTimeToLive } from '../global-tables/strong-consistency.js';
import { synchronizeTimeToLive } from '../global-tables/synchronize-settings.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { type Pending, pendingMember, pendingStatus } from '../tables/pending.js';
import { tableByName, tableToChange } from '../tables/table-lookup.js';
import { deleteExpiries } from './expiries.js';

/** What is shown of a change for as long as it is under way. */
export interface TimeToLiveChange extends Pending<'ENABLING' | 'DISABLING'> {
  readonly attribute: string;
}

/** Takes effect at once; on AWS it takes up to an hour, in which the table's time to live can't be changed again. */
export function updateTimeToLive(storage: Storage, input: UpdateTimeToLiveInput, ctx: Context): UpdateTimeToLiveOutput {
  const { Enabled: enabled, AttributeName: attribute } = input.TimeToLiveSpecification;
  const now = ctx.clock.now();
  const { timeToLive: current, ...table } = tableToChange(storage, input.TableName, ctx);
  if (pendingStatus(table.timeToLiveChange, now) !== undefined)
    throw invalid('TimeToLive has been modified multiple times within a fixed interval');
  checkChange(current?.attribute, enabled, attribute);
  refuseTimeToLive(table);
  const { pending } = pendingMember(storage, enabled ? 'ENABLING' : 'DISABLING', now, 'timeToLive');
  const updated: TableRecord = {
    ...table,
    ...(enabled ? { timeToLive: { attribute, filling: {} } } : {}),
    ...(pending === undefined ? {} : { timeToLiveChange: { ...pending, attribute } }),
  };
  // What is left of a former time to live would else be taken for the new one's.
  if (enabled) finishRemoval(storage, 'expiries', table.number, ctx);
  storage.tables.in(ctx).put([table.name], updated);
  if (enabled) storage.expiry.by(now);
  else deleteExpiries(storage, updated, ctx);
  synchronizeTimeToLive(storage, updated, ctx);
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
  const { timeToLive, timeToLiveChange: change } = tableByName(storage, input.TableName, ctx);
  const status = pendingStatus(change, ctx.clock.now());
  if (change !== undefined && status !== undefined)
    return { TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName: change.attribute } };
  return {
    TimeToLiveDescription:
      timeToLive === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute },
  };
}
