/** Text as S3's XML has it, for the protocol that writes it and for services that bring theirs along. */

/** What can't stand as it is: markup, and whatever a reader would change or refuse. Line ends are kept in text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: S3 writes them as references.
export const ESCAPED_IN_TEXT = /[&<>"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]/;
const ESCAPED_IN_TEXT_ALL = new RegExp(ESCAPED_IN_TEXT, 'g');
const QUOTE = 0x22;
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

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

/** As a reference. */
export const escapeCharacter = (character: string): string =>
  NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;

let lastSecond = Number.NaN;
let lastPrefix = '';

/**
 * As toISOString writes it, milliseconds always there. What was stored together is listed together, mostly within a second.
 * @param time milliseconds since the epoch
 */
export function timestampText(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== lastSecond) {
    lastPrefix = new Date(time).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return `${lastPrefix}${String(time - second * 1000).padStart(3, '0')}Z`;
}
