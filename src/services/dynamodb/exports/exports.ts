import { ExportNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DescribeExportInput,
  DescribeExportOutput,
  ListExportsInput,
  ListExportsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import { keptSince, pageOf } from '../s3-transfers/transfer-ids.js';
import type { Storage } from '../storage.js';
import { checkArn } from '../tables/table-lookup.js';
import { describeExportRecord, summarizeExport } from './export-storage.js';

const ARN = /^arn:[a-z-]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[a-zA-Z0-9_.-]{3,255}\/export\/([0-9a-zA-Z-]+)$/;

export function describeExport(storage: Storage, { ExportArn: arn }: DescribeExportInput, ctx: Context): DescribeExportOutput {
  const [, id] = ARN.exec(arn) ?? [];
  if (id === undefined) throw invalid(`Invalid ExportArn: Invalid ResourceArn provided as input ${arn}`);
  const record = storage.transfers.exports.in(ctx).get([id]);
  // The ARN also says whose it is, where, and of which table.
  if (record?.arn !== arn || id < keptSince(ctx.clock.now()).from[0])
    throw new ExportNotFoundException(`The specified export was not found.`);
  return { ExportDescription: describeExportRecord(record) };
}

const MOST = 25;
const TOKEN = /^\d{14}-[0-9a-f]{8}$/;

/** Exports outlive their table, so that it needn't be there. */
export function listExports(storage: Storage, input: ListExportsInput, ctx: Context): ListExportsOutput {
  const { TableArn: tableArn, MaxResults: limit = MOST, NextToken: token } = input;
  if (tableArn !== undefined) checkArn(tableArn);
  const after = token === undefined ? undefined : Buffer.from(token, 'base64').toString('latin1');
  if (after !== undefined && !TOKEN.test(after)) throw invalid('Invalid NextToken');
  const { transfers, last } = pageOf(storage.transfers.exports.in(ctx), { now: ctx.clock.now(), limit, after, tableArn });
  return {
    ExportSummaries: transfers.map(summarizeExport),
    ...(last === undefined ? {} : { NextToken: Buffer.from(last).toString('base64') }),
  };
}
