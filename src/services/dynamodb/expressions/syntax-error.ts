/** What AWS says of a text that is no expression. */
import type { IRecognitionException, IToken } from 'chevrotain';

/** The rest of a message that begins with `Invalid FilterExpression: `. */
export class ExpressionSyntaxError extends Error {
  override get name(): string {
    return 'ExpressionSyntaxError';
  }
}

/** Names the word and what stands around it: the text from the word before to the word behind. */
export function syntaxError(text: string, words: readonly IToken[], token: IToken): ExpressionSyntaxError {
  const at = words.indexOf(token);
  const isEnd = at === -1;
  const before = isEnd ? words.at(-1) : words[at - 1];
  const behind = isEnd ? undefined : (words[at + 1] ?? token);
  const near = text.slice(before?.startOffset ?? 0, behind === undefined ? text.length : endOf(behind));
  return new ExpressionSyntaxError(`Syntax error; token: "${isEnd ? '<EOF>' : token.image}", near: "${near}"`);
}

/** @throws ExpressionSyntaxError when the parser that has read the words met a wrong one */
export function refuseFirstError([problem]: readonly IRecognitionException[], text: string, words: readonly IToken[]): void {
  if (problem !== undefined) throw syntaxError(text, words, problem.token);
}

const endOf = (token: IToken): number => token.startOffset + token.image.length;
