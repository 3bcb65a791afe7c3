/** Content-MD5 and the x-amz-checksum-* family: what the caller says of its bytes, and what they are. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BadDigest, InvalidDigest, InvalidRequest, XAmzContentSHA256Mismatch } from '../../../generated/s3/errors.js';
import type { WireHeaders } from '../../contract/wire.js';

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** A digest that grows with the bytes. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const LENGTHS: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };
const ALGORITHMS: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

/** What a caller claims about the body. */
export interface ClaimedDigests {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; undefined when it comes in the trailer, or wasn't given. */
  readonly value?: string;
  /** The trailer that brings it. */
  readonly trailer?: string;
  /** 16 bytes. */
  readonly md5?: Buffer;
  /** Hexadecimal. */
  readonly payloadSha256?: string;
}

/** Reads the claims out of the headers and refuses malformed ones before a byte of the body is read. */
export function readClaimedDigests(headers: WireHeaders): ClaimedDigests {
  const given = ALGORITHMS.filter((algorithm) => headers[headerOf(algorithm)] !== undefined);
  const trailer = headers['x-amz-trailer']?.trim().toLowerCase();
  const inTrailer = ALGORITHMS.find((algorithm) => headerOf(algorithm) === trailer);
  if (given.length + (inTrailer === undefined ? 0 : 1) > 1)
    throw new InvalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [algorithm] = given;
  const value = algorithm === undefined ? undefined : headers[headerOf(algorithm)];
  if (algorithm !== undefined && !isDigest(value, LENGTHS[algorithm]))
    throw new InvalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`);
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !isDigest(md5, 16)) throw new InvalidDigest('The Content-MD5 you specified was invalid.', { ContentMD5: md5 });
  const payload = headers['x-amz-content-sha256'];
  return {
    // AWS takes CRC64NVME when the caller brings no value, whatever algorithm it names.
    algorithm: algorithm ?? inTrailer ?? 'CRC64NVME',
    ...(value === undefined ? {} : { value }),
    ...(inTrailer === undefined || trailer === undefined ? {} : { trailer }),
    ...(md5 === undefined ? {} : { md5: Buffer.from(md5, 'base64') }),
    ...(payload !== undefined && /^[0-9a-f]{64}$/.test(payload) ? { payloadSha256: payload } : {}),
  };
}

/** Compares the claims with what was received; the trailers are complete by now. */
export function verifyDigests(claimed: ClaimedDigests, received: ReceivedDigests, trailers: WireHeaders): StoredChecksum {
  if (claimed.md5 !== undefined && !claimed.md5.equals(received.md5))
    throw new BadDigest('The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: claimed.md5.toString('hex'),
      CalculatedDigest: received.md5.toString('base64'),
    });
  if (claimed.payloadSha256 !== undefined && claimed.payloadSha256 !== received.payloadSha256)
    throw new XAmzContentSHA256Mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.", {
      ClientComputedContentSHA256: claimed.payloadSha256,
      S3ComputedContentSHA256: received.payloadSha256 ?? '',
    });
  const expected = claimed.trailer === undefined ? claimed.value : trailers[claimed.trailer];
  if (claimed.trailer !== undefined && !isDigest(expected, LENGTHS[claimed.algorithm]))
    throw new InvalidRequest(`Value for ${claimed.trailer} trailing header is invalid.`);
  const value = received.checksum.toString('base64');
  if (expected !== undefined && expected !== value)
    throw new BadDigest(`The ${claimed.algorithm} you specified did not match the calculated checksum.`);
  return { algorithm: claimed.algorithm, value, type: 'FULL_OBJECT' };
}

export interface ReceivedDigests {
  readonly md5: Buffer;
  readonly checksum: Buffer;
  /** Hexadecimal, where the caller signed the payload. */
  readonly payloadSha256?: string;
}

/** The digests that a body needs, fed chunk by chunk. */
export async function createDigests(claimed: ClaimedDigests): Promise<{ update(bytes: Uint8Array): void; finish(): ReceivedDigests }> {
  const md5 = createHash('md5');
  const checksum = await createHasher(claimed.algorithm);
  const sha256 = claimed.payloadSha256 === undefined ? undefined : createHash('sha256');
  return {
    update: (bytes) => {
      md5.update(bytes);
      checksum.update(bytes);
      sha256?.update(bytes);
    },
    finish: () => ({
      md5: md5.digest(),
      checksum: checksum.digest(),
      ...(sha256 === undefined ? {} : { payloadSha256: sha256.digest('hex') }),
    }),
  };
}

/** CRC32 and the SHAs are native; the other CRCs are WebAssembly, loaded when first used. */
export async function createHasher(algorithm: ChecksumAlgorithm): Promise<Hasher> {
  switch (algorithm) {
    case 'CRC32':
      return crc32Hasher();
    case 'SHA1':
    case 'SHA256':
      return createHash(algorithm.toLowerCase());
    case 'CRC32C':
    case 'CRC64NVME': {
      const { createCRC32C, createCRC64NVME } = await import('./wasm-checksums.js');
      return algorithm === 'CRC32C' ? createCRC32C() : createCRC64NVME();
    }
  }
}

function crc32Hasher(): Hasher {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}

const headerOf = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

function isDigest(text: string | undefined, length: number): boolean {
  if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return false;
  return Buffer.from(text, 'base64').length === length;
}

/** The members of inputs and outputs that carry checksums. */
export type ChecksumMembers = { readonly [A in ChecksumAlgorithm as `Checksum${A}`]?: string };

export const checksumMembers = ({
  algorithm,
  value,
  type,
}: StoredChecksum): ChecksumMembers & { ChecksumType: StoredChecksum['type'] } => ({
  [`Checksum${algorithm}`]: value,
  ChecksumType: type,
});
