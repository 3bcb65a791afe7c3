/** An item and values for expressions, and what of them an expression uses. */
import { B, type Item, N, S } from '../open-dynamodb.js';

export const sample: Item = {
  s: S('str'),
  x: N(5),
  l: { L: [N(1), N(2), N(3)] },
  m: { M: { a: N(1), b: S('x') } },
  ss: { SS: ['a', 'b'] },
  bo: { BOOL: true },
};

export const sampleKey: Item = { id: S('a'), n: N(1) };

const values: Item = {
  ':n': N(1),
  ':two2': N(2),
  ':five': N(5),
  ':big': N('9'.repeat(38)),
  ':s': S('x'),
  ':e': S(''),
  ':u': S('é€'),
  ':T': S('S'),
  ':Z': S('Z'),
  ':l': { L: [] },
  ':m': { M: {} },
  ':ss': { SS: ['a'] },
  ':two': { SS: ['a', 'b'] },
  ':ns': { NS: ['1'] },
  ':bo': { BOOL: true },
  ':nu': { NULL: true },
  ':b': B(0),
};

/** To be spread into a request: the values that the texts name, and no others. */
export function valuesFor(...texts: (string | undefined)[]): { ExpressionAttributeValues?: Item } {
  const used = Object.entries(values).filter(([name]) => texts.some((text) => text !== undefined && new RegExp(`${name}\\b`).test(text)));
  return used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) };
}

export const syntax = (token: string, near: string): string => `Syntax error; token: "${token}", near: "${near}"`;
