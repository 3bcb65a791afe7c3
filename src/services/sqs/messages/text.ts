/** Which characters a message may hold: those of XML 1.0. */

// A lone surrogate is matched as such, since the u flag reads pairs as one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/u;
const allowed = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]';

/** @returns the first, as `#x7`; undefined where all are allowed. */
export function forbiddenCharacter(text: string): string | undefined {
  const match = forbidden.exec(text);
  return match === null ? undefined : `#x${match[0].charCodeAt(0).toString(16).toUpperCase()}`;
}

/** @param place `message body` */
export const invalidCharacter = (character: string, place: string): string =>
  `Invalid binary character '${character}' was found in the ${place}, the set of allowed characters is ${allowed}.`;
