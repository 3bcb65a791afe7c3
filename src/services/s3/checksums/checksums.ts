/** Content-MD5 and the x-amz-checksum-* family: what the caller says of its bytes, and what they are. */
import { createHash, hash } from 'node:crypto';
import { BadDigest, InvalidArgument, InvalidDigest, InvalidRequest, XAmzContentSHA256Mismatch } from '../../../../generated/s3/errors.js';
import type { WireHeaders } from '../../../contract/wire.js';
import { type ChecksumAlgorithm, createHasher, DIGEST_LENGTHS, type Hasher } from './hashers.js';

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

const headerOf = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** With their headers, so that a request is looked through without building them. */
const HEADERS: readonly (readonly [ChecksumAlgorithm, string])[] = (
  ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5', 'XXHASH64', 'XXHASH3', 'XXHASH128'] as const
).map((algorithm) => [algorithm, headerOf(algorithm)]);

/** What a caller claims about the body. */
export interface ClaimedDigests {
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the caller brings a value of that algorithm; else it is S3's choice. */
  readonly named: boolean;
  /** Base64; undefined when it comes in the trailer, or wasn't given. */
  readonly value?: string;
  /** The trailer that brings it. */
  readonly trailer?: string;
  /** 16 bytes. */
  readonly md5?: Buffer;
  /** Hexadecimal. */
  readonly payloadSha256?: string;
}

/**
 * Reads the claims out of the headers and refuses malformed ones before a byte of the body is read.
 * @param fallback the algorithm to take where the caller brings no value.
 */
export function readClaimedDigests(headers: WireHeaders, fallback: ChecksumAlgorithm = 'CRC64NVME'): ClaimedDigests {
  const given = HEADERS.filter(([, header]) => headers[header] !== undefined);
  const trailer = headers['x-amz-trailer']?.trim().toLowerCase();
  const inTrailer = trailer === undefined ? undefined : HEADERS.find(([, header]) => header === trailer)?.[0];
  if (trailer !== undefined && inTrailer === undefined)
    throw new InvalidRequest('The value specified in the x-amz-trailer header is not supported');
  if (given.length + (inTrailer === undefined ? 0 : 1) > 1)
    throw new InvalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [algorithm, header = ''] = given[0] ?? [];
  const value = headers[header];
  if (algorithm !== undefined && !isDigest(value, DIGEST_LENGTHS[algorithm]))
    throw new InvalidRequest(`Value for ${header} header is invalid.`);
  checkAnnounced(headers['x-amz-sdk-checksum-algorithm'], algorithm ?? inTrailer);
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !isDigest(md5, 16)) throw new InvalidDigest('The Content-MD5 you specified was invalid.', { ContentMD5: md5 });
  const payload = headers['x-amz-content-sha256'];
  return {
    algorithm: algorithm ?? inTrailer ?? fallback,
    named: algorithm !== undefined || inTrailer !== undefined,
    ...(value === undefined ? {} : { value }),
    ...(inTrailer === undefined || trailer === undefined ? {} : { trailer }),
    ...(md5 === undefined ? {} : { md5: Buffer.from(md5, 'base64') }),
    ...(payload !== undefined && /^[0-9a-f]{64}$/.test(payload) ? { payloadSha256: payload } : {}),
  };
}

/** An algorithm that is announced comes with a checksum of its kind. Words of S3, as users reported them. */
function checkAnnounced(announced: string | undefined, given: ChecksumAlgorithm | undefined): void {
  if (announced === undefined) return;
  if (given === undefined)
    throw new InvalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  if (announced.toUpperCase() !== given) throw new InvalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
}

/**
 * Compares the claims with what was received; the trailers are complete by now.
 * @param shownAs how a refusal shows the expected MD5: recorded as hexadecimal by PutObject, as base64 by UploadPart.
 */
export function verifyDigests(
  claimed: ClaimedDigests,
  received: ReceivedDigests,
  trailers: WireHeaders,
  shownAs: 'hex' | 'base64' = 'hex',
): StoredChecksum {
  if (claimed.md5 !== undefined && claimed.md5.toString('hex') !== received.md5)
    throw new BadDigest('The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: claimed.md5.toString(shownAs),
      CalculatedDigest: Buffer.from(received.md5, 'hex').toString('base64'),
    });
  if (claimed.payloadSha256 !== undefined && claimed.payloadSha256 !== received.payloadSha256)
    throw new XAmzContentSHA256Mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.", {
      ClientComputedContentSHA256: claimed.payloadSha256,
      S3ComputedContentSHA256: received.payloadSha256 ?? '',
    });
  const expected = claimed.trailer === undefined ? claimed.value : trailers[claimed.trailer];
  if (claimed.trailer !== undefined && !isDigest(expected, DIGEST_LENGTHS[claimed.algorithm]))
    throw new InvalidRequest(`Value for ${claimed.trailer} trailing header is invalid.`);
  const value = received.checksum.toString('base64');
  if (expected !== undefined && expected !== value)
    throw new BadDigest(`The ${claimed.algorithm} you specified did not match the calculated checksum.`);
  return { algorithm: claimed.algorithm, value, type: 'FULL_OBJECT' };
}

