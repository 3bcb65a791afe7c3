/** LIKE: `%` stands for any characters, `_` for one. */
import { EvaluatorLikePatternInvalidEscapeSequence } from '../../../../../generated/s3/errors.js';

/**
 * @param escapeSign one character; what follows it stands for itself.
 * @returns whether a text is of the pattern.
 */
export function compileLike(pattern: string, escapeSign: string | undefined): (text: string) => boolean {
  const parts = readPattern(pattern, escapeSign);
  return (text) => matches(parts, [...text]);
}

/** `any` is `%`, `one` is `_`; anything else is a character. */
type Part = { readonly kind: 'any' | 'one' } | { readonly kind: 'character'; readonly character: string };

function readPattern(pattern: string, escapeSign: string | undefined): readonly Part[] {
  if (escapeSign !== undefined && [...escapeSign].length !== 1) throw invalidEscape();
  const parts: Part[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (escaped) {
      if (character !== '%' && character !== '_' && character !== escapeSign) throw invalidEscape();
      parts.push({ kind: 'character', character });
      escaped = false;
    } else if (character === escapeSign) {
      escaped = true;
    } else if (character === '%') {
      if (parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' });
    } else {
      parts.push(character === '_' ? { kind: 'one' } : { kind: 'character', character });
    }
  }
  if (escaped) throw invalidEscape();
  return parts;
}

/** After a mismatch it goes back to the last `%`, and no further. */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let lastAny = -1;
  let tried = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current !== undefined && (current.kind === 'one' || (current.kind === 'character' && current.character === text[at]))) {
      part += 1;
      at += 1;
    } else if (current?.kind === 'any') {
      lastAny = part;
      tried = at;
      part += 1;
    } else if (lastAny >= 0) {
      part = lastAny + 1;
      tried += 1;
      at = tried;
    } else {
      return false;
    }
  }
  while (parts[part]?.kind === 'any') part += 1;
  return part === parts.length;
}

const invalidEscape = (): EvaluatorLikePatternInvalidEscapeSequence =>
  new EvaluatorLikePatternInvalidEscapeSequence('An argument given to the LIKE expression was not valid.');
