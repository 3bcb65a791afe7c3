/** What a stream is: its shards, and the records of all streams of an account and region in one ordered table. */
import type { KeySchemaElement, OperationType, StreamViewType } from '../../../../generated/dynamodb-streams/types.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { TablePolicy } from '../storage.js';
import type { Pending } from '../tables/pending.js';
import type { Attributes } from '../values/attribute-value.js';

export interface StreamState {
  readonly tableName: string;
  readonly label: string;
  readonly arn: string;
  /** Stands in the keys of the stream's records. A number is used once in an account and region. */
  readonly number: number;
  readonly viewType: StreamViewType;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly keySchema: readonly KeySchemaElement[];
  /** A disabled stream can be read until its last record has gone. */
  readonly disabledAt?: number;
  /** In order; the last one is open while the stream is enabled. */
  readonly shards: readonly ShardState[];
  /** The highest sequence number whose record was trimmed; 0 at first. */
  readonly trimmed: number;
  readonly policy?: TablePolicy;
  /** What is under way with it; it is open or closed already. */
  readonly pending?: Pending<'ENABLING' | 'DISABLING'>;
}

/** Its numbers lie between its ends; both ends are numbers that no record has. */
export interface ShardState {
  readonly id: string;
  readonly parent?: string;
  readonly createdAt: number;
  readonly start: number;
  readonly end?: number;
  readonly endedAt?: number;
}

/** What a stream keeps of one change. */
export interface ChangeRecord {
  readonly id: string;
  readonly at: number;
  readonly name: OperationType;
  readonly keys: Attributes;
  readonly newImage?: Attributes;
  readonly oldImage?: Attributes;
  /** Of the keys and the images that the stream's view shows. */
  readonly size: number;
  /** Whom the record names; only what DynamoDB does by itself has one. */
  readonly identity?: ChangeIdentity;
}

/** ApproximateCreationDateTime has whole seconds; in ms since the epoch. */
export const shownTime = ({ at }: ChangeRecord): number => Math.floor(at / 1000) * 1000;

export interface ChangeIdentity {
  readonly Type: string;
  readonly PrincipalId: string;
}

export interface StreamTables {
  readonly streams: ScopedTable<readonly [tableName: string, label: string], StreamState>;
  readonly records: ScopedTable<readonly [stream: number, sequence: number], ChangeRecord>;
}

export const openStreamTables = (state: State): StreamTables => ({
  streams: state.table('streams'),
  records: state.table('streamRecords'),
});
