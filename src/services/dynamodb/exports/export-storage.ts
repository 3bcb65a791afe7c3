/** What DynamoDB keeps of an export, and what of it its description shows. */
import type {
  ExportDescription,
  ExportStatus,
  ExportSummary,
  ExportViewType,
  IncrementalExportSpecification,
  S3SseAlgorithm,
} from '../../../../generated/dynamodb/types.js';
import type { Principal } from '../../../contract/context.js';
import type { Failure } from '../s3-transfers/transfer-failure.js';

export interface ExportRecord {
  readonly id: string;
  readonly arn: string;
  readonly tableName: string;
  readonly tableArn: string;
  readonly tableId: string;
  /** When the table's point-in-time recovery was enabled. */
  readonly recoverySince: number;
  /** Milliseconds since the epoch, as all times here. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly status: ExportStatus;
  /** The number of the table's last change when the export was asked for: what came later isn't in it. */
  readonly sequence: number;
  /** Of a full export: the items are those of this time. */
  readonly exportTime?: number;
  readonly increment?: Increment;
  readonly clientToken?: string;
  readonly fingerprint: string;
  /** In whose name S3 is written to. */
  readonly principal: Principal;
  readonly bucket: string;
  readonly bucketOwner?: string;
  readonly prefix?: string;
  readonly sseAlgorithm: S3SseAlgorithm;
  readonly sseKmsKeyId?: string;
  readonly result?: ExportResult;
  readonly failure?: Failure;
}

export interface Increment {
  /** The first time whose changes are in the export, and the first whose aren't. */
  readonly from: number;
  readonly to: number;
  readonly view: ExportViewType;
}

export interface ExportResult {
  /** The key of the summary. */
  readonly manifest: string;
  readonly items: number;
  /** Of the items by DynamoDB's formula. */
  readonly bytes: number;
}

export const OUTSIDE_WINDOW = 'The specified ExportTime is outside of the point in time recovery window.';

export const summarizeExport = ({ arn, status, increment }: ExportRecord): ExportSummary => ({
  ExportArn: arn,
  ExportStatus: status,
  ExportType: increment === undefined ? 'FULL_EXPORT' : 'INCREMENTAL_EXPORT',
});

export const describeExportRecord = (record: ExportRecord): ExportDescription => ({
  ...summarizeExport(record),
  StartTime: new Date(record.startedAt),
  ...(record.endedAt === undefined ? {} : { EndTime: new Date(record.endedAt) }),
  TableArn: record.tableArn,
  TableId: record.tableId,
  ...(record.exportTime === undefined ? {} : { ExportTime: new Date(record.exportTime) }),
  ...(record.increment === undefined ? {} : { IncrementalExportSpecification: describeIncrement(record.increment) }),
  ...(record.clientToken === undefined ? {} : { ClientToken: record.clientToken }),
  S3Bucket: record.bucket,
  ...(record.bucketOwner === undefined ? {} : { S3BucketOwner: record.bucketOwner }),
  ...(record.prefix === undefined ? {} : { S3Prefix: record.prefix }),
  S3SseAlgorithm: record.sseAlgorithm,
  ...(record.sseKmsKeyId === undefined ? {} : { S3SseKmsKeyId: record.sseKmsKeyId }),
  ExportFormat: 'DYNAMODB_JSON',
  ...resultMembers(record),
});

const describeIncrement = ({ from, to, view }: Increment): IncrementalExportSpecification => ({
  ExportFromTime: new Date(from),
  ExportToTime: new Date(to),
  ExportViewType: view,
});

function resultMembers({ result, failure }: ExportRecord): Partial<ExportDescription> {
  if (result !== undefined) return { ExportManifest: result.manifest, BilledSizeBytes: result.bytes, ItemCount: result.items };
  return failure === undefined ? {} : { FailureCode: failure.code, FailureMessage: failure.message };
}
