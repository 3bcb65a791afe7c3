/** Point-in-time recovery: from when a table can be restored. */
import type {
  ContinuousBackupsDescription,
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  UpdateContinuousBackupsInput,
  UpdateContinuousBackupsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableForBackups, tableWithBackups } from '../tables/table-lookup.js';
import { deleteHistory } from './change-history.js';
import { windowOf } from './recovery-window.js';

const MOST_DAYS = 35;

/** What is enabled already keeps its beginning; only the days change. */
export function updateContinuousBackups(
  storage: Storage,
  input: UpdateContinuousBackupsInput,
  ctx: Context,
): UpdateContinuousBackupsOutput {
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } = input.PointInTimeRecoverySpecification;
  const { pointInTimeRecovery: current, ...table } = tableWithBackups(storage, input.TableName, ctx);
  const recovery = { enabledAt: current?.enabledAt ?? ctx.clock.now(), days: days ?? current?.days ?? MOST_DAYS };
  const updated: TableRecord = enabled ? { ...table, pointInTimeRecovery: recovery } : table;
  storage.tables.in(ctx).put([table.name], updated);
  if (enabled) storage.recovery.by(ctx.clock.now());
  else deleteHistory(storage, updated, ctx);
  return { ContinuousBackupsDescription: describe(updated, ctx) };
}

/** Every table has continuous backups; restoring to a point in time is off until it is switched on. */
export function describeContinuousBackups(
  storage: Storage,
  input: DescribeContinuousBackupsInput,
  ctx: Context,
): DescribeContinuousBackupsOutput {
  return { ContinuousBackupsDescription: describe(tableForBackups(storage, input.TableName, ctx), ctx) };
}

function describe({ pointInTimeRecovery: recovery }: TableRecord, ctx: Context): ContinuousBackupsDescription {
  if (recovery === undefined)
    return { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } };
  const { earliest, latest } = windowOf(recovery, ctx.clock.now());
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      EarliestRestorableDateTime: new Date(earliest),
      LatestRestorableDateTime: new Date(latest),
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: recovery.days,
    },
  };
}
