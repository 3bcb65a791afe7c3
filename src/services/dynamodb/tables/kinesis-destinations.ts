/** Kinesis data streams that a table's changes go to. */
import type {
  DescribeKinesisStreamingDestinationInput,
  DescribeKinesisStreamingDestinationOutput,
  DisableKinesisStreamingDestinationInput,
  DisableKinesisStreamingDestinationOutput,
  EnableKinesisStreamingDestinationInput,
  EnableKinesisStreamingDestinationOutput,
  UpdateKinesisStreamingDestinationInput,
  UpdateKinesisStreamingDestinationOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { type Pending, pendingMember, pendingStatus } from './pending.js';
import { tableByName, tableToChange } from './table-lookup.js';

export interface KinesisDestination {
  readonly streamArn: string;
  readonly isActive: boolean;
  /** As it was asked for. */
  readonly precision?: string;
  /** What is under way with it. */
  readonly pending?: Pending<'ENABLING' | 'DISABLING' | 'UPDATING'>;
}

type DestinationStatus = 'ACTIVE' | 'DISABLED' | 'ENABLING' | 'DISABLING' | 'UPDATING';

const statusOf = ({ isActive, pending }: KinesisDestination, ctx: Context): DestinationStatus =>
  pendingStatus(pending, ctx.clock.now()) ?? (isActive ? 'ACTIVE' : 'DISABLED');

/** AWS writes this in front of every refusal, whatever the operation. */
const WRONG_STATE = 'Table is not in a valid state to enable Kinesis Streaming Destination';

export function enableKinesisDestination(
  storage: Storage,
  input: EnableKinesisStreamingDestinationInput,
  ctx: Context,
): EnableKinesisStreamingDestinationOutput {
  const table = tableToChange(storage, input.TableName, ctx);
  const { StreamArn: streamArn, EnableKinesisStreamingConfiguration: configuration = {} } = input;
  const precision = configuration.ApproximateCreationDateTimePrecision;
  const current = destinationOf(table, streamArn);
  if (current !== undefined && statusOf(current, ctx) !== 'DISABLED')
    throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.`);
  const now = ctx.clock.now();
  putDestination(
    storage,
    table,
    {
      streamArn,
      isActive: true,
      ...(precision === undefined ? {} : { precision }),
      ...pendingMember(storage, 'ENABLING', now, 'kinesisDestination'),
    },
    ctx,
  );
  return { TableName: table.name, StreamArn: streamArn, DestinationStatus: 'ENABLING', EnableKinesisStreamingConfiguration: configuration };
}

export function disableKinesisDestination(
  storage: Storage,
  input: DisableKinesisStreamingDestinationInput,
  ctx: Context,
): DisableKinesisStreamingDestinationOutput {
  const table = tableToChange(storage, input.TableName, ctx);
  const destination = existingDestination(table, input.StreamArn);
  if (statusOf(destination, ctx) !== 'ACTIVE')
    throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.`);
  const pending = pendingMember(storage, 'DISABLING', ctx.clock.now(), 'kinesisDestination');
  putDestination(storage, table, { ...destination, isActive: false, ...pending }, ctx);
  return { TableName: table.name, StreamArn: destination.streamArn, DestinationStatus: 'DISABLING' };
}

export function describeKinesisDestinations(
  storage: Storage,
  input: DescribeKinesisStreamingDestinationInput,
  ctx: Context,
): DescribeKinesisStreamingDestinationOutput {
  const { name, kinesisDestinations: destinations = [] } = tableByName(storage, input.TableName, ctx);
  return {
    TableName: name,
    KinesisDataStreamDestinations: destinations.map((destination) => ({
      StreamArn: destination.streamArn,
      DestinationStatus: statusOf(destination, ctx),
      ...(destination.precision === undefined ? {} : { ApproximateCreationDateTimePrecision: destination.precision }),
    })),
  };
}

export function updateKinesisDestination(
  storage: Storage,
  input: UpdateKinesisStreamingDestinationInput,
  ctx: Context,
): UpdateKinesisStreamingDestinationOutput {
  const precision = input.UpdateKinesisStreamingConfiguration?.ApproximateCreationDateTimePrecision;
  if (precision === undefined)
    throw invalid(
      'Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values',
    );
  const table = tableToChange(storage, input.TableName, ctx);
  const destination = existingDestination(table, input.StreamArn);
  if (statusOf(destination, ctx) !== 'ACTIVE')
    throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be ACTIVE to perform UPDATE operation.`);
  if (precision === (destination.precision ?? 'MILLISECOND'))
    throw invalid(
      `Invalid Request: Precision is already set to the desired value of ${precision} for tableId: ${table.id}, kdsArn: ${input.StreamArn}`,
    );
  const pending = pendingMember(storage, 'UPDATING', ctx.clock.now(), 'kinesisDestination');
  putDestination(storage, table, { ...destination, precision, ...pending }, ctx);
  return {
    TableName: table.name,
    StreamArn: destination.streamArn,
    DestinationStatus: 'UPDATING',
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
  };
}

const destinationOf = ({ kinesisDestinations }: TableRecord, streamArn: string): KinesisDestination | undefined =>
  kinesisDestinations?.find((destination) => destination.streamArn === streamArn);

function existingDestination(table: TableRecord, streamArn: string): KinesisDestination {
  const destination = destinationOf(table, streamArn);
  if (destination === undefined)
    throw invalid(`${WRONG_STATE}: No streaming destination with streamArn: ${streamArn} found for table with tableName: ${table.name}`);
  return destination;
}

function putDestination(storage: Storage, table: TableRecord, destination: KinesisDestination, ctx: Context): void {
  const others = (table.kinesisDestinations ?? []).filter(({ streamArn }) => streamArn !== destination.streamArn);
  storage.tables.in(ctx).put([table.name], { ...table, kinesisDestinations: [...others, destination] });
}
