/** StreamSpecification of CreateTable and UpdateTable: what is refused, and what it changes. */
import type { StreamSpecification, StreamViewType } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { isReplica, isStrong } from '../global-tables/replication.js';
import { invalid, invalidParameter } from '../refusals.js';
import { nextNumber, type Storage, type TableRecord, type TableStream } from '../storage.js';
import { pendingMember } from '../tables/pending.js';
import { closeStream, openStream, RETENTION } from './stream-log.js';

/** Wordings of DynamoDB Local. */
export function checkStreamSpecification({ StreamEnabled: enabled, StreamViewType: viewType }: StreamSpecification): void {
  if (enabled && (viewType === undefined || viewType === ''))
    throw invalid('Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.');
  if (!enabled && viewType !== undefined && viewType !== '')
    throw invalid('Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.');
}

type NewTable = Pick<TableRecord, 'name' | 'arn' | 'keySchema'>;

/** @returns the stream of a new table; undefined when it is to have none. */
export const createTableStream = (
  storage: Storage,
  table: NewTable,
  specification: StreamSpecification | undefined,
  ctx: Context,
): TableStream | undefined =>
  specification?.StreamEnabled === true && specification.StreamViewType !== undefined
    ? beginTableStream(storage, table, specification.StreamViewType, ctx)
    : undefined;

function beginTableStream(storage: Storage, table: NewTable, viewType: StreamViewType, ctx: Context): TableStream {
  const number = nextNumber(storage, 'stream', ctx);
  const now = ctx.clock.now();
  const { name: tableName, arn: tableArn, keySchema } = table;
  const { label, arn } = openStream(
    storage.streams,
    storage.random,
    { tableName, tableArn, number, viewType, keySchema, ...pendingMember(storage, 'ENABLING', now, 'stream') },
    now,
    ctx,
  );
  return { label, arn, viewType };
}

/**
 * Enabling a stream again begins a new one: the former keeps its records for 24 hours under its own ARN.
 * @returns the table's stream afterwards
 */
export function updateTableStream(storage: Storage, table: TableRecord, specification: StreamSpecification, ctx: Context): TableStream {
  const { StreamEnabled: enabled, StreamViewType: viewType } = specification;
  checkStreamSpecification(specification);
  const { stream } = table;
  const isEnabled = stream?.viewType !== undefined;
  if (enabled && viewType !== undefined) {
    if (isEnabled) throw invalid(`Table already has an enabled stream: TableName: ${table.name}`);
    return beginTableStream(storage, table, viewType, ctx);
  }
  if (!isEnabled) throw invalid(`Table has no stream to disable: TableName: ${table.name}`);
  if (isReplica(table) && !isStrong(table)) throw invalidParameter('Disabling Stream is not allowed for a Global Table replica.');
  endTableStream(storage, table, ctx);
  return { label: stream.label, arn: stream.arn };
}

/** Ends the stream, if there is one, of a table that disables it or is deleted. */
export function endTableStream(storage: Storage, { name, stream }: TableRecord, ctx: Context): void {
  if (stream?.viewType === undefined) return;
  const now = ctx.clock.now();
  closeStream(storage.streams, name, stream.label, { now, ...pendingMember(storage, 'DISABLING', now, 'stream') }, ctx);
  storage.retention.by(now + RETENTION);
}

/** Members of TableDescription; a disabled stream is still the latest one. */
export const describeTableStream = ({
  stream,
}: TableRecord): { LatestStreamArn?: string; LatestStreamLabel?: string; StreamSpecification?: StreamSpecification } =>
  stream === undefined
    ? {}
    : {
        LatestStreamArn: stream.arn,
        LatestStreamLabel: stream.label,
        ...(stream.viewType === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } }),
      };
