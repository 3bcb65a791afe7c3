/**
 * RSA keys that sign fifty times as fast as others, and protect nothing. Any verifier takes their signatures: what is public, a modulus of
 * 1024 bits and the exponent 3, is like that of any key. But the modulus is the product of some ninety small primes, so that everybody can
 * find the private part of it. Roots are looked up, prime by prime, and put together by the Chinese remainder theorem.
 */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import type { Random } from '../../dependencies.js';

export type Digest = 'sha1' | 'sha256';

/** RSASSA-PKCS1-v1_5. @returns base64 */
export type Sign = (digest: Digest, text: string) => string;

/** The fewest that every verifier takes. */
const BITS = 1024;
const BYTES = BITS / 8;
/** In each of the numbers that a long one is held in, so that sums of products stay below 2^53. */
const LIMB_BITS = 32;
const LIMB = 2 ** LIMB_BITS;
const LIMBS = BITS / LIMB_BITS;
const SMALLEST_PRIME = 2 ** 11;
const LARGEST_PRIME = 2 ** 12;

/** More than a sum of as many fractions, or logarithms, as there are primes is ever off. */
const INACCURACY = 1e-9;

/** What stands before a digest: its algorithm's name, in DER. */
const DIGEST_NAMES: Readonly<Record<Digest, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
};
const DIGEST_BYTES: Readonly<Record<Digest, number>> = { sha1: 20, sha256: 32 };

/** Cube roots are unique where a prime leaves 2 when it is divided by 3. */
const isSuitable = (odd: number): boolean => {
  if (odd % 3 !== 2) return false;
  for (let divisor = 5; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
};

/** @returns different ones, whose product has exactly the bits of a modulus. */
export function makePrimes(random: Random): readonly number[] {
  const suitable: number[] = [];
  for (let odd = SMALLEST_PRIME + 1; odd < LARGEST_PRIME; odd += 2) if (isSuitable(odd)) suitable.push(odd);
  for (;;) {
    const rest = [...suitable];
    const primes: number[] = [];
    let bits = 0;
    while (bits < BITS - 1 + INACCURACY) {
      const [prime = 0] = rest.splice(Math.floor(random.fraction() * rest.length), 1);
      primes.push(prime);
      bits += Math.log2(prime);
    }
    if (bits < BITS - INACCURACY) return primes;
  }
}

const productOf = (primes: readonly number[]): bigint => primes.reduce((product, prime) => product * BigInt(prime), 1n);

/** @param primes of makePrimes. */
export function publicKeyOf(primes: readonly number[]): KeyObject {
  const n = Buffer.from(productOf(primes).toString(16), 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'Aw' }, format: 'jwk' });
}

/** @param primes of makePrimes. */
export function quickSigner(primes: readonly number[]): Sign {
  const remainders = { sha1: remaindersOf('sha1', primes), sha256: remaindersOf('sha256', primes) };
  const { roots, starts } = rootsOf(primes);
  const assemble = assemblerOf(primes);
  const moduli = Int32Array.from(primes);
  const fractions = Float64Array.from(primes, (prime) => 1 / prime);
  const places = new Float64Array(primes.length);
  const words = new Float64Array(Math.max(...Object.values(DIGEST_BYTES)) / 2);
  return (digest, text) => {
    const { frame, powers } = remainders[digest];
    // In binary, which costs less than a buffer.
    const digested = hash(digest, text, 'binary');
    const count = digested.length / 2;
    for (let word = 0; word < count; word++) words[word] = (digested.charCodeAt(2 * word) << 8) | digested.charCodeAt(2 * word + 1);
    let power = 0;
    for (let at = 0; at < places.length; at++) {
      // Of at most 16 words with 16 bits, by factors with 12: less than 2^32.
      let sum = frame[at] ?? 0;
      for (let word = 0; word < count; word++) sum += (words[word] ?? 0) * (powers[power++] ?? 0);
      // Half of one keeps the quotient away from where it would be rounded to the next.
      const quotient = ((sum + 0.5) * (fractions[at] ?? 0)) | 0;
      places[at] = roots[(starts[at] ?? 0) + sum - quotient * (moduli[at] ?? 0)] ?? 0;
    }
    return assemble(places);
  };
}

interface Remainders {
  /** By primes: of what stands before the digest. */
  readonly frame: Float64Array;
  /** By primes, then by the digest's words of 16 bits: what a word counts. */
  readonly powers: Float64Array;
}

