/** Long XML written as bytes at once: as texts its elements would be made, joined and encoded, and burden the garbage collector. */
import { escapeText } from '../../../contract/xml-text.js';

/** By character: 1 for what XML doesn't escape and UTF-8 writes as it is. */
const PLAIN = Uint8Array.from({ length: 0x80 }, (_, code) =>
  code >= 0x20 && code < 0x7f && !'&<>"'.includes(String.fromCharCode(code)) ? 1 : 0,
);
/** Bytes of a character, at most: `&#x2028;` for one of them. */
export const LONGEST_CHARACTER = 8;

/** Writes the text of an element, for which there must be room. @returns where it ends */
export function writeText(bytes: Buffer, text: string, start: number): number {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (PLAIN[code] !== 1) return start + bytes.write(escapeText(text), start);
    bytes[start + at] = code;
  }
  return start + length;
}

/** Quicker than Buffer's own methods for a few characters. */
export function writeAscii(bytes: Buffer, text: string, start: number): void {
  const { length } = text;
  for (let at = 0; at < length; at++) bytes[start + at] = text.charCodeAt(at);
}

/** The same bytes, or a longer copy where less than so many are free. */
export function withRoom(bytes: Buffer, written: number, needed: number): Buffer {
  if (written + needed <= bytes.length) return bytes;
  const longer = Buffer.allocUnsafe(written * 2 + needed);
  bytes.copy(longer, 0, 0, written);
  return longer;
}
