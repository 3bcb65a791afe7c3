/**
 * RSA keys that sign ten times as fast as others, and protect nothing. Any verifier takes their signatures: what is public, a modulus of
 * 1024 bits and the exponent 3, is like that of any key. But the modulus is a power of one prime, so that everybody can find the private
 * part of it, and roots are found digit by digit, as in a number system whose base is the prime (Hensel's lemma).
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Random } from '../../dependencies.js';

export type Digest = 'sha1' | 'sha256';

export interface QuickKey {
  readonly publicKey: KeyObject;
  /** RSASSA-PKCS1-v1_5. @returns base64 */
  sign(digest: Digest, text: string): string;
}

const PRIME_BITS = 32;
/** The prime's 32nd power has 1024 bits: the fewest that every verifier takes. */
const BYTES = 128;
/** So near to 2^32 that the power has all its bits. */
const SPREAD = 2 ** 26;

/** What stands before a digest: its algorithm's name, in DER. */
const DIGEST_NAMES: Readonly<Record<Digest, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
};
const DIGEST_BYTES: Readonly<Record<Digest, number>> = { sha1: 20, sha256: 32 };

/** Cube roots are unique where the prime leaves 2 when it is divided by 3. */
export function makePrime(random: Random): number {
  for (;;) {
    const candidate = 2 ** PRIME_BITS - 1 - 2 * Math.floor((random.fraction() * SPREAD) / 2);
    if (candidate % 3 === 2 && isPrime(candidate)) return candidate;
  }
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
}

/** @param prime of makePrime. */
export function quickKey(prime: number): QuickKey {
  const levels: Level[] = [];
  for (let modulus = BigInt(prime) ** 2n; ; modulus *= modulus) {
    levels.push({ modulus, third: inverseOfThree(modulus) });
    if (modulus >= 1n << BigInt(BYTES * 8 - 1)) break;
  }
  const publicKey = publicKeyOf(levels.at(-1)?.modulus ?? 0n);
  const frames = { sha1: frameOf('sha1'), sha256: frameOf('sha256') };
  return {
    publicKey,
    sign: (digest, text) => {
      const message = BigInt(frames[digest] + createHash(digest).update(text).digest('hex'));
      return Buffer.from(
        cubeRoot(message, prime, levels)
          .toString(16)
          .padStart(BYTES * 2, '0'),
        'hex',
      ).toString('base64');
    },
  };
}

/** A power of the prime, twice as high as that of the level before. */
interface Level {
  readonly modulus: bigint;
  /** What times 3 is 1. */
  readonly third: bigint;
}

/** The modulus leaves 1 when it is divided by 3: each is a square. */
const inverseOfThree = (modulus: bigint): bigint => (2n * modulus + 1n) / 3n;

/** EMSA-PKCS1-v1_5 (RFC 8017, 9.2) up to the digest, in hexadecimal. */
function frameOf(digest: Digest): string {
  const name = DIGEST_NAMES[digest];
  const padding = BYTES - 3 - name.length / 2 - DIGEST_BYTES[digest];
  return `0x0001${'ff'.repeat(padding)}00${name}`;
}

/** Newton's iteration for the inverse of the root doubles the digits that are right with each level. */
function cubeRoot(number: bigint, prime: number, levels: readonly Level[]): bigint {
  const last = Number(number % BigInt(prime));
  // Of four thousand million messages one.
  if (last === 0) throw new Error('The message has no signature by this key');
  let inverse = BigInt(power(last, (prime - 2) / 3, prime));
  let modulus = 1n;
  for (const level of levels) {
    modulus = level.modulus;
    const cube = (((inverse * inverse) % modulus) * inverse) % modulus;
    const error = (1n - (number % modulus) * cube) % modulus;
    inverse = (inverse + inverse * ((error * level.third) % modulus)) % modulus;
    if (inverse < 0n) inverse += modulus;
  }
  return (number * ((inverse * inverse) % modulus)) % modulus;
}

/** Of numbers below 2^32. */
function power(base: number, exponent: number, modulus: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, square, modulus);
    square = product(square, square, modulus);
  }
  return result;
}

/** In two halves, so that nothing exceeds what a number holds exactly. */
const product = (a: number, b: number, modulus: number): number => (((a * (b >>> 16)) % modulus) * 65536 + a * (b & 0xffff)) % modulus;

function publicKeyOf(modulus: bigint): KeyObject {
  const n = Buffer.from(modulus.toString(16).padStart(BYTES * 2, '0'), 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'Aw' }, format: 'jwk' });
}
