/**
 * User-defined metadata (x-amz-meta-*). Headers hold bytes: S3 takes them for UTF-8, decodes words in the form of RFC 2047,
 * and gives back in that form what ASCII can't hold. All recorded on AWS.
 */
import { MetadataTooLarge } from '../../../../generated/s3/errors.js';

export type Metadata = Readonly<Record<string, string>>;

/** Bytes. Amazon S3 User Guide: the UTF-8 of all names and values. */
const MOST_METADATA = 2048;
const ENCODED_WORD = /=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/g;
const ASCII = /^[\x20-\x7e\t]*$/;

/**
 * @param metadata as it stood in the headers, one character a byte.
 * @throws MetadataTooLarge
 */
export function readMetadata(metadata: Metadata | undefined): Metadata {
  const result: Record<string, string> = {};
  for (const [name, header] of Object.entries(metadata ?? {})) {
    const value = decodeWords(ASCII.test(header) ? header : utf8Of(header));
    // The name may be `__proto__`.
    Object.defineProperty(result, name, { value, enumerable: true });
  }
  return checkMetadata(result);
}

/** The same. @throws MetadataTooLarge */
export function checkMetadata(metadata: Metadata): Metadata {
  let size = 0;
  for (const [name, value] of Object.entries(metadata)) size += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (size > MOST_METADATA)
    throw new MetadataTooLarge('Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: MOST_METADATA,
    });
  return metadata;
}

/** As it stands in the headers of an answer. */
export function writeMetadata(metadata: Metadata): Metadata {
  if (Object.values(metadata).every((value) => ASCII.test(value))) return metadata;
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, ASCII.test(value) ? value : encodeWord(value)]));
}

/** A client in this process may hand over characters that no header holds; they travel as UTF-8. */
const utf8Of = (header: string): string => (/[^\0-\xff]/.test(header) ? header : Buffer.from(header, 'latin1').toString('utf8'));

/** Words of an unknown charset stand as they are. White space between two encoded words belongs to neither. */
const decodeWords = (text: string): string =>
  text.includes('=?')
    ? text
        .replace(/(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)/g, '$1')
        .replace(ENCODED_WORD, (word, charset: string, encoding: string, content: string) => decodeWord(charset, encoding, content) ?? word)
    : text;

function decodeWord(charset: string, encoding: string, content: string): string | undefined {
  const bytes =
    encoding.toUpperCase() === 'B'
      ? Buffer.from(content, 'base64')
      : Buffer.from(
          content.replace(/_/g, ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        );
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The Q encoding where most characters are ASCII, else the B encoding. */
function encodeWord(text: string): string {
  let printable = 0;
  for (let at = 0; at < text.length; at++) if (ASCII.test(text.charAt(at))) printable++;
  if (printable <= text.length - printable) return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
  let content = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    if (character === ' ') content += '_';
    else if (byte > 0x20 && byte < 0x7f && !'=?_'.includes(character)) content += character;
    else content += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `=?UTF-8?Q?${content}?=`;
}
