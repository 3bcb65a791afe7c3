/** Uploads in parts, as tests begin, feed and complete them. */
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import type { Opened } from '../s3-client.js';
import { Bucket } from '../s3-client.js';

export const MIB = 1024 ** 2;
/** Bytes: what every part but the last must have. */
export const SMALLEST_PART = 5 * MIB;

export interface StartedUpload {
  readonly Key: string;
  readonly UploadId: string;
  /** @returns what completing the upload says of the part. */
  part(PartNumber: number, Body: string | Uint8Array, input?: Partial<UploadPartCommandInput>): Promise<CompletedPart>;
  complete(
    Parts: readonly CompletedPart[],
    input?: Partial<CompleteMultipartUploadCommandInput>,
  ): Promise<CompleteMultipartUploadCommandOutput>;
}

export async function startUpload(
  { s3 }: Pick<Opened, 's3'>,
  Key: string,
  input: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<StartedUpload> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  const place = { Bucket: input.Bucket ?? Bucket, Key, UploadId };
  return {
    Key,
    UploadId,
    part: async (PartNumber, Body, more = {}) => {
      const { $metadata, ServerSideEncryption, ...part } = await s3.send(new UploadPartCommand({ ...place, PartNumber, Body, ...more }));
      return { PartNumber, ...part };
    },
    complete: (Parts, more = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts: [...Parts] }, ...more })),
  };
}

/** What a plain completion says of a part: its number and ETag. */
export const plain = ({ PartNumber, ETag }: CompletedPart): CompletedPart => ({ PartNumber, ETag });
