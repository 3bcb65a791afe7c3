/** Character and entity references, both ways. */
import { ESCAPED_IN_TEXT, escapeCharacter } from '../../contract/xml-text.js';
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
const ESCAPED_IN_ATTRIBUTES = new RegExp(`${ESCAPED_IN_TEXT.source}|[\\t\\n]`, 'g');

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

export const escapeAttribute = (text: string): string => text.replace(ESCAPED_IN_ATTRIBUTES, escapeCharacter);
