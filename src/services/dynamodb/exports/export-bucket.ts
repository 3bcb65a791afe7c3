/** Where an export's files go: a bucket of S3's, in the name of whoever asked for the export. */
import type { Scope } from '../../../contract/context.js';
import type { ByteStream } from '../../../contract/wire.js';
import type { ServiceClients } from '../../dependencies.js';
import type { ExportRecord } from './export-storage.js';

export interface ExportFile {
  readonly key: string;
  readonly bytes: readonly Uint8Array[];
  readonly type: string;
}

/** @returns the ETag, without its quotes */
export async function putFile(
  services: ServiceClients,
  record: ExportRecord,
  { key, bytes, type }: ExportFile,
  scope: Scope,
): Promise<string> {
  const { ETag = '' } = await services.s3.putObject(
    {
      Bucket: record.bucket,
      Key: key,
      Body: streamOf(bytes),
      ContentType: type,
      // AWS takes the bucket for the caller's own unless its owner is named.
      ExpectedBucketOwner: record.bucketOwner ?? scope.accountId,
      ServerSideEncryption: record.sseAlgorithm === 'KMS' ? 'aws:kms' : 'AES256',
      ...(record.sseKmsKeyId === undefined ? {} : { SSEKMSKeyId: record.sseKmsKeyId }),
    },
    { accountId: scope.accountId, region: scope.region, principal: record.principal },
  );
  return ETag.replaceAll('"', '');
}

const streamOf = (bytes: readonly Uint8Array[]): ByteStream => ({
  length: bytes.reduce((length, chunk) => length + chunk.byteLength, 0),
  async *[Symbol.asyncIterator]() {
    yield* bytes;
  },
});
