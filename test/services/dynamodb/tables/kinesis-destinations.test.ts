import {
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DisableKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
  UpdateKinesisStreamingDestinationCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';

const StreamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes';

// As recorded on AWS: kinesis_streaming_destination_crud.
describe.each(engines)('Kinesis destinations (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.createTable('watched');
  });
  afterAll(() => dynamodb?.close());

  const enable = (TableName: string) => dynamodb.client.send(new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn }));
  const disable = (TableName: string) => dynamodb.client.send(new DisableKinesisStreamingDestinationCommand({ TableName, StreamArn }));
  const update = (precision?: string, arn = StreamArn) =>
    dynamodb.client.send(
      new UpdateKinesisStreamingDestinationCommand({
        TableName: 'watched',
        StreamArn: arn,
        ...(precision === undefined
          ? {}
          : // A precision that there isn't is to be refused by the service, not by the types.
            { UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision as 'MICROSECOND' } }),
      }),
    );
  const described = async () => {
    const { $metadata, ...rest } = await dynamodb.client.send(new DescribeKinesisStreamingDestinationCommand({ TableName: 'watched' }));
    return rest;
  };

  it('are enabled, updated and disabled', async () => {
    expect(await described()).toEqual({ TableName: 'watched', KinesisDataStreamDestinations: [] });
    expect(await enable('watched')).toMatchObject({
      DestinationStatus: 'ENABLING',
      EnableKinesisStreamingConfiguration: {},
      StreamArn,
      TableName: 'watched',
    });
    expect(await described()).toEqual({
      KinesisDataStreamDestinations: [{ DestinationStatus: 'ACTIVE', StreamArn }],
      TableName: 'watched',
    });
    expect(await refusal(enable('watched'))).toEqual(
      invalid(
        'Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.',
      ),
    );
    expect(await update('MICROSECOND')).toMatchObject({
      DestinationStatus: 'UPDATING',
      StreamArn,
      TableName: 'watched',
      UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    });
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'watched' }));
    expect(await refusal(update('MICROSECOND'))).toEqual(
      invalid(
        `Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: ${Table?.TableId}, kdsArn: ${StreamArn}`,
      ),
    );
    expect(await disable('watched')).toMatchObject({ DestinationStatus: 'DISABLING', StreamArn, TableName: 'watched' });
    expect((await described()).KinesisDataStreamDestinations).toEqual([
      { DestinationStatus: 'DISABLED', StreamArn, ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    ]);
    expect((await refusal(disable('watched'))).code).toBe('ValidationException');
    await enable('watched');
    expect((await described()).KinesisDataStreamDestinations).toEqual([{ DestinationStatus: 'ACTIVE', StreamArn }]);
  });

  it('are not changed while they are disabled', async () => {
    await dynamodb.createTable('idle');
    await enable('idle');
    await disable('idle');
    const state = 'Table is not in a valid state to enable Kinesis Streaming Destination';
    expect(await refusal(disable('idle'))).toEqual(
      invalid(`${state}: EnableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.`),
    );
    const changed = new UpdateKinesisStreamingDestinationCommand({
      TableName: 'idle',
      StreamArn,
      UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: 'MICROSECOND' },
    });
    expect(await refusal(dynamodb.client.send(changed))).toEqual(
      invalid(`${state}: EnableKinesisStreamingDestination must be ACTIVE to perform UPDATE operation.`),
    );
  });

  it('are refused as AWS refuses them', async () => {
    const missing = { code: 'ResourceNotFoundException', message: 'Requested resource not found: Table: bad-table not found', status: 400 };
    expect(await refusal(enable('bad-table'))).toMatchObject(missing);
    expect(await refusal(disable('bad-table'))).toMatchObject(missing);
    expect(await refusal(update())).toEqual(
      invalid(
        'Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values',
      ),
    );
    expect(await refusal(update('SECOND'))).toEqual(
      invalid(
        "1 validation error detected: Value 'SECOND' at 'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' failed to satisfy constraint: Member must satisfy enum value set: [MILLISECOND, MICROSECOND]",
      ),
    );
    const bad = StreamArn.replace('changes', 'bad-stream');
    expect(await refusal(update('MICROSECOND', bad))).toEqual(
      invalid(
        `Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with streamArn: ${bad} found for table with tableName: watched`,
      ),
    );
  });
});
