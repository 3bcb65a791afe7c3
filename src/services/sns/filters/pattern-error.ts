/** A pattern that can't be one, in AWS's words. */
export class PatternRefused extends Error {}

/** As Jackson shows the text that it read: its beginning. */
const SHOWN_CHARACTERS = 500;

/** Where AWS's compiler of patterns stood when it gave up. Recorded: it shows what it read. */
export function locationIn(text: string, offset: number): string {
  const shown = text.slice(0, SHOWN_CHARACTERS).replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  const rest = text.length - SHOWN_CHARACTERS;
  const more = rest > 0 ? `[truncated ${rest} chars]` : '';
  return `\n at [Source: (String)"${shown}"${more}; ${lineAndColumn(text, offset)}]`;
}

/** Where AWS's reader of JSON stood. Recorded: it doesn't show what it read. */
export const hiddenLocationIn = (text: string, offset: number): string => `\n at ${hiddenPlace(text, offset)}`;

export const hiddenPlace = (text: string, offset: number): string =>
  `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); ${lineAndColumn(text, offset)}]`;

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}`;
}
