/** What DynamoDB keeps of an import, and what of it its descriptions show. */
import type {
  ImportStatus,
  ImportSummary,
  ImportTableDescription,
  ImportTableInput,
  S3BucketSource,
} from '../../../../generated/dynamodb/types.js';
import type { Principal } from '../../../contract/context.js';
import type { Failure } from '../s3-transfers/transfer-failure.js';

export interface ImportRecord {
  readonly id: string;
  readonly arn: string;
  readonly tableName: string;
  readonly tableArn: string;
  readonly tableId: string;
  readonly logGroupArn: string;
  readonly status: ImportStatus;
  /** Milliseconds since the epoch, as all times here. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly clientToken?: string;
  readonly fingerprint: string;
  /** In whose name S3 is read. */
  readonly principal: Principal;
  readonly source: Required<Pick<S3BucketSource, 'S3Bucket' | 'S3BucketOwner'>> & S3BucketSource;
  readonly request: Pick<ImportTableInput, 'InputFormat' | 'InputFormatOptions' | 'InputCompressionType' | 'TableCreationParameters'>;
  readonly progress: ImportProgress;
  readonly failure?: Failure;
}

export interface ImportProgress {
  /** Of the objects, uncompressed. */
  readonly bytes: number;
  readonly processed: number;
  readonly imported: number;
  readonly errors: number;
}

export const NO_PROGRESS: ImportProgress = { bytes: 0, processed: 0, imported: 0, errors: 0 };

export const summarizeImport = (record: ImportRecord): ImportSummary => ({
  ImportArn: record.arn,
  ImportStatus: record.status,
  TableArn: record.tableArn,
  S3BucketSource: record.source,
  CloudWatchLogGroupArn: record.logGroupArn,
  InputFormat: record.request.InputFormat,
  StartTime: new Date(record.startedAt),
  ...(record.endedAt === undefined ? {} : { EndTime: new Date(record.endedAt) }),
});

export const describeImportRecord = (record: ImportRecord): ImportTableDescription => ({
  ...summarizeImport(record),
  TableId: record.tableId,
  ...(record.clientToken === undefined ? {} : { ClientToken: record.clientToken }),
  ...(record.request.InputFormatOptions === undefined ? {} : { InputFormatOptions: record.request.InputFormatOptions }),
  InputCompressionType: record.request.InputCompressionType ?? 'NONE',
  TableCreationParameters: record.request.TableCreationParameters,
  ErrorCount: record.progress.errors,
  ...(record.status === 'IN_PROGRESS' && record.progress.bytes === 0 ? {} : { ProcessedSizeBytes: record.progress.bytes }),
  ProcessedItemCount: record.progress.processed,
  ImportedItemCount: record.progress.imported,
  ...(record.failure === undefined ? {} : { FailureCode: record.failure.code, FailureMessage: record.failure.message }),
});
