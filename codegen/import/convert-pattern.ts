/** Patterns: botocore's must match the whole value, Smithy's any part of it. */

/** Gives a pattern the anchors that botocore leaves out. */
export function anchorPattern(pattern: string): string {
  if (pattern === '.*') return pattern;
  const starts = pattern.startsWith('^');
  const ends = endsWithAnchor(pattern);
  if (starts && ends) return pattern;
  const body = pattern.slice(starts ? 1 : 0, ends ? -1 : undefined);
  // `^a|b$` would take any value that starts with an a.
  return hasAlternatives(body) ? `^(?:${body})$` : `^${body}$`;
}

function endsWithAnchor(pattern: string): boolean {
  if (!pattern.endsWith('$')) return false;
  const backslashes = /\\*$/.exec(pattern.slice(0, -1))?.[0].length ?? 0;
  return backslashes % 2 === 0;
}

/** Whether a `|` stands outside of all groups and character classes. */
function hasAlternatives(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
