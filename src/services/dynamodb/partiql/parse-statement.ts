/** From a statement's text to its syntax tree. Chevrotain loads here, at first use; afterwards it is there at once. */
import { invalid } from '../refusals.js';
import type { StatementParser } from './statement-parser.js';
import type { ParsedStatement } from './syntax.js';

let parser: StatementParser | undefined;

export const isParserLoaded = (): boolean => parser !== undefined;

export async function loadParser(): Promise<void> {
  const { createStatementParser } = await import('./statement-parser.js');
  parser ??= createStatementParser();
}

const MOST_REMEMBERED = 1000;
const remembered = new Map<string, ParsedStatement>();

/** @throws ValidationException for what isn't a statement, or one that DynamoDB doesn't carry out */
export function parseStatement(text: string): ParsedStatement {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (parser === undefined) throw new Error('loadParser() comes first');
  const parsed = parser(text);
  if (parsed === undefined) throw malformed(text);
  if (typeof parsed === 'string') throw invalid(parsed);
  // Texts with values written into them never come again; the memory must not grow with them.
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

const OPERATIONS = /^\s*(CREATE|DROP)\s+(TABLE|INDEX)\b/i;
const MANIPULATION = /^\s*(SELECT|INSERT|UPDATE|DELETE|EXISTS)\b/i;
const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

/** What AWS says of other statements is known; behind a known word it names what it met, and DynamoDB Local shows the statement. */
function malformed(text: string): Error {
  const [, verb, thing] = OPERATIONS.exec(text) ?? [];
  if (verb !== undefined && thing !== undefined) return invalid(`Unsupported operation: ${capitalised(verb)}${capitalised(thing)}`);
  return invalid(`Statement wasn't well formed, can't be processed: ${MANIPULATION.test(text) ? text : 'Expected data manipulation'}`);
}
