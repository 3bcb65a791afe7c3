import { InvalidArgument, MetadataConfigurationConflict, MetadataConfigurationNotFound } from '../../../../generated/s3/errors.js';
import type {
  AnnotationTableConfiguration,
  CreateBucketMetadataConfigurationInput,
  DeleteBucketMetadataConfigurationInput,
  GetBucketMetadataConfigurationInput,
  GetBucketMetadataConfigurationOutput,
  InventoryTableConfiguration,
  JournalTableConfiguration,
  RecordExpiration,
  UpdateBucketMetadataAnnotationTableConfigurationInput,
  UpdateBucketMetadataInventoryTableConfigurationInput,
  UpdateBucketMetadataJournalTableConfigurationInput,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { malformedXml } from '../configurations/filters.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';

/** Days. S3 API reference, RecordExpiration. */
const FEWEST_DAYS = 7;

/** A table is named by an ARN of its own, anew each time that it is switched on. */
export interface MetadataSetting {
  /** Of the account's table bucket for AWS's own tables. */
  readonly tableBucketArn: string;
  readonly journal: JournalTableConfiguration & { readonly tableArn: string };
  readonly inventory?: InventoryTableConfiguration & { readonly tableArn?: string };
  readonly annotation?: AnnotationTableConfiguration & { readonly tableArn?: string };
}

export function createMetadataConfiguration(
  storage: Storage,
  input: CreateBucketMetadataConfigurationInput,
  ctx: Context,
): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { JournalTableConfiguration, InventoryTableConfiguration, AnnotationTableConfiguration } = input.MetadataConfiguration;
  checkExpiration(JournalTableConfiguration.RecordExpiration);
  if (readSetting(storage, bucket, 'metadata') !== undefined || readSetting(storage, bucket, 'metadata-table') !== undefined)
    throw new MetadataConfigurationConflict('A metadata configuration already exists for this bucket.');
  const tableBucketArn = `arn:${ctx.partition}:s3tables:${bucket.region}:${bucket.accountId}:bucket/aws-s3`;
  writeSetting(storage, bucket, 'metadata', {
    tableBucketArn,
    journal: { ...JournalTableConfiguration, tableArn: newTableArn(storage, tableBucketArn) },
    ...(InventoryTableConfiguration === undefined ? {} : { inventory: withTable(storage, tableBucketArn, InventoryTableConfiguration) }),
    ...(AnnotationTableConfiguration === undefined ? {} : { annotation: withTable(storage, tableBucketArn, AnnotationTableConfiguration) }),
  });
  return {};
}

export function getMetadataConfiguration(
  storage: Storage,
  input: GetBucketMetadataConfigurationInput,
): GetBucketMetadataConfigurationOutput {
  const { bucket, setting } = find(storage, input);
  const { tableBucketArn, journal, inventory, annotation } = setting;
  const result = {
    DestinationResult: { TableBucketType: 'aws', TableBucketArn: tableBucketArn, TableNamespace: `b_${bucket.name}` },
    JournalTableConfigurationResult: {
      TableStatus: 'ACTIVE',
      TableName: 'journal',
      TableArn: journal.tableArn,
      RecordExpiration: journal.RecordExpiration,
    },
    InventoryTableConfigurationResult: {
      ConfigurationState: 'DISABLED',
      ...(inventory === undefined ? {} : shown(inventory, 'inventory')),
    },
    ...(annotation === undefined
      ? {}
      : {
          AnnotationTableConfigurationResult: {
            ...shown(annotation, 'annotation'),
            ...(annotation.Role === undefined ? {} : { Role: annotation.Role }),
          },
        }),
  };
  return { GetBucketMetadataConfigurationResult: { MetadataConfigurationResult: result } };
}

export function deleteMetadataConfiguration(storage: Storage, input: DeleteBucketMetadataConfigurationInput): Record<string, never> {
  deleteSetting(storage, find(storage, input).bucket, 'metadata');
  return {};
}

export function updateJournalTable(storage: Storage, input: UpdateBucketMetadataJournalTableConfigurationInput): Record<string, never> {
  const { bucket, setting } = find(storage, input);
  const { RecordExpiration } = input.JournalTableConfiguration;
  checkExpiration(RecordExpiration);
  writeSetting(storage, bucket, 'metadata', { ...setting, journal: { ...setting.journal, RecordExpiration } });
  return {};
}

export function updateInventoryTable(storage: Storage, input: UpdateBucketMetadataInventoryTableConfigurationInput): Record<string, never> {
  const { bucket, setting } = find(storage, input);
  const inventory = withTable(storage, setting.tableBucketArn, input.InventoryTableConfiguration, setting.inventory?.tableArn);
  writeSetting(storage, bucket, 'metadata', { ...setting, inventory });
  return {};
}

export function updateAnnotationTable(
  storage: Storage,
  input: UpdateBucketMetadataAnnotationTableConfigurationInput,
): Record<string, never> {
  const { bucket, setting } = find(storage, input);
  const annotation = withTable(storage, setting.tableBucketArn, input.AnnotationTableConfiguration, setting.annotation?.tableArn);
  writeSetting(storage, bucket, 'metadata', { ...setting, annotation });
  return {};
}

interface Address {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

function find(storage: Storage, input: Address): { readonly bucket: Bucket; readonly setting: MetadataSetting } {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const setting = readSetting(storage, bucket, 'metadata');
  if (setting === undefined) throw new MetadataConfigurationNotFound('The metadata configuration was not found');
  return { bucket, setting };
}

function checkExpiration({ Expiration, Days }: RecordExpiration): void {
  if ((Expiration === 'ENABLED') !== (Days !== undefined)) throw malformedXml();
  if (Days !== undefined && Days < FEWEST_DAYS)
    throw new InvalidArgument(`'Days' for record expiration must be at least ${FEWEST_DAYS}`, {
      ArgumentName: 'Days',
      ArgumentValue: String(Days),
    });
}

/** Switching a table off ends it. */
function withTable<T extends { readonly ConfigurationState: string }>(
  storage: Storage,
  tableBucketArn: string,
  table: T,
  arn?: string,
): T & { readonly tableArn?: string } {
  return table.ConfigurationState === 'ENABLED' ? { ...table, tableArn: arn ?? newTableArn(storage, tableBucketArn) } : table;
}

const newTableArn = ({ random }: Storage, tableBucketArn: string): string => `${tableBucketArn}/table/${random.uuid()}`;

const shown = ({ ConfigurationState, tableArn }: { readonly ConfigurationState: string; readonly tableArn?: string }, name: string) =>
  tableArn === undefined ? { ConfigurationState } : { ConfigurationState, TableStatus: 'ACTIVE', TableName: name, TableArn: tableArn };
