import { ImportNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DescribeImportInput,
  DescribeImportOutput,
  ListImportsInput,
  ListImportsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import { keptSince, pageOf } from '../s3-transfers/transfer-ids.js';
import type { Storage } from '../storage.js';
import { checkArn } from '../tables/table-lookup.js';
import { describeImportRecord, summarizeImport } from './import-storage.js';

const ARN = /^arn:[a-z-]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[a-zA-Z0-9_.-]{3,255}\/import\/([0-9a-zA-Z-]+)$/;

export function describeImport(storage: Storage, { ImportArn: arn }: DescribeImportInput, ctx: Context): DescribeImportOutput {
  const [, id] = ARN.exec(arn) ?? [];
  if (id === undefined) throw invalid(`Invalid ImportArn: Invalid ResourceArn provided as input ${arn}`);
  const record = storage.transfers.imports.in(ctx).get([id]);
  // The ARN also says whose it is, where, and of which table.
  if (record?.arn !== arn || id < keptSince(ctx.clock.now()).from[0])
    throw new ImportNotFoundException('The specified import was not found.');
  return { ImportTableDescription: describeImportRecord(record) };
}

const MOST = 25;
/** Bytes of a token: the model wants 112 hexadecimal digits at least, and 16 at a time. */
const TOKEN_SIZE = 56;
const ID = /^\d{14}-[0-9a-f]{8}$/;

export function listImports(storage: Storage, input: ListImportsInput, ctx: Context): ListImportsOutput {
  const { TableArn: tableArn, PageSize: limit = MOST, NextToken: token } = input;
  if (tableArn !== undefined) checkArn(tableArn);
  const after = token === undefined ? undefined : Buffer.from(token, 'hex').toString('latin1').replace(/\0+$/, '');
  if (after !== undefined && !ID.test(after)) throw invalid('Invalid NextToken');
  const { transfers, last } = pageOf(storage.transfers.imports.in(ctx), { now: ctx.clock.now(), limit, after, tableArn });
  return { ImportSummaryList: transfers.map(summarizeImport), ...(last === undefined ? {} : { NextToken: tokenOf(last) }) };
}

function tokenOf(id: string): string {
  const bytes = Buffer.alloc(TOKEN_SIZE);
  bytes.write(id, 'latin1');
  return bytes.toString('hex');
}
