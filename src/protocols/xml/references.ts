/** Character and entity references, both ways. */
import { XmlError } from './element.js';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([A-Za-z]+));|&/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids.
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
/** What can't stand as it is: markup, and whatever a reader would change or refuse. Line ends are kept in text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: S3 writes them as references.
const ESCAPED_IN_TEXT = /[&<>"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]/;
const ESCAPED_IN_TEXT_ALL = new RegExp(ESCAPED_IN_TEXT, 'g');
const ESCAPED_IN_ATTRIBUTES = new RegExp(`${ESCAPED_IN_TEXT.source}|[\\t\\n]`, 'g');
const QUOTE = 0x22;
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The text itself. Throws when it holds characters that XML doesn't allow. */
export function checkText(text: string): string {
  if (FORBIDDEN.test(text)) throw new XmlError('The document holds a character that XML does not allow.');
  return text;
}

export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (_reference, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) {
      const character = PREDEFINED.get(name);
      if (character === undefined) throw new XmlError(`The entity ${name} is not declared.`);
      return character;
    }
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
    // XML 1.0 forbids references to control characters too, but keys of S3 objects may hold them and SDKs write them so.
    if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new XmlError('A reference is broken.');
    return String.fromCodePoint(code);
  });
}

/** As AWS writes text: quotes too, so that an ETag reads `&quot;...&quot;`. */
export function escapeText(text: string): string {
  if (!ESCAPED_IN_TEXT.test(text)) return text;
  // Every ETag is quoted, and in a listing there are a thousand.
  const last = text.length - 1;
  if (last > 0 && text.charCodeAt(0) === QUOTE && text.charCodeAt(last) === QUOTE) {
    const inner = text.slice(1, last);
    if (!ESCAPED_IN_TEXT.test(inner)) return `&quot;${inner}&quot;`;
  }
  return text.replace(ESCAPED_IN_TEXT_ALL, escapeCharacter);
}

export const escapeAttribute = (text: string): string => text.replace(ESCAPED_IN_ATTRIBUTES, escapeCharacter);

const escapeCharacter = (character: string): string => NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
