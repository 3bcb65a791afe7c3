/** The object that an upload's parts make, its digests out of theirs. */
import { createHash } from 'node:crypto';
import { BadDigest, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { CompleteMultipartUploadInput } from '../../../../generated/s3/types.js';
import { givenChecksums, type StoredChecksum } from '../checksums/checksums.js';
import { combineChecksums } from '../checksums/combine.js';
import type { Hasher } from '../checksums/hashers.js';
import type { NewObject } from '../objects/stored-version.js';
import type { Upload, UploadedPart } from './uploads.js';

/** @throws InvalidRequest, BadDigest where it isn't what the caller expects. */
export function assemble(
  upload: Upload,
  parts: readonly UploadedPart[],
  input: CompleteMultipartUploadInput,
  hasher: Hasher | undefined,
): NewObject {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size)
    throw new InvalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
    );
  const checksum = checksumOf(upload, parts, hasher);
  checkChecksum(checksum, input);
  return {
    key: upload.key,
    pieces: parts.flatMap(({ pieces }) => pieces),
    size,
    etag: etagOfParts(parts.map(({ etag }) => etag)),
    // AWS dates an object by the beginning of its upload.
    lastModified: upload.initiated,
    storageClass: upload.storageClass,
    headers: upload.headers,
    metadata: upload.metadata,
    ...upload.access,
    checksum,
    parts: parts.map((part) => (checksum.type === 'COMPOSITE' ? { size: part.size, checksum: part.checksum } : { size: part.size })),
    uploadId: upload.id,
    ...(upload.tags === undefined ? {} : { tags: upload.tags }),
    ...(upload.encryption === undefined ? {} : { encryption: upload.encryption }),
    // Recorded: without an algorithm such an upload ends without a checksum.
    ...(upload.encryption?.algorithm === 'customer' && upload.checksum === undefined ? { hidesChecksum: true } : {}),
  };
}

/** The MD5 of the parts' MD5s, and how many they are. */
export function etagOfParts(etags: readonly string[]): string {
  const md5 = createHash('md5');
  for (const etag of etags) md5.update(etag, 'hex');
  return `${md5.digest('hex')}-${etags.length}`;
}

function checksumOf(upload: Upload, parts: readonly UploadedPart[], hasher: Hasher | undefined): StoredChecksum {
  const { algorithm } = upload.checksum ?? { algorithm: 'CRC64NVME' as const };
  if (hasher === undefined) return { algorithm, value: combineChecksums(algorithm, parts), type: 'FULL_OBJECT' };
  for (const { checksum } of parts) hasher.update(Buffer.from(checksum, 'base64'));
  return { algorithm, value: `${hasher.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}

/** Recorded: a checksum of another algorithm is as wrong as a wrong one, and the upload's is named. */
function checkChecksum({ algorithm, value, type }: StoredChecksum, input: CompleteMultipartUploadInput): void {
  for (const [named, given] of givenChecksums(input)) {
    const matches = given === value || (type === 'COMPOSITE' && given === value.slice(0, value.lastIndexOf('-')));
    if (named !== algorithm || !matches)
      throw new BadDigest(`The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`);
  }
}
