/** The older form of metadata tables: one table, in a table bucket of the caller's. */
import { InvalidArgument, MetadataConfigurationConflict, MetadataConfigurationNotFound } from '../../../../generated/s3/errors.js';
import type {
  CreateBucketMetadataTableConfigurationInput,
  DeleteBucketMetadataTableConfigurationInput,
  GetBucketMetadataTableConfigurationInput,
  GetBucketMetadataTableConfigurationOutput,
  S3TablesDestinationResult,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';

const TABLE_BUCKET_ARN = /^arn:aws(?:-[a-z]+)*:s3tables:([a-z0-9-]+):(\d{12}):bucket\/[a-z0-9-]{3,63}$/;
/** S3 API reference, S3TablesDestination: all metadata tables of V1 are in this namespace. */
const NAMESPACE = 'aws_s3_metadata';

export type MetadataTableSetting = S3TablesDestinationResult;

export function createMetadataTable(storage: Storage, input: CreateBucketMetadataTableConfigurationInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { TableBucketArn, TableName } = input.MetadataTableConfiguration.S3TablesDestination;
  const [, region, account] = TABLE_BUCKET_ARN.exec(TableBucketArn) ?? [];
  // The table bucket must be in the bucket's account and region.
  if (region !== bucket.region || account !== bucket.accountId)
    throw new InvalidArgument('The specified table bucket ARN is not valid', {
      ArgumentName: 'TableBucketArn',
      ArgumentValue: TableBucketArn,
    });
  if (readSetting(storage, bucket, 'metadata') !== undefined || readSetting(storage, bucket, 'metadata-table') !== undefined)
    throw new MetadataConfigurationConflict('A metadata configuration already exists for this bucket.');
  writeSetting(storage, bucket, 'metadata-table', {
    TableBucketArn,
    TableName,
    TableArn: `${TableBucketArn}/table/${storage.random.uuid()}`,
    TableNamespace: NAMESPACE,
  });
  return {};
}

export function getMetadataTable(
  storage: Storage,
  input: GetBucketMetadataTableConfigurationInput,
): GetBucketMetadataTableConfigurationOutput {
  const { setting } = find(storage, input);
  return {
    GetBucketMetadataTableConfigurationResult: {
      MetadataTableConfigurationResult: { S3TablesDestinationResult: setting },
      Status: 'ACTIVE',
    },
  };
}

export function deleteMetadataTable(storage: Storage, input: DeleteBucketMetadataTableConfigurationInput): Record<string, never> {
  deleteSetting(storage, find(storage, input).bucket, 'metadata-table');
  return {};
}

function find(
  storage: Storage,
  input: GetBucketMetadataTableConfigurationInput,
): { readonly bucket: Bucket; readonly setting: MetadataTableSetting } {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const setting = readSetting(storage, bucket, 'metadata-table');
  if (setting === undefined) throw new MetadataConfigurationNotFound('The metadata configuration was not found');
  return { bucket, setting };
}
