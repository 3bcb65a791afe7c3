/** The files that say what an export holds, in AWS's layout and words. */
import { createHash } from 'node:crypto';
import type { ExportFile } from './export-bucket.js';
import type { ExportRecord } from './export-storage.js';

/** A row of manifest-files.json. */
export interface ListedFile {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

export interface ExportTotals {
  readonly items: number;
  readonly bytes: number;
  readonly endedAt: number;
}

const FULL_VERSION = '2020-06-30';
const INCREMENTAL_VERSION = '2023-08-01';

const rootOf = ({ prefix = '' }: ExportRecord): string => (prefix === '' ? 'AWSDynamoDB' : `${prefix}/AWSDynamoDB`);

const folderOf = (record: ExportRecord): string => `${rootOf(record)}/${record.id}`;

export const startedKey = (record: ExportRecord): string => `${folderOf(record)}/_started`;

export const summaryKey = (record: ExportRecord): string => `${folderOf(record)}/manifest-summary.json`;

const filesKey = (record: ExportRecord): string => `${folderOf(record)}/manifest-files.json`;

const NAME_LENGTH = 26;
const NAME_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The same for the same file, so that an export that begins anew writes over what it wrote. Incremental exports share a folder. */
export function dataKey(record: ExportRecord, file: number): string {
  const hash = createHash('sha256').update(`${record.arn}/${file}`).digest();
  const name = [...hash.subarray(0, NAME_LENGTH)].map((byte) => NAME_ALPHABET.charAt(byte % NAME_ALPHABET.length)).join('');
  return `${record.increment === undefined ? folderOf(record) : rootOf(record)}/data/${name}.json.gz`;
}

/** The summary comes last: who sees it finds all the others. */
export const manifestFiles = (record: ExportRecord, files: readonly ListedFile[], totals: ExportTotals): readonly ExportFile[] => [
  ...withChecksum(filesKey(record), files.map((file) => `${JSON.stringify(file)}\n`).join('')),
  ...withChecksum(summaryKey(record), JSON.stringify(summaryOf(record, totals))).reverse(),
];

function withChecksum(key: string, text: string): ExportFile[] {
  const md5 = createHash('md5').update(text).digest('base64');
  return [
    { key, bytes: [Buffer.from(text)], type: 'application/json' },
    { key: key.replace(/\.json$/, '.md5'), bytes: [Buffer.from(md5)], type: 'text/plain' },
  ];
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

const summaryOf = (record: ExportRecord, { items, bytes, endedAt }: ExportTotals): object => ({
  version: record.increment === undefined ? FULL_VERSION : INCREMENTAL_VERSION,
  exportArn: record.arn,
  startTime: timeOf(record.startedAt),
  endTime: timeOf(endedAt),
  tableArn: record.tableArn,
  tableId: record.tableId,
  ...timesOf(record),
  s3Bucket: record.bucket,
  s3Prefix: record.prefix ?? null,
  s3SseAlgorithm: record.sseAlgorithm,
  s3SseKmsKeyId: record.sseKmsKeyId ?? null,
  manifestFilesS3Key: filesKey(record),
  billedSizeBytes: bytes,
  itemCount: items,
  outputFormat: 'DYNAMODB_JSON',
  ...(record.increment === undefined ? {} : { outputView: record.increment.view }),
  exportType: record.increment === undefined ? 'FULL_EXPORT' : 'INCREMENTAL_EXPORT',
});

function timesOf({ exportTime, increment }: ExportRecord): object {
  if (increment !== undefined) return { exportFromTime: timeOf(increment.from), exportToTime: timeOf(increment.to) };
  return exportTime === undefined ? {} : { exportTime: timeOf(exportTime) };
}
