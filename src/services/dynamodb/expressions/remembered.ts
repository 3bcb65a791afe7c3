/** From an expression's text to what is made of it, remembered by text. */
import { invalid } from '../refusals.js';
import { ExpressionSyntaxError } from './syntax-error.js';

/** Which parameter the expression stands in: messages begin with `Invalid KeyConditionExpression: `, those on PartiQL with the problem. */
export type ExpressionParameter =
  | 'KeyConditionExpression'
  | 'FilterExpression'
  | 'ConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'
  | 'Statement';

export type Refuse = (problem: string) => Error;

export const refusalOf =
  (parameter: ExpressionParameter): Refuse =>
  (problem) =>
    invalid(parameter === 'Statement' ? problem : `Invalid ${parameter}: ${problem}`);

const LONGEST_EXPRESSION = 4096;
const MOST_REMEMBERED = 1000;

/**
 * @param read throws ExpressionSyntaxError, or what refuse gives it
 * @returns a function that throws ValidationException in AWS's words for what isn't an expression
 */
export function remembering<T>(read: (text: string, refuse: Refuse) => T): (text: string, parameter: ExpressionParameter) => T {
  const remembered = new Map<string, T>();
  return (text, parameter) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const refuse = refusalOf(parameter);
    if (text === '') throw refuse('The expression can not be empty;');
    const size = Buffer.byteLength(text);
    if (size > LONGEST_EXPRESSION) throw refuse(`Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    const result = readOrRefuse(text, read, refuse);
    // Texts with values written into them never come again; the memory must not grow with them.
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, result);
    return result;
  };
}

function readOrRefuse<T>(text: string, read: (text: string, refuse: Refuse) => T, refuse: Refuse): T {
  try {
    return read(text, refuse);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) throw refuse(error.message);
    throw error;
  }
}
