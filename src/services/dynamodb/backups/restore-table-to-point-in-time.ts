import { InvalidRestoreTimeException, PointInTimeRecoveryUnavailableException } from '../../../../generated/dynamodb/errors.js';
import type { RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { describeNew } from '../tables/table-description.js';
import { tableForBackups } from '../tables/table-lookup.js';
import { isLarge, LARGE } from '../tables/table-size.js';
import { atHome } from './backup-lookup.js';
import { hasChangedMore } from './change-history.js';
import { type PointInTimeRecovery, windowOf } from './recovery-window.js';
import { addRestoredTable, checkTarget } from './restored-table.js';

/** The items are those of the time that the caller names; the settings are, as on AWS, the source's current ones. */
export function restoreTableToPointInTime(
  storage: Storage,
  input: RestoreTableToPointInTimeInput,
  ctx: Context,
): RestoreTableToPointInTimeOutput {
  const home = input.SourceTableArn === undefined ? ctx : atHome(input.SourceTableArn, ctx);
  const source = sourceOf(storage, input, home);
  const at = restoreTime(source, input, ctx);
  checkTarget(storage, input.TargetTableName, ctx);
  const origin = { tableArn: source.arn, at };
  const items = { kind: 'table', name: source.name, number: source.number, since: { at } } as const;
  const areMany = isLarge(storage, source, home) || hasChangedMore(storage, source, at, LARGE, home);
  const table = addRestoredTable(storage, source, input, origin, { source: items, home, areMany }, ctx);
  return { TableDescription: describeNew(table) };
}

function sourceOf(storage: Storage, input: RestoreTableToPointInTimeInput, ctx: Context): TableRecord {
  const { SourceTableArn: arn, SourceTableName: name } = input;
  if (arn !== undefined && name !== undefined) throw invalid('Only one of SourceTableArn and SourceTableName can be specified');
  const source = arn ?? name;
  if (source === undefined) throw invalid('One of SourceTableArn and SourceTableName must be specified');
  return tableForBackups(storage, source, ctx);
}

/** @throws PointInTimeRecoveryUnavailableException while it is disabled */
export function recoveryOf({ name, pointInTimeRecovery: recovery }: TableRecord): PointInTimeRecovery {
  if (recovery === undefined)
    throw new PointInTimeRecoveryUnavailableException(`Point in time recovery is not enabled for table '${name}'`);
  return recovery;
}

function restoreTime(table: TableRecord, input: RestoreTableToPointInTimeInput, ctx: Context): number {
  const { RestoreDateTime: date, UseLatestRestorableTime: isLatest = false } = input;
  if (isLatest && date !== undefined) throw invalid('Only one of RestoreDateTime and UseLatestRestorableTime can be specified');
  if (!isLatest && date === undefined) throw invalid('One of RestoreDateTime and UseLatestRestorableTime must be specified');
  const { earliest, latest } = windowOf(recoveryOf(table), ctx.clock.now());
  const at = date?.getTime() ?? latest;
  if (at < earliest || at > latest)
    throw new InvalidRestoreTimeException(
      'An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.',
    );
  return at;
}
