import { ImportConflictException } from '../../../../generated/dynamodb/errors.js';
import type { ImportTableInput, ImportTableOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated, unemulated } from '../../../contract/not-emulated.js';
import { invalid } from '../refusals.js';
import { byToken, fingerprintOf, newTransferId } from '../s3-transfers/transfer-ids.js';
import type { Storage } from '../storage.js';
import { addTable } from '../tables/create-table.js';
import { describeImportRecord, type ImportRecord, NO_PROGRESS } from './import-storage.js';

/** The table is CREATING, and the import goes on behind the answer, which says IN_PROGRESS. */
export function importTable(storage: Storage, input: ImportTableInput, ctx: Context): ImportTableOutput {
  checkParameters(input);
  const { ClientToken: clientToken, ...request } = input;
  const imports = storage.transfers.imports.in(ctx);
  const fingerprint = fingerprintOf(request);
  const known = byToken(imports, clientToken, ctx.clock.now());
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint)
      throw new ImportConflictException(
        'There was a conflict when importing from the specified S3 source. This can occur when the current import conflicts with a previous import request that had the same client token.',
      );
    return { ImportTableDescription: describeImportRecord(known) };
  }
  const record = newImport(storage, input, fingerprint, ctx);
  imports.put([record.id], record);
  storage.transfers.importJobs.start({ scope: { accountId: ctx.accountId, region: ctx.region }, id: record.id });
  return { ImportTableDescription: describeImportRecord(record) };
}

function checkParameters(input: ImportTableInput): void {
  if (input.InputFormat === 'ION') throw unemulated('dynamodb ImportTable', 'InputFormat ION');
  if (input.InputCompressionType === 'ZSTD') throw unemulated('dynamodb ImportTable', 'InputCompressionType ZSTD');
  refuseUnemulated('dynamodb ImportTable', input.TableCreationParameters, ['VectorIndexes']);
  if (input.InputFormatOptions?.Csv !== undefined && input.InputFormat !== 'CSV')
    throw invalid('InputFormatOptions.Csv can only be specified when InputFormat is CSV');
}

/** @throws ResourceInUseException when the table is there */
function newImport(storage: Storage, input: ImportTableInput, fingerprint: string, ctx: Context): ImportRecord {
  const now = ctx.clock.now();
  const table = addTable(storage, storage.random, input.TableCreationParameters, ctx);
  storage.tables.in(ctx).put([table.name], { ...table, isFilling: true });
  const id = newTransferId(storage.random, now);
  const { ClientToken: clientToken, S3BucketSource: source, ...request } = input;
  return {
    id,
    arn: `${table.arn}/import/${id}`,
    tableName: table.name,
    tableArn: table.arn,
    tableId: table.id,
    logGroupArn: `arn:${ctx.partition}:logs:${ctx.region}:${ctx.accountId}:log-group:/aws-dynamodb/imports:*`,
    status: 'IN_PROGRESS',
    startedAt: now,
    ...(clientToken === undefined ? {} : { clientToken }),
    fingerprint,
    principal: ctx.principal,
    source: { ...source, S3BucketOwner: source.S3BucketOwner ?? ctx.accountId },
    request,
    progress: NO_PROGRESS,
  };
}
