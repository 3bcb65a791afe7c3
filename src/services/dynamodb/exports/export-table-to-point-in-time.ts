import { ExportConflictException, InvalidExportTimeException, TableNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  ExportTableToPointInTimeInput,
  ExportTableToPointInTimeOutput,
  IncrementalExportSpecification,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { type PointInTimeRecovery, windowOf } from '../backups/recovery-window.js';
import { recoveryOf } from '../backups/restore-table-to-point-in-time.js';
import { invalid } from '../refusals.js';
import { byToken, fingerprintOf, newTransferId } from '../s3-transfers/transfer-ids.js';
import type { Storage, TableRecord } from '../storage.js';
import { addressOf, tableByArn } from '../tables/table-lookup.js';
import { describeExportRecord, type ExportRecord, type Increment, OUTSIDE_WINDOW } from './export-storage.js';
import { lastSequence } from './past-items.js';

/** The export goes on behind the answer, which says IN_PROGRESS. */
export function exportTableToPointInTime(
  storage: Storage,
  input: ExportTableToPointInTimeInput,
  ctx: Context,
): ExportTableToPointInTimeOutput {
  checkParameters(input);
  const table = exportedTable(storage, input.TableArn, ctx);
  const { ClientToken: clientToken, ...parameters } = input;
  const exports = storage.transfers.exports.in(ctx);
  const fingerprint = fingerprintOf(parameters);
  const known = byToken(exports, clientToken, ctx.clock.now());
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint)
      throw new ExportConflictException('There was a conflict when writing to the specified S3 bucket.');
    return { ExportDescription: describeExportRecord(known) };
  }
  const record: ExportRecord = { ...newExport(storage, table, input, ctx), fingerprint };
  exports.put([record.id], record);
  storage.transfers.exportJobs.start({ scope: { accountId: ctx.accountId, region: ctx.region }, id: record.id });
  return { ExportDescription: describeExportRecord(record) };
}

function checkParameters(input: ExportTableToPointInTimeInput): void {
  if (input.ExportFormat === 'ION') throw unemulated('dynamodb ExportTableToPointInTime', 'ExportFormat ION');
  if (input.S3SseKmsKeyId !== undefined && input.S3SseAlgorithm !== 'KMS')
    throw invalid('S3SseKmsKeyId can only be specified when S3SseAlgorithm is KMS');
  const isIncremental = input.ExportType === 'INCREMENTAL_EXPORT';
  if (isIncremental && input.ExportTime !== undefined)
    throw invalid('ExportTime cannot be specified for an export of type INCREMENTAL_EXPORT');
  if (isIncremental !== (input.IncrementalExportSpecification !== undefined))
    throw invalid(
      isIncremental
        ? 'IncrementalExportSpecification must be specified for an export of type INCREMENTAL_EXPORT'
        : 'IncrementalExportSpecification can only be specified for an export of type INCREMENTAL_EXPORT',
    );
}

function exportedTable(storage: Storage, arn: string, ctx: Context): TableRecord {
  const table = tableByArn(storage, arn, ctx);
  if (table === undefined) throw new TableNotFoundException(`Table not found: ${addressOf(arn, ctx).name}`);
  return table;
}

function newExport(
  storage: Storage,
  table: TableRecord,
  input: ExportTableToPointInTimeInput,
  ctx: Context,
): Omit<ExportRecord, 'fingerprint'> {
  const recovery = recoveryOf(table);
  const now = ctx.clock.now();
  const id = newTransferId(storage.random, now);
  const { IncrementalExportSpecification: increment } = input;
  return {
    id,
    arn: `${table.arn}/export/${id}`,
    tableName: table.name,
    tableArn: table.arn,
    tableId: table.id,
    recoverySince: recovery.enabledAt,
    startedAt: now,
    status: 'IN_PROGRESS',
    sequence: lastSequence(storage, table, ctx),
    ...(increment === undefined
      ? { exportTime: exportTime(recovery, input, now) }
      : { increment: readIncrement(recovery, increment, now) }),
    ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
    principal: ctx.principal,
    bucket: input.S3Bucket,
    ...(input.S3BucketOwner === undefined ? {} : { bucketOwner: input.S3BucketOwner }),
    ...(input.S3Prefix === undefined ? {} : { prefix: input.S3Prefix }),
    sseAlgorithm: input.S3SseAlgorithm ?? 'AES256',
    ...(input.S3SseKmsKeyId === undefined ? {} : { sseKmsKeyId: input.S3SseKmsKeyId }),
  };
}

function exportTime(recovery: PointInTimeRecovery, { ExportTime: time }: ExportTableToPointInTimeInput, now: number): number {
  const at = time?.getTime() ?? now;
  checkTime(recovery, at, now);
  return at;
}

function checkTime(recovery: PointInTimeRecovery, at: number, now: number): void {
  const { earliest, latest } = windowOf(recovery, now);
  if (at < earliest || at > latest) throw new InvalidExportTimeException(OUTSIDE_WINDOW);
}

const MINUTE = 60_000;
const SHORTEST = 15 * MINUTE;
const LONGEST = 24 * 60 * MINUTE;

/** Amazon DynamoDB Developer Guide: a period of 15 minutes to 24 hours, its end exclusive. */
function readIncrement(recovery: PointInTimeRecovery, specification: IncrementalExportSpecification, now: number): Increment {
  const from = specification.ExportFromTime?.getTime();
  if (from === undefined) throw invalid('ExportFromTime must be specified for an export of type INCREMENTAL_EXPORT');
  const to = specification.ExportToTime?.getTime() ?? now;
  if (to <= from) throw invalid('ExportFromTime must be before ExportToTime');
  checkTime(recovery, from, now);
  checkTime(recovery, to, now);
  if (to - from < SHORTEST) throw invalid('The period of an incremental export must be at least 15 minutes');
  if (to - from > LONGEST) throw invalid('The period of an incremental export must be at most 24 hours');
  return { from, to, view: specification.ExportViewType ?? 'NEW_AND_OLD_IMAGES' };
}
