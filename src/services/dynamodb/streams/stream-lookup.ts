/** From a stream's ARN to the stream, without what is too old by now. */
import { ResourceNotFoundException } from '../../../../generated/dynamodb-streams/errors.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { trim } from './stream-log.js';
import type { ShardState, StreamState } from './stream-storage.js';

const ARN = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{3,255})\/stream\/([0-9T:.-]+)$/;

export interface StreamAddress {
  readonly tableName: string;
  readonly label: string;
}

/** @returns undefined for what is no stream's ARN, or one of another account or region. */
export function addressOfStream(arn: string, ctx: Context): StreamAddress | undefined {
  const [, region, accountId, tableName, label] = ARN.exec(arn) ?? [];
  if (tableName === undefined || label === undefined || region !== ctx.region || accountId !== ctx.accountId) return undefined;
  return { tableName, label };
}

export function findStream({ streams: tables }: Storage, arn: string, ctx: Context): StreamState | undefined {
  const address = addressOfStream(arn, ctx);
  const stream = address && tables.streams.in(ctx).get([address.tableName, address.label]);
  return stream && trim(tables, stream, ctx.clock.now(), ctx);
}

export function streamByArn(storage: Storage, arn: string, ctx: Context): StreamState {
  const current = findStream(storage, arn, ctx);
  if (current === undefined) throw new ResourceNotFoundException(`Requested resource not found: Stream: ${arn} not found`);
  return current;
}

export function shardById({ shards }: StreamState, id: string): ShardState {
  const shard = shards.find((each) => each.id === id);
  if (shard === undefined) throw new ResourceNotFoundException('Shard does not exist');
  return shard;
}