export interface ReceivedDigests {
  /** Hexadecimal. */
  readonly md5: string;
  readonly checksum: Buffer;
  /** Hexadecimal, where the caller signed the payload. */
  readonly payloadSha256?: string;
  /** Of the further algorithm that was asked for. */
  readonly further?: Buffer;
}

/** The digests that a body needs, fed chunk by chunk. */
export interface Digests {
  update(bytes: Uint8Array): void;
  finish(): ReceivedDigests;
}

/** @param further an algorithm whose digest is wanted besides the claimed one. */
export async function createDigests(claimed: ClaimedDigests, further?: ChecksumAlgorithm): Promise<Digests> {
  const created = createHasher(claimed.algorithm);
  const checksum: Hasher = created instanceof Promise ? await created : created;
  const besides = further === undefined || further === claimed.algorithm ? undefined : await createHasher(further);
  const md5 = createHash('md5');
  const sha256 = claimed.payloadSha256 === undefined ? undefined : createHash('sha256');
  return {
    update: (bytes) => {
      md5.update(bytes);
      checksum.update(bytes);
      sha256?.update(bytes);
      besides?.update(bytes);
    },
    finish: () => {
      const digest = checksum.digest();
      return {
        md5: md5.digest('hex'),
        checksum: digest,
        ...(sha256 === undefined ? {} : { payloadSha256: sha256.digest('hex') }),
        ...(further === undefined ? {} : { further: besides?.digest() ?? digest }),
      };
    },
  };
}

/** As createDigests, of bytes that are whole: at once where the algorithm is at hand. */
export function digestsOf(
  bytes: Uint8Array,
  claimed: ClaimedDigests,
  further?: ChecksumAlgorithm,
): ReceivedDigests | Promise<ReceivedDigests> {
  const checksum = further === undefined ? createHasher(claimed.algorithm) : undefined;
  if (checksum === undefined || checksum instanceof Promise)
    return createDigests(claimed, further).then((digests) => {
      digests.update(bytes);
      return digests.finish();
    });
  checksum.update(bytes);
  const md5 = hash('md5', bytes, 'hex');
  if (claimed.payloadSha256 === undefined) return { md5, checksum: checksum.digest() };
  return { md5, checksum: checksum.digest(), payloadSha256: hash('sha256', bytes, 'hex') };
}

function isDigest(text: string | undefined, length: number): boolean {
  if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return false;
  return Buffer.from(text, 'base64').length === length;
}

/** The members of inputs and outputs that carry checksums. */
export type ChecksumMembers = { readonly [A in ChecksumAlgorithm as `Checksum${A}`]?: string };

/** The checksums among the members of an input. */
export function givenChecksums(
  input: { readonly [A in ChecksumAlgorithm as `Checksum${A}`]?: string | undefined },
): readonly (readonly [ChecksumAlgorithm, string])[] {
  return HEADERS.flatMap(([algorithm]) => {
    const value = input[`Checksum${algorithm}`];
    return value === undefined ? [] : [[algorithm, value] as const];
  });
}

export const checksumValue = ({ algorithm, value }: Pick<StoredChecksum, 'algorithm' | 'value'>): ChecksumMembers => ({
  [`Checksum${algorithm}`]: value,
});

export const checksumMembers = ({
  algorithm,
  value,
  type,
}: StoredChecksum): ChecksumMembers & { ChecksumType: StoredChecksum['type'] } => ({
  [`Checksum${algorithm}`]: value,
  ChecksumType: type,
});

/** AWS's SDK for C++ writes `enabled`. @throws InvalidArgument for what is no mode */
export function wantsChecksum(mode: string | undefined): boolean {
  if (mode === undefined) return false;
  if (mode === 'ENABLED' || mode.toUpperCase() === 'ENABLED') return true;
  throw new InvalidArgument('Invalid Argument', { ArgumentName: 'x-amz-checksum-mode', ArgumentValue: mode });
}
