/** From what callers put as TableName, a name or the table's ARN, to the table. */
import {
  ContinuousBackupsUnavailableException,
  ResourceNotFoundException,
  TableNotFoundException,
} from '../../../../generated/dynamodb/errors.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { pendingMember, pendingStatus } from './pending.js';
import { isGone, isInUse, refuseBusyTable, tableStatus } from './table-status.js';

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const ARN = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{3,255})$/;

export function checkTableName(name: string): void {
  if (!NAME.test(name))
    throw invalid(
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
    );
}

interface TableAddress {
  readonly name: string;
  /** Of a table in another account or region there is nothing to see from here. */
  readonly isElsewhere: boolean;
}

/** @throws ValidationException for what is neither a name nor a table's ARN */
export function addressOf(nameOrArn: string, ctx: Context): TableAddress {
  const [, region, accountId, name] = nameOrArn.startsWith('arn:') ? (ARN.exec(nameOrArn) ?? []) : [];
  if (name !== undefined) return { name, isElsewhere: region !== ctx.region || accountId !== ctx.accountId };
  checkTableName(nameOrArn);
  return { name: nameOrArn, isElsewhere: false };
}

function find(storage: Storage, nameOrArn: string, ctx: Context): TableRecord | undefined {
  const { name, isElsewhere } = addressOf(nameOrArn, ctx);
  if (isElsewhere) return undefined;
  const table = storage.tables.in(ctx).get([name]);
  return table?.pending !== undefined && isGone(table.pending, ctx.clock.now()) ? undefined : table;
}

/** For operations on items. A table that is being created or deleted isn't found, as on AWS. */
export function tableForItems(storage: Storage, nameOrArn: string, ctx: Context): TableRecord {
  const table = find(storage, nameOrArn, ctx);
  if (table === undefined || ((table.pending !== undefined || table.isFilling === true) && !isInUse(table, ctx.clock.now())))
    throw new ResourceNotFoundException('Requested resource not found');
  return table;
}

/** For operations on the table itself, whose refusal names it. */
export function tableByName(storage: Storage, nameOrArn: string, ctx: Context): TableRecord {
  const table = find(storage, nameOrArn, ctx);
  if (table === undefined)
    throw new ResourceNotFoundException(`Requested resource not found: Table: ${addressOf(nameOrArn, ctx).name} not found`);
  return table;
}

/**
 * For operations that change the table itself.
 * @throws ResourceInUseException for a table that isn't ACTIVE
 */
export function tableToChange(storage: Storage, nameOrArn: string, ctx: Context): TableRecord {
  const table = tableByName(storage, nameOrArn, ctx);
  refuseBusyTable(table, ctx.clock.now());
  return table;
}

/** For operations on backups, which have an error of their own. */
export function tableForBackups(storage: Storage, nameOrArn: string, ctx: Context): TableRecord {
  const table = find(storage, nameOrArn, ctx);
  if (table === undefined) throw new TableNotFoundException(`Table not found: ${addressOf(nameOrArn, ctx).name}`);
  return table;
}

/** @throws ValidationException for what isn't a table's ARN */
export function checkArn(arn: string): void {
  if (!ARN.test(arn)) throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
}

/**
 * For operations that need the continuous backups which every table has, a while after it was made.
 * @throws ContinuousBackupsUnavailableException until then
 */
export function tableWithBackups(storage: Storage, nameOrArn: string, ctx: Context): TableRecord {
  const table = tableForBackups(storage, nameOrArn, ctx);
  const now = ctx.clock.now();
  if (tableStatus(table, now) === 'DELETING') throw new TableNotFoundException(`Table not found: ${table.name}`);
  const { pending } = pendingMember(storage, 'ENABLING', table.createdAt, 'continuousBackups');
  if (pendingStatus(pending, now) !== undefined || !isInUse(table, now))
    throw new ContinuousBackupsUnavailableException(`Backups are being enabled for the table: ${table.name}. Please retry later`);
  return table;
}

/** @throws ValidationException for what isn't a table's ARN */
export function tableByArn(storage: Storage, arn: string, ctx: Context): TableRecord | undefined {
  checkArn(arn);
  return find(storage, arn, ctx);
}
