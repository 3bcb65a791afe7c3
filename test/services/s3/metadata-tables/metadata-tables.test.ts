import {
  CreateBucketMetadataConfigurationCommand,
  CreateBucketMetadataTableConfigurationCommand,
  DeleteBucketMetadataConfigurationCommand,
  DeleteBucketMetadataTableConfigurationCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketMetadataTableConfigurationCommand,
  type MetadataConfiguration,
  UpdateBucketMetadataInventoryTableConfigurationCommand,
  UpdateBucketMetadataJournalTableConfigurationCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const none = refused('MetadataConfigurationNotFound', 'The metadata configuration was not found', {}, 404);
const conflict = refused('MetadataConfigurationConflict', 'A metadata configuration already exists for this bucket.', {}, 409);
const tableBucket = 'arn:aws:s3tables:us-east-1:000000000000:bucket';
const tableArn = (bucket: string) => expect.stringMatching(new RegExp(`^${tableBucket}/${bucket}/table/[0-9a-f-]{36}$`));

describe.each(engines)('metadata tables (%s)', (engine) => {
  const opened = openBucket(engine);
  const create = (MetadataConfiguration: MetadataConfiguration) =>
    opened.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration }));
  const get = async () =>
    (await opened.s3.send(new GetBucketMetadataConfigurationCommand({ Bucket }))).GetBucketMetadataConfigurationResult
      ?.MetadataConfigurationResult;
  const expiring = { Expiration: 'ENABLED', Days: 7 } as const;

  it('are a journal and, switched on and off, an inventory', async () => {
    expect(await refusal(get())).toEqual(none);
    await create({ JournalTableConfiguration: { RecordExpiration: expiring } });
    const journal = { TableStatus: 'ACTIVE', TableName: 'journal', TableArn: tableArn('aws-s3') };
    const destination = { TableBucketType: 'aws', TableBucketArn: `${tableBucket}/aws-s3`, TableNamespace: 'b_a-bucket' };
    expect(await get()).toEqual({
      DestinationResult: destination,
      JournalTableConfigurationResult: { ...journal, RecordExpiration: expiring },
      InventoryTableConfigurationResult: { ConfigurationState: 'DISABLED' },
    });
    expect(await refusal(create({ JournalTableConfiguration: { RecordExpiration: expiring } }))).toEqual(conflict);

    await opened.s3.send(
      new UpdateBucketMetadataInventoryTableConfigurationCommand({
        Bucket,
        InventoryTableConfiguration: { ConfigurationState: 'ENABLED' },
      }),
    );
    await opened.s3.send(
      new UpdateBucketMetadataJournalTableConfigurationCommand({
        Bucket,
        JournalTableConfiguration: { RecordExpiration: { Expiration: 'DISABLED' } },
      }),
    );
    expect(await get()).toEqual({
      DestinationResult: destination,
      JournalTableConfigurationResult: { ...journal, RecordExpiration: { Expiration: 'DISABLED' } },
      InventoryTableConfigurationResult: {
        ConfigurationState: 'ENABLED',
        TableStatus: 'ACTIVE',
        TableName: 'inventory',
        TableArn: tableArn('aws-s3'),
      },
    });
    await opened.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket }));
    expect(await refusal(get())).toEqual(none);
    expect(await refusal(opened.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket })))).toEqual(none);
  });

  it("keep a journal's records for a week at least", async () => {
    expect(await refusal(create({ JournalTableConfiguration: { RecordExpiration: { Expiration: 'ENABLED', Days: 6 } } }))).toEqual(
      refused('InvalidArgument', "'Days' for record expiration must be at least 7", { ArgumentName: 'Days', ArgumentValue: '6' }),
    );
    expect(await refusal(create({ JournalTableConfiguration: { RecordExpiration: { Expiration: 'ENABLED' } } }))).toMatchObject({
      code: 'MalformedXML',
    });
  });

  it('of the older form lie in a table bucket of the account and region', async () => {
    const createTable = (TableBucketArn: string) =>
      opened.s3.send(
        new CreateBucketMetadataTableConfigurationCommand({
          Bucket,
          MetadataTableConfiguration: { S3TablesDestination: { TableBucketArn, TableName: 'mine' } },
        }),
      );
    const getTable = async () =>
      (await opened.s3.send(new GetBucketMetadataTableConfigurationCommand({ Bucket }))).GetBucketMetadataTableConfigurationResult;
    const elsewhere = 'arn:aws:s3tables:eu-west-1:000000000000:bucket/tables';
    expect(await refusal(createTable(elsewhere))).toEqual(
      refused('InvalidArgument', 'The specified table bucket ARN is not valid', {
        ArgumentName: 'TableBucketArn',
        ArgumentValue: elsewhere,
      }),
    );
    await createTable(`${tableBucket}/tables`);
    expect(await getTable()).toEqual({
      MetadataTableConfigurationResult: {
        S3TablesDestinationResult: {
          TableBucketArn: `${tableBucket}/tables`,
          TableName: 'mine',
          TableArn: tableArn('tables'),
          TableNamespace: 'aws_s3_metadata',
        },
      },
      Status: 'ACTIVE',
    });
    expect(await refusal(create({ JournalTableConfiguration: { RecordExpiration: expiring } }))).toEqual(conflict);
    await opened.s3.send(new DeleteBucketMetadataTableConfigurationCommand({ Bucket }));
    expect(await refusal(getTable())).toEqual(none);
  });
});
