/** Plain values to CBOR (RFC 8949): objects and arrays of definite length, whole numbers as integers, Date as tag 1. */
import { CborDecimal } from './decimal.js';

/** Members that are undefined are left out. */
export function encodeCbor(value: unknown): Uint8Array {
  const encoder = new Encoder();
  encoder.item(value);
  return encoder.bytes();
}

class Encoder {
  #buffer = Buffer.allocUnsafe(1024);
  #at = 0;

  /** A copy: what was allocated is larger. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#at));
  }

  item(value: unknown): void {
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'bigint') this.#bigint(value);
    else if (typeof value === 'boolean') this.#byte(value ? 0xf5 : 0xf4);
    else if (typeof value === 'object' && value !== null) this.#object(value);
    else this.#byte(0xf6);
  }

  #object(value: object): void {
    if (value instanceof Uint8Array) {
      this.#head(2, value.length);
      const at = this.#take(value.length);
      this.#buffer.set(value, at);
    } else if (Array.isArray(value)) {
      this.#head(4, value.length);
      for (const element of value) this.item(element);
    } else if (value instanceof Date) {
      this.#head(6, 1);
      this.#number(value.getTime() / 1000);
    } else if (value instanceof CborDecimal) {
      this.#head(6, 4);
      this.#head(4, 2);
      this.#number(value.exponent);
      this.#bigint(value.mantissa);
    } else {
      const entries = Object.entries(value).filter(([, element]) => element !== undefined);
      this.#head(5, entries.length);
      for (const [key, element] of entries) {
        this.#text(key);
        this.item(element);
      }
    }
  }

  #text(text: string): void {
    const length = Buffer.byteLength(text);
    this.#head(3, length);
    const at = this.#take(length);
    this.#buffer.write(text, at, 'utf8');
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      const at = this.#open(0xfb, 8);
      this.#buffer.writeDoubleBE(value, at);
    } else if (value >= 0) this.#head(0, value);
    else this.#head(1, -1 - value);
  }

  #bigint(value: bigint): void {
    const isNegative = value < 0n;
    const magnitude = isNegative ? -1n - value : value;
    if (magnitude <= BigInt(Number.MAX_SAFE_INTEGER)) this.#head(isNegative ? 1 : 0, Number(magnitude));
    else if (magnitude < 1n << 64n) {
      const at = this.#open((isNegative ? 0x20 : 0) | 27, 8);
      this.#buffer.writeBigUInt64BE(magnitude, at);
    } else {
      const digits = magnitude.toString(16);
      this.#head(6, isNegative ? 3 : 2);
      this.#object(new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')));
    }
  }

  #head(major: number, argument: number): void {
    const top = major << 5;
    if (argument < 24) this.#byte(top | argument);
    else if (argument < 0x100) {
      const at = this.#open(top | 24, 1);
      this.#buffer[at] = argument;
    } else if (argument < 0x1_0000) {
      const at = this.#open(top | 25, 2);
      this.#buffer.writeUInt16BE(argument, at);
    } else if (argument < 0x1_0000_0000) {
      const at = this.#open(top | 26, 4);
      this.#buffer.writeUInt32BE(argument, at);
    } else {
      const at = this.#open(top | 27, 8);
      this.#buffer.writeBigUInt64BE(BigInt(argument), at);
    }
  }

  /** Writes a first byte and makes room for what follows it. */
  #open(byte: number, length: number): number {
    this.#byte(byte);
    return this.#take(length);
  }

  #byte(byte: number): void {
    const at = this.#take(1);
    this.#buffer[at] = byte;
  }

  /** Moves on, and gives the place before. The buffer may be another one afterwards. */
  #take(length: number): number {
    const at = this.#at;
    const end = at + length;
    if (end > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    this.#at = end;
    return at;
  }
}
