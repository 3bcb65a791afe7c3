/** From an expression's text to its syntax tree, remembered by text. */
import { invalid } from '../refusals.js';
import { checkWords } from './check-words.js';
import type { ConditionParser } from './condition-parser.js';
import type { Condition } from './syntax.js';
import { ExpressionSyntaxError } from './syntax-error.js';

/** Which parameter the expression stands in: messages begin with `Invalid KeyConditionExpression: `. */
export type ExpressionParameter = 'KeyConditionExpression' | 'FilterExpression' | 'ConditionExpression';

const LONGEST_EXPRESSION = 4096;
const MOST_REMEMBERED = 1000;

const remembered = new Map<string, Condition>();
let parser: ConditionParser | undefined;

/** Chevrotain loads here, at first use; afterwards the parser is there at once. */
export async function loadConditionParser(): Promise<void> {
  if (parser !== undefined) return;
  const [chevrotain, { createConditionParser }] = await Promise.all([import('chevrotain'), import('./condition-parser.js')]);
  parser ??= createConditionParser(chevrotain);
}

export const isConditionParserLoaded = (): boolean => parser !== undefined;

/** @throws ValidationException in AWS's words for what isn't an expression */
export function parseCondition(text: string, parameter: ExpressionParameter): Condition {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const refuse = (problem: string): Error => invalid(`Invalid ${parameter}: ${problem}`);
  if (text === '') throw refuse('The expression can not be empty;');
  const size = Buffer.byteLength(text);
  if (size > LONGEST_EXPRESSION) throw refuse(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
  if (parser === undefined) throw new Error('loadConditionParser() comes first');
  const { condition, hasRedundantParentheses } = parse(parser, text, refuse);
  if (hasRedundantParentheses) throw refuse('The expression has redundant parentheses;');
  checkWords(condition, refuse);
  // Texts with values written into them never come again; the memory must not grow with them.
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, condition);
  return condition;
}

function parse(parser: ConditionParser, text: string, refuse: (problem: string) => Error): ReturnType<ConditionParser> {
  try {
    return parser(text);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) throw refuse(error.message);
    throw error;
  }
}
