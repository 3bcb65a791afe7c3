/** What AWS says of a text that is no expression. */
import type { IToken } from 'chevrotain';

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
  const near = text.slice(before?.startOffset ?? (isEnd ? 0 : token.startOffset), behind === undefined ? text.length : endOf(behind));
  return new ExpressionSyntaxError(`Syntax error; token: "${isEnd ? '<EOF>' : token.image}", near: "${near}"`);
}

const endOf = (token: IToken): number => token.startOffset + token.image.length;
