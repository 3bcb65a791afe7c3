/**
 * CBOR (RFC 8949) to plain values: maps become objects with own keys, undefined becomes null, tag 1 a Date, tags 2 and 3 a bigint,
 * tag 4 a CborDecimal; other tags are overlooked. Whole numbers past 2^53 are bigints. Bytes are copies.
 */
import { isUtf8 } from 'node:buffer';
import { serializationError } from '../serialization-error.js';
import { parseDateTime, parseEpochSeconds } from '../timestamps.js';
import { MAX_DEPTH, tooDeep } from '../value-reader.js';
import { CborDecimal } from './decimal.js';

/** Throws SerializationException for what isn't one whole item. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const decoder = new Decoder(bytes);
  const value = decoder.item(0);
  if (!decoder.isAtEnd) throw serializationError('Unexpected bytes after the CBOR item');
  return value;
}

const INDEFINITE = 31;
/** What ends an item of indefinite length. */
const BREAK = 0xff;

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  item(depth: number): unknown {
    if (depth > MAX_DEPTH) throw tooDeep();
    const head = this.#bytes[this.#take(1)] ?? 0;
    const info = head & 31;
    switch (head >> 5) {
      case 0:
        return this.#argument(info);
      case 1: {
        const argument = this.#argument(info);
        if (typeof argument === 'bigint') return -1n - argument;
        // -1 - (2^53 - 1) is no safe number any more.
        return argument === Number.MAX_SAFE_INTEGER ? -1n - BigInt(argument) : -1 - argument;
      }
      case 2:
        // Not slice, which for a Buffer is a view: what is stored must not keep the request alive.
        return new Uint8Array(this.#string(info, 2));
      case 3:
        return textOf(this.#string(info, 3));
      case 4:
        return this.#array(info, depth);
      case 5:
        return this.#map(info, depth);
      case 6:
        return this.#tagged(this.#argument(info), depth);
      default:
        return this.#simple(info);
    }
  }

  #array(info: number, depth: number): unknown[] {
    const list: unknown[] = [];
    if (info === INDEFINITE) while (!this.#ends()) list.push(this.item(depth + 1));
    else for (let left = this.#count(info, 1); left > 0; left--) list.push(this.item(depth + 1));
    return list;
  }

  #map(info: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    if (info === INDEFINITE) while (!this.#ends()) this.#entry(map, depth);
    else for (let left = this.#count(info, 2); left > 0; left--) this.#entry(map, depth);
    return map;
  }

  #entry(map: Record<string, unknown>, depth: number): void {
    const key = this.item(depth + 1);
    if (typeof key !== 'string') throw serializationError('A key of a CBOR map is not text');
    const value = this.item(depth + 1);
    if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }

  #tagged(tag: number | bigint, depth: number): unknown {
    const value = this.item(depth + 1);
    switch (tag) {
      case 0:
      case 1: {
        const isSeconds = typeof value === 'number' || typeof value === 'bigint';
        const date = isSeconds ? parseEpochSeconds(Number(value)) : typeof value === 'string' ? parseDateTime(value) : undefined;
        if (date === undefined) throw serializationError('A CBOR timestamp is malformed');
        return date;
      }
      case 2:
      case 3: {
        if (!(value instanceof Uint8Array)) throw serializationError('A CBOR bignum is malformed');
        const magnitude = value.length === 0 ? 0n : BigInt(`0x${Buffer.from(value).toString('hex')}`);
        return tag === 2 ? magnitude : -1n - magnitude;
      }
      case 4:
        return CborDecimal.fromParts(value);
      default:
        return value;
    }
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfOf(this.#view.getUint16(this.#take(2)));
      case 26:
        return this.#view.getFloat32(this.#take(4));
      case 27:
        return this.#view.getFloat64(this.#take(8));
      default:
        throw serializationError('Unexpected simple value in CBOR');
    }
  }

  /** The bytes of a string, as a view where they stand in one piece. */
  #string(info: number, major: number): Uint8Array {
    if (info !== INDEFINITE) return this.#slice(this.#count(info, 1));
    const chunks: Uint8Array[] = [];
    while (!this.#ends()) {
      const head = this.#bytes[this.#take(1)] ?? 0;
      if (head >> 5 !== major || (head & 31) === INDEFINITE) throw serializationError('A CBOR string is malformed');
      chunks.push(this.#slice(this.#count(head & 31, 1)));
    }
    return Buffer.concat(chunks);
  }

  #slice(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** How many there are; no more than the bytes that are left can hold, so that a small request can't claim memory. */
  #count(info: number, leastBytes: number): number {
    const count = this.#argument(info);
    if (typeof count === 'bigint' || count * leastBytes > this.#bytes.length - this.#at)
      throw serializationError('Unexpected end of stream');
    return count;
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info;
    switch (info) {
      case 24:
        return this.#view.getUint8(this.#take(1));
      case 25:
        return this.#view.getUint16(this.#take(2));
      case 26:
        return this.#view.getUint32(this.#take(4));
      case 27: {
        const wide = this.#view.getBigUint64(this.#take(8));
        return wide <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wide) : wide;
      }
      default:
        throw serializationError('A CBOR item is malformed');
    }
  }

  #ends(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false;
    this.#at++;
    return true;
  }

  /** Moves on, and gives the place before. */
  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw serializationError('Unexpected end of stream');
    this.#at = at + length;
    return at;
  }
}

function textOf(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw serializationError('Invalid UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
