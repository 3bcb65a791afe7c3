/** The objects that an import reads, and their bytes as they come. */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CallAs, ServiceClients } from '../../dependencies.js';
import { TransferFailed } from '../s3-transfers/transfer-failure.js';
import type { ImportRecord } from './import-storage.js';

export interface SourceObject {
  readonly key: string;
  readonly etag: string;
}

/** The bytes aren't what the import was told; nothing more of the object can be read. */
export class MalformedObject extends Error {}

/** In the order of their keys; what is empty has nothing to import. */
export async function listSource(services: ServiceClients, { source }: ImportRecord, as: CallAs): Promise<SourceObject[]> {
  const objects: SourceObject[] = [];
  let token: string | undefined;
  let found = 0;
  do {
    const page = await services.s3.listObjectsV2(
      {
        Bucket: source.S3Bucket,
        ExpectedBucketOwner: source.S3BucketOwner,
        ...(source.S3KeyPrefix === undefined ? {} : { Prefix: source.S3KeyPrefix }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      },
      as,
    );
    for (const { Key: key, ETag: etag, Size: size = 0 } of page.Contents ?? []) {
      found += 1;
      if (key !== undefined && etag !== undefined && size > 0) objects.push({ key, etag });
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  if (found === 0)
    throw new TransferFailed(
      'S3NoSuchKey',
      `There are no objects with the prefix '${source.S3KeyPrefix ?? ''}' in the bucket ${source.S3Bucket}`,
    );
  return objects;
}

/** Small enough that what is made of them holds nobody up. */
const LARGEST_CHUNK = 64 * 1024;

/**
 * The object's bytes, uncompressed, in small chunks. An object that changes while it is imported is refused by S3.
 * @throws MalformedObject for bytes that can't be uncompressed
 */
export async function* readSource(
  services: ServiceClients,
  { source, request }: ImportRecord,
  { key, etag }: SourceObject,
  as: CallAs,
): AsyncGenerator<Uint8Array> {
  const { Body: body } = await services.s3.getObject(
    { Bucket: source.S3Bucket, Key: key, ExpectedBucketOwner: source.S3BucketOwner, IfMatch: etag },
    as,
  );
  if (body === undefined) return;
  const bytes = chunksOf(body instanceof Uint8Array ? [body] : body);
  if (request.InputCompressionType !== 'GZIP') {
    yield* bytes;
    return;
  }
  // What goes wrong on the way ends the iteration below with its error.
  const unzipped = pipeline(Readable.from(bytes), createGunzip(), () => undefined);
  try {
    for await (const chunk of unzipped) yield chunk;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw new MalformedObject(error.message);
    throw error;
  }
}

async function* chunksOf(bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.byteLength; at += LARGEST_CHUNK) yield chunk.subarray(at, at + LARGEST_CHUNK);
}
