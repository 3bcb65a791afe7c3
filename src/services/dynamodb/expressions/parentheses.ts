/** Bounds how deep an expression nests before its parser, which is recursive, reads it. */
import type { IToken } from 'chevrotain';
import { ExpressionSyntaxError } from './syntax-error.js';

/** Deeper ones have no use within 300 operators, and the parser's own stack is bounded. */
const DEEPEST_PARENTHESES = 100;

export function refuseDeepParentheses(words: readonly IToken[]): void {
  if (depthOf(words) > DEEPEST_PARENTHESES) throw new ExpressionSyntaxError('The expression has redundant parentheses;');
}

function depthOf(words: readonly IToken[]): number {
  let depth = 0;
  let deepest = 0;
  for (const { image } of words) {
    if (image === '(') depth += 1;
    else if (image === ')') depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
