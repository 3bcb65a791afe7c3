/**
 * What the grammars of all expressions share: the lexer, and a parser that reads document paths.
 * This and the grammars load Chevrotain, and are therefore imported at first use only.
 */
import { EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';
import type { Path } from './syntax.js';
import { tokens } from './tokens.js';

const lexer = new Lexer(Object.values(tokens), { positionTracking: 'onlyOffset' });

/** What the lexer doesn't know it takes for Strange, so that it fails at nothing. */
export const wordsOf = (text: string): ReturnType<typeof lexer.tokenize>['tokens'] => lexer.tokenize(text).tokens;

/** The grammars extend it with rules of their own, and analyse the whole. */
export abstract class PathParser extends EmbeddedActionsParser {
  constructor() {
    super(Object.values(tokens), { maxLookahead: 1 });
  }

  /** What follows a path's first name. */
  protected readonly path = this.RULE('path', (first: string): Path => {
    const steps: [string, ...(string | number)[]] = [first];
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(tokens.Dot);
            steps.push(this.OR2([{ ALT: () => this.CONSUME(tokens.Name).image }, { ALT: () => this.CONSUME(tokens.Alias).image }]));
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.OpenIndex);
            steps.push(Number(this.CONSUME(tokens.Index).image));
            this.CONSUME(tokens.CloseIndex);
          },
        },
      ]),
    );
    return { kind: 'path', steps };
  });

  protected readonly wholePath = this.RULE('wholePath', (): Path => {
    const first = this.OR([{ ALT: () => this.CONSUME(tokens.Name).image }, { ALT: () => this.CONSUME(tokens.Alias).image }]);
    return this.SUBRULE(this.path, { ARGS: [first] });
  });
}

/**
 * Also notices parentheses around parentheses, which DynamoDB refuses.
 * @typeParam T what parentheses may hold.
 */
export abstract class NestingParser<T extends object> extends PathParser {
  hasRedundantParentheses = false;
  /** What stood in parentheses so far: `(x)` is x itself, so that `((x))` meets it twice. */
  private readonly inParentheses = new Set<T>();

  restart(input: IToken[]): void {
    this.input = input;
    this.inParentheses.clear();
    this.hasRedundantParentheses = false;
  }

  protected noteParentheses(held: T): void {
    if (this.inParentheses.has(held)) this.hasRedundantParentheses = true;
    this.inParentheses.add(held);
  }
}
