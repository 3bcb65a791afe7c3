/**
 * Keys as strings whose code units are bytes (0 to 255): comparing two of them compares the tuples, part by part.
 * A part is a tag and its bytes; strings and bytes end with 0x00, and a 0x00 inside is followed by 0xFF, which no tag is.
 */
import type { Key, KeyPart } from './table.js';

const FALSE = '\x02';
const TRUE = '\x03';
const NUMBER = '\x10';
const STRING = '\x20';
const BYTES = '\x30';
const END = '\x00';
const ZERO_INSIDE = '\x00\xff';
/** Above every tag, so it closes the range of the keys that begin with some parts. */
const ABOVE_TAGS = '\xff';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the terminator is what must not occur
const plain = /^[\x01-\x7f]*$/;
const scratch = Buffer.alloc(8);

/** Throws a TypeError for NaN and for parts that are no key parts. Lone surrogates become U+FFFD, as in UTF-8. */
export function encodeKey(key: Key): string {
  let encoded = '';
  for (const part of key) encoded += encodePart(part);
  return encoded;
}

function encodePart(part: KeyPart): string {
  if (typeof part === 'string') return STRING + stringBytes(part) + END;
  if (typeof part === 'number') return NUMBER + numberBytes(part);
  if (typeof part === 'boolean') return part ? TRUE : FALSE;
  if (part instanceof Uint8Array) return BYTES + escaped(latin1Of(part)) + END;
  throw new TypeError(`A key part is a string, number, boolean or Uint8Array, not ${typeof part}`);
}

const stringBytes = (text: string): string => (plain.test(text) ? text : escaped(Buffer.from(text, 'utf8').toString('latin1')));

const escaped = (bytes: string): string => (bytes.includes(END) ? bytes.replaceAll(END, ZERO_INSIDE) : bytes);

const latin1Of = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** IEEE 754 with the sign bit flipped, and all bits of a negative number, sorts as bytes. */
function numberBytes(value: number): string {
  if (Number.isNaN(value)) throw new TypeError('NaN has no place in the order of keys');
  scratch.writeDoubleBE(value === 0 ? 0 : value);
  flipSign(value < 0);
  return scratch.toString('latin1');
}

function flipSign(negative: boolean): void {
  if (!negative) {
    scratch[0] = (scratch[0] ?? 0) ^ 0x80;
    return;
  }
  for (let i = 0; i < 8; i += 1) scratch[i] = ~(scratch[i] ?? 0);
}

export function decodeKey(encoded: string): KeyPart[] {
  const parts: KeyPart[] = [];
  let at = 0;
  while (at < encoded.length) {
    const tag = encoded[at];
    at += 1;
    if (tag === STRING || tag === BYTES) {
      const end = endOf(encoded, at);
      const bytes = encoded.slice(at, end).replaceAll(ZERO_INSIDE, END);
      parts.push(tag === STRING ? textOf(bytes) : new Uint8Array(Buffer.from(bytes, 'latin1')));
      at = end + 1;
    } else if (tag === NUMBER) {
      parts.push(numberOf(encoded.slice(at, at + 8)));
      at += 8;
    } else if (tag === TRUE || tag === FALSE) {
      parts.push(tag === TRUE);
    } else {
      throw new TypeError('These bytes are not an encoded key');
    }
  }
  return parts;
}

function endOf(encoded: string, start: number): number {
  let end = encoded.indexOf(END, start);
  while (end !== -1 && encoded[end + 1] === '\xff') end = encoded.indexOf(END, end + 2);
  if (end === -1) throw new TypeError('These bytes are not an encoded key');
  return end;
}

const textOf = (bytes: string): string => (plain.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8'));

function numberOf(bytes: string): number {
  scratch.write(bytes, 'latin1');
  flipSign((scratch[0] ?? 0) < 0x80);
  return scratch.readDoubleBE();
}

/** The first place behind a key: nothing fits between. */
export const behind = (encoded: string): string => encoded + END;

/** The first place behind all keys that begin with these whole parts. */
export const behindPrefix = (encoded: string): string => encoded + ABOVE_TAGS;

/** The keys whose next part begins with these characters (or bytes) lie from `low` up to, not including, `high`. */
export function partialBounds(prefix: string, start: string | Uint8Array): { low: string; high: string } {
  const low = prefix + (typeof start === 'string' ? STRING + stringBytes(start) : BYTES + escaped(latin1Of(start)));
  let last = low.length - 1;
  while (low[last] === '\xff') last -= 1;
  return { low, high: low.slice(0, last) + String.fromCharCode(low.charCodeAt(last) + 1) };
}