function remaindersOf(digest: Digest, primes: readonly number[]): Remainders {
  const bytes = DIGEST_BYTES[digest];
  const name = DIGEST_NAMES[digest];
  // EMSA-PKCS1-v1_5 (RFC 8017, 9.2).
  const padding = 'ff'.repeat(BYTES - 3 - name.length / 2 - bytes);
  const frame = BigInt(`0x0001${padding}00${name}${'00'.repeat(bytes)}`);
  const powers = primes.flatMap((prime) =>
    Array.from({ length: bytes / 2 }, (_, word) => Number((1n << BigInt(8 * bytes - 16 * (word + 1))) % BigInt(prime))),
  );
  return { frame: Float64Array.from(primes, (prime) => Number(frame % BigInt(prime))), powers: Float64Array.from(powers) };
}

interface Roots {
  /** For each prime, by remainders: how often the product of the others goes into a number whose cube leaves that remainder. */
  readonly roots: Uint16Array;
  /** Where each prime's begin. */
  readonly starts: Int32Array;
}

function rootsOf(primes: readonly number[]): Roots {
  const modulus = productOf(primes);
  const roots = new Uint16Array(primes.reduce((sum, prime) => sum + prime, 0));
  const starts = new Int32Array(primes.length);
  let start = 0;
  for (const [at, prime] of primes.entries()) {
    starts[at] = start;
    const others = Number((modulus / BigInt(prime)) % BigInt(prime));
    let inverse = 1;
    while ((others * inverse) % prime !== 1) inverse++;
    for (let root = 0; root < prime; root++) roots[start + ((((root * root) % prime) * root) % prime)] = (root * inverse) % prime;
    start += prime;
  }
  return { roots, starts };
}

/** @returns what makes a number, in base64, of how often each product of all primes but one goes into it. */
function assemblerOf(primes: readonly number[]): (places: Float64Array) => string {
  const modulus = productOf(primes);
  const modulusLimbs = limbsOf(modulus);
  const blocks = blocksOf(primes.map((prime) => limbsOf(modulus / BigInt(prime))));
  const fractions = Float64Array.from(primes, (prime) => 1 / prime);
  const bytes = Buffer.alloc(BYTES);
  const sums = new Float64Array(LIMBS);

  /** Subtracts the modulus so often. @returns whether there was enough to subtract it from. */
  const write = (times: number): boolean => {
    let carry = 0;
    for (let limb = 0; limb < LIMBS; limb++) {
      const sum = (sums[limb] ?? 0) - times * (modulusLimbs[limb] ?? 0) + carry;
      carry = Math.floor(sum / LIMB);
      const word = sum - carry * LIMB;
      const at = BYTES - 4 * (limb + 1);
      bytes[at] = word >>> 24;
      bytes[at + 1] = word >>> 16;
      bytes[at + 2] = word >>> 8;
      bytes[at + 3] = word;
    }
    return carry === 0;
  };

  return (places) => {
    let at = 0;
    for (let limb = 0; limb < LIMBS; limb += BLOCK) {
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let prime = 0; prime < places.length; prime++) {
        const place = places[prime] ?? 0;
        first += place * (blocks[at] ?? 0);
        second += place * (blocks[at + 1] ?? 0);
        third += place * (blocks[at + 2] ?? 0);
        fourth += place * (blocks[at + 3] ?? 0);
        at += BLOCK;
      }
      sums[limb] = first;
      sums[limb + 1] = second;
      sums[limb + 2] = third;
      sums[limb + 3] = fourth;
    }
    let whole = INACCURACY;
    for (let prime = 0; prime < places.length; prime++) whole += (places[prime] ?? 0) * (fractions[prime] ?? 0);
    // Once too often for one of a thousand million messages.
    const times = Math.floor(whole);
    if (!write(times)) write(times - 1);
    return bytes.toString('base64');
  };
}

/** So many sums are added up at a time: as many as a processor holds without memory. */
const BLOCK = 4;

/** The limbs of all columns in the order in which they are added up: the first block of each, then the second. */
function blocksOf(columns: readonly Float64Array[]): Float64Array {
  const blocks = new Float64Array(LIMBS * columns.length);
  let at = 0;
  for (let limb = 0; limb < LIMBS; limb += BLOCK) {
    for (const column of columns) {
      blocks.set(column.subarray(limb, limb + BLOCK), at);
      at += BLOCK;
    }
  }
  return blocks;
}

/** The lowest first. */
const limbsOf = (number: bigint): Float64Array =>
  Float64Array.from({ length: LIMBS }, (_, limb) => Number((number >> BigInt(LIMB_BITS * limb)) & BigInt(LIMB - 1)));
