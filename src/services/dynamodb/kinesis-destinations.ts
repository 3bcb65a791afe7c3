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
} from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { invalid } from './refusals.js';
import type { Storage, TableRecord } from './storage.js';
import { tableByName } from './table-lookup.js';

export interface KinesisDestination {
  readonly streamArn: string;
  readonly isActive: boolean;
  /** As it was asked for. */
  readonly precision?: string;
}

/** AWS writes this in front of every refusal, whatever the operation. */
const WRONG_STATE = 'Table is not in a valid state to enable Kinesis Streaming Destination';

export function enableKinesisDestination(
  storage: Storage,
  input: EnableKinesisStreamingDestinationInput,
  ctx: Context,
): EnableKinesisStreamingDestinationOutput {
  const table = tableByName(storage, input.TableName, ctx);
  const { StreamArn: streamArn, EnableKinesisStreamingConfiguration: configuration = {} } = input;
  const precision = configuration.ApproximateCreationDateTimePrecision;
  if (destinationOf(table, streamArn)?.isActive === true)
    throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.`);
  putDestination(storage, table, { streamArn, isActive: true, ...(precision === undefined ? {} : { precision }) }, ctx);
  return { TableName: table.name, StreamArn: streamArn, DestinationStatus: 'ENABLING', EnableKinesisStreamingConfiguration: configuration };
}

export function disableKinesisDestination(
  storage: Storage,
  input: DisableKinesisStreamingDestinationInput,
  ctx: Context,
): DisableKinesisStreamingDestinationOutput {
  const table = tableByName(storage, input.TableName, ctx);
  const destination = existingDestination(table, input.StreamArn);
  if (!destination.isActive)
    throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.`);
  putDestination(storage, table, { ...destination, isActive: false }, ctx);
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
    KinesisDataStreamDestinations: destinations.map(({ streamArn, isActive, precision }) => ({
      StreamArn: streamArn,
      DestinationStatus: isActive ? 'ACTIVE' : 'DISABLED',
      ...(precision === undefined ? {} : { ApproximateCreationDateTimePrecision: precision }),
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
  const table = tableByName(storage, input.TableName, ctx);
  const destination = existingDestination(table, input.StreamArn);
  if (!destination.isActive) throw invalid(`${WRONG_STATE}: EnableKinesisStreamingDestination must be ACTIVE to perform UPDATE operation.`);
  if (precision === (destination.precision ?? 'MILLISECOND'))
    throw invalid(
      `Invalid Request: Precision is already set to the desired value of ${precision} for tableId: ${table.id}, kdsArn: ${input.StreamArn}`,
    );
  putDestination(storage, table, { ...destination, precision }, ctx);
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
