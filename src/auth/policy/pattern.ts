/** Texts with wildcards and policy variables, as actions, resources and the Like operators have them. */

/** What `${aws:username}` and the like stand for; undefined makes the whole pattern match nothing. */
export type Variables = (name: string) => string | undefined;

const VARIABLE = /\$\{([^}]*)\}/g;
/** `${*}`, `${?}` and `${$}` are the characters themselves. */
const ESCAPED: ReadonlySet<string> = new Set(['*', '?', '$']);
/** Private characters stand for wildcards that are meant as characters. */
const PLAIN_STAR = '\u{E000}';
const PLAIN_MARK = '\u{E001}';

/**
 * `*` is any text and `?` any one character. Goes back only to the last `*`, so that the time grows with the product of the lengths;
 * a regular expression's may grow without bounds.
 */
export function matches(pattern: string, text: string, caseInsensitive = false): boolean {
  if (caseInsensitive) return matches(pattern.toLowerCase(), text.toLowerCase());
  let at = 0;
  let wanted = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const next = pattern[wanted];
    if (next === '*') {
      star = wanted++;
      resumeAt = at;
    } else if (next !== undefined && (next === '?' || plain(next) === text[at])) {
      // A character outside the basic plane is two units of text.
      at += next === '?' && isPair(text, at) ? 2 : 1;
      wanted++;
    } else if (star >= 0) {
      wanted = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[wanted] === '*') wanted++;
  return wanted === pattern.length;
}

/**
 * The pattern with its variables filled in; wildcards in a variable's value are characters like others.
 * `${key, 'default'}` gives the default where the request has no such key.
 * @returns undefined when a variable has no value.
 */
export function withVariables(pattern: string, variables: Variables): string | undefined {
  if (!pattern.includes('${')) return pattern;
  let isComplete = true;
  const filled = pattern.replace(VARIABLE, (_, inner: string) => {
    if (ESCAPED.has(inner)) return asCharacters(inner);
    const [, name = inner, fallback] = /^\s*([^,]*?)\s*,\s*'(.*)'\s*$/.exec(inner) ?? [];
    const value = variables(name.trim()) ?? fallback;
    if (value === undefined) isComplete = false;
    return asCharacters(value ?? '');
  });
  return isComplete ? filled : undefined;
}

/** A pattern with its variables filled in as mere text, for operators that know no wildcards. */
export const plain = (text: string): string => text.replaceAll(PLAIN_STAR, '*').replaceAll(PLAIN_MARK, '?');

const asCharacters = (value: string): string => value.replaceAll('*', PLAIN_STAR).replaceAll('?', PLAIN_MARK);

const isPair = (text: string, at: number): boolean => (text.codePointAt(at) ?? 0) > 0xffff;
