/**
 * CRCs of long byte strings out of the CRCs of their parts, without reading a byte: appending `n` bytes to a string multiplies its
 * CRC by x^(8n) modulo the polynomial, and the CRC of what was appended is added. Reflected, as all of S3's CRCs are.
 */
import type { ChecksumAlgorithm } from './hashers.js';

interface Field {
  /** Bits of the CRC. */
  readonly width: number;
  /** The polynomial, reflected, its highest power left out. */
  readonly polynomial: bigint;
}

const FIELDS: Partial<Readonly<Record<ChecksumAlgorithm, Field>>> = {
  CRC32: { width: 32, polynomial: 0xedb88320n },
  CRC32C: { width: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

export interface ChecksummedBytes {
  /** Bytes. */
  readonly size: number;
  /** Base64. */
  readonly checksum: string;
}

/** Whether checksums of parts make the checksum of the whole. */
export const isCombinable = (algorithm: ChecksumAlgorithm): boolean => FIELDS[algorithm] !== undefined;

/** @returns the checksum of all the parts, one after the other, as base64. */
export function combineChecksums(algorithm: ChecksumAlgorithm, parts: readonly ChecksummedBytes[]): string {
  const field = FIELDS[algorithm];
  if (field === undefined) throw new TypeError(`Checksums of ${algorithm} can't be combined`);
  // Most parts of an upload are of one size.
  const factors = new Map<number, bigint>();
  let combined = 0n;
  for (const { size, checksum } of parts) {
    let factor = factors.get(size);
    if (factor === undefined) {
      factor = powerOfX(field, 8 * size);
      factors.set(size, factor);
    }
    combined = multiply(field, combined, factor) ^ BigInt(`0x${Buffer.from(checksum, 'base64').toString('hex')}`);
  }
  return Buffer.from(combined.toString(16).padStart(field.width / 4, '0'), 'hex').toString('base64');
}

/** The highest bit stands for x^0. */
const one = ({ width }: Field): bigint => 1n << BigInt(width - 1);

function multiply(field: Field, left: bigint, right: bigint): bigint {
  let product = 0n;
  let shifted = right;
  for (let bit = one(field); bit !== 0n && left !== 0n; bit >>= 1n) {
    if ((left & bit) !== 0n) product ^= shifted;
    shifted = (shifted & 1n) === 0n ? shifted >> 1n : (shifted >> 1n) ^ field.polynomial;
  }
  return product;
}

function powerOfX(field: Field, exponent: number): bigint {
  let power = one(field);
  let square = one(field) >> 1n;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiply(field, power, square);
    square = multiply(field, square, square);
  }
  return power;
}
