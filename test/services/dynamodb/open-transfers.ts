/** DynamoDB and S3 side by side, for exports and imports. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import {
  DescribeExportCommand,
  DescribeImportCommand,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ImportTableCommand,
  type ImportTableCommandInput,
  type ImportTableDescription,
  paginateScan,
  type TableCreationParameters,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { StartOptions } from '../../../src/index.js';
import type { EngineName, Refusal } from '../emulator.js';
import { type Item, type Keys, type OpenDynamodb, openDynamodb, schemaOf } from './open-dynamodb.js';

export const ACCOUNT = '000000000000';
export const tableArn = (name: string): string => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${name}`;

/** What an import is to make its table of. */
export function parametersOf(TableName: string, keys: Keys = { id: 'S' }): TableCreationParameters {
  const { AttributeDefinitions = [], KeySchema = [] } = schemaOf(keys);
  return { TableName, AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' };
}

/** One of DynamoDB's own exceptions. */
export const refusedAs = (code: string, message: string): Refusal => ({
  code,
  message,
  status: 400,
  members: { __type: `com.amazonaws.dynamodb.v20120810#${code}` },
});

export interface ReadExport {
  readonly summary: Record<string, unknown>;
  readonly files: readonly { readonly itemCount: number; readonly etag: string; readonly dataFileS3Key: string }[];
  readonly records: readonly Record<string, Record<string, unknown>>[];
}

/** Reads an export as its readers do: from the summary to the list of files, to the lines of these. */
export async function readExport(aws: OpenTransfers, bucket: string, { ExportManifest = '' }: ExportDescription): Promise<ReadExport> {
  const checked = async (key: string): Promise<string> => {
    const text = await aws.objectOf(bucket, key);
    expect((await aws.objectOf(bucket, key.replace('.json', '.md5'))).toString()).toBe(md5Of(text));
    return text.toString();
  };
  const summary = JSON.parse(await checked(ExportManifest));
  const files = linesOf(await checked(summary.manifestFilesS3Key));
  const records: ReadExport['records'][number][] = [];
  for (const { dataFileS3Key, md5Checksum, itemCount } of files) {
    const bytes = await aws.objectOf(bucket, dataFileS3Key);
    expect(md5Of(bytes)).toBe(md5Checksum);
    const lines = linesOf(gunzipSync(bytes).toString());
    expect(lines).toHaveLength(itemCount);
    records.push(...lines);
  }
  return { summary, files, records };
}

const md5Of = (bytes: Buffer): string => createHash('md5').update(bytes).digest('base64');
const linesOf = (text: string) => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

export interface OpenTransfers extends OpenDynamodb {
  readonly s3: S3Client;
  /** The bucket of the caller's own. */
  createBucket(name: string): Promise<void>;
  put(table: string, ...items: Item[]): Promise<void>;
  putObject(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  objectOf(bucket: string, key: string): Promise<Buffer>;
  keysOf(bucket: string, prefix?: string): Promise<string[]>;
  enableRecovery(table: string): Promise<void>;
  /** Begins an export of a table, and waits until it has ended. */
  exportTable(table: string, S3Bucket: string, more?: Partial<ExportTableToPointInTimeCommandInput>): Promise<ExportDescription>;
  endOfExport(arn: string | undefined): Promise<ExportDescription>;
  /** Begins an import, and waits until it has ended. */
  importTable(input: ImportTableCommandInput): Promise<ImportTableDescription>;
  endOfImport(arn: string | undefined): Promise<ImportTableDescription>;
  itemsOf(table: string): Promise<Item[]>;
}

export async function openTransfers(engine: EngineName, options: StartOptions = {}): Promise<OpenTransfers> {
  const dynamodb = await openDynamodb(engine, options);
  const { aws, client } = dynamodb;
  const s3 = new S3Client({ ...aws.clientConfig({}), forcePathStyle: true, maxAttempts: 1 });

  const endOfExport: OpenTransfers['endOfExport'] = async (ExportArn) => {
    for (;;) {
      const { ExportDescription: description = {} } = await client.send(new DescribeExportCommand({ ExportArn }));
      if (description.ExportStatus !== 'IN_PROGRESS') return description;
      await nextTurn();
    }
  };
  const endOfImport: OpenTransfers['endOfImport'] = async (ImportArn) => {
    for (;;) {
      const { ImportTableDescription: description = {} } = await client.send(new DescribeImportCommand({ ImportArn }));
      if (description.ImportStatus !== 'IN_PROGRESS') return description;
      // Calls within the process need no turn of the event loop, and would leave the work none.
      await nextTurn();
    }
  };
  return {
    ...dynamodb,
    s3,
    createBucket: async (Bucket) => {
      await s3.send(new CreateBucketCommand({ Bucket }));
    },
    putObject: async (Bucket, Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Buffer.byteLength(Body) }));
    },
    objectOf: async (Bucket, Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    keysOf: async (Bucket, Prefix = '') => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.map(({ Key = '' }) => Key);
    },
    enableRecovery: async (TableName) => {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    },
    exportTable: async (table, S3Bucket, more = {}) => {
      const { ExportDescription: begun } = await client.send(
        new ExportTableToPointInTimeCommand({ TableArn: tableArn(table), S3Bucket, ...more }),
      );
      return endOfExport(begun?.ExportArn);
    },
    endOfExport,
    importTable: async (input) => {
      const { ImportTableDescription: begun } = await client.send(new ImportTableCommand(input));
      return endOfImport(begun?.ImportArn);
    },
    endOfImport,
    itemsOf: async (TableName) => {
      const items: Item[] = [];
      for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
      return items.sort((a, b) => (JSON.stringify(a.id) < JSON.stringify(b.id) ? -1 : 1));
    },
    close: async () => {
      s3.destroy();
      await dynamodb.close();
    },
  };
}
