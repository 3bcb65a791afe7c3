/** The grammar of the SELECT statement. It loads Chevrotain, and is therefore imported at first use only. */
import { EOF, type IRecognitionException, type IToken, Lexer } from 'chevrotain';
import {
  InvalidDataSource,
  LexerInvalidChar,
  ParseAsteriskIsNotAloneInSelectList,
  ParseEmptySelect,
  ParseSelectMissingFrom,
  ParseUnexpectedToken,
  UnsupportedSyntax,
} from '../../../../../generated/s3/errors.js';
import { ExpressionParser } from './expression-parser.js';
import { meaning } from './operand-parser.js';
import type { Projection, Select, Step } from './syntax.js';
import { tokens } from './tokens.js';

const lexer = new Lexer(Object.values(tokens), { positionTracking: 'full' });
const DEEPEST_NESTING = 200;

class Parser extends ExpressionParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly statement = this.RULE('statement', (): Select => {
    this.CONSUME(tokens.Select);
    const projections = this.OR<Projection[] | undefined>([
      { ALT: () => meaning(this.CONSUME(tokens.Star), undefined) },
      { ALT: () => this.SUBRULE(this.projections) },
    ]);
    this.CONSUME(tokens.From);
    const table = this.SUBRULE(this.name);
    const from: Step[] = [];
    this.MANY(() => from.push(this.SUBRULE(this.step)));
    const alias = this.OPTION(() => {
      this.OPTION2(() => this.CONSUME(tokens.As));
      return this.SUBRULE2(this.name);
    });
    const where = this.OPTION3(() => {
      this.CONSUME(tokens.Where);
      return this.SUBRULE(this.expression);
    });
    const limit = this.OPTION4(() => {
      this.CONSUME(tokens.Limit);
      const sign = this.OPTION5(() => this.CONSUME(tokens.Minus).image) ?? '';
      return `${sign}${this.CONSUME(tokens.Number).image}`;
    });
    this.OPTION6(() => this.CONSUME(tokens.Semicolon));
    this.CONSUME(EOF);
    this.ACTION(() => {
      if (table.name.toLowerCase() !== 's3object') throw new InvalidDataSource('Invalid data source type. Only S3Object is supported.');
    });
    return {
      from,
      ...(projections === undefined ? {} : { projections }),
      ...(alias === undefined ? {} : { alias: alias.name }),
      ...(where === undefined ? {} : { where }),
      ...(limit === undefined ? {} : { limit }),
    };
  });

  private readonly projections = this.RULE('projections', (): Projection[] => {
    const projections: Projection[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => projections.push(this.SUBRULE(this.projection)) });
    return projections;
  });

  private readonly projection = this.RULE('projection', (): Projection => {
    const expression = this.SUBRULE(this.expression);
    return this.OR<Projection>([
      {
        ALT: () => {
          this.CONSUME(tokens.Dot);
          const star = this.CONSUME(tokens.Star);
          this.ACTION(() => {
            if (expression.kind !== 'path') throw unexpected(star);
          });
          return expression.kind === 'path' ? { kind: 'all', of: expression } : { kind: 'expression', expression };
        },
      },
      {
        ALT: () => {
          const alias = this.OPTION(() => {
            this.OPTION2(() => this.CONSUME(tokens.As));
            return this.SUBRULE(this.name);
          });
          return { kind: 'expression', expression, ...(alias === undefined ? {} : { alias: alias.name }) };
        },
      },
    ]);
  });
}

/** @throws what S3 refuses a statement with. */
export function createParser(): (text: string) => Select {
  const parser = new Parser();
  return (text) => {
    const { tokens: words } = lexer.tokenize(text);
    checkWords(words);
    parser.input = words;
    const statement = parser.statement();
    const [error] = parser.errors;
    if (error !== undefined) throw refusalOf(words, error);
    return statement;
  };
}

function checkWords(words: readonly IToken[]): void {
  let depth = 0;
  for (const word of words) {
    if (word.tokenType === tokens.Strange) throw new LexerInvalidChar(`Invalid character at ${placeOf(word)}.`);
    if (word.tokenType === tokens.Unsupported)
      throw new UnsupportedSyntax(`Encountered invalid syntax: ${word.image.toUpperCase()} is not supported at ${placeOf(word)}.`);
    if (word.tokenType === tokens.Open && ++depth > DEEPEST_NESTING) throw unexpected(word);
    if (word.tokenType === tokens.Close) depth -= 1;
  }
  const [first, second, third] = words;
  if (first?.tokenType !== tokens.Select) return;
  if (second === undefined || second.tokenType === tokens.From)
    throw new ParseEmptySelect('The SQL expression contains an empty SELECT clause.');
  if (second.tokenType === tokens.Star && third?.tokenType === tokens.Comma)
    throw new ParseAsteriskIsNotAloneInSelectList(
      "Other expressions are not allowed in the SELECT list when '*' is used without dot notation in the SQL expression.",
    );
  if (!words.some(({ tokenType }) => tokenType === tokens.From))
    throw new ParseSelectMissingFrom('The SQL expression contains a missing FROM after SELECT list.');
}

function refusalOf(words: readonly IToken[], { token }: IRecognitionException): ParseUnexpectedToken {
  return unexpected(token.tokenType === EOF ? undefined : token, words.at(-1));
}

function unexpected(token: IToken | undefined, last?: IToken): ParseUnexpectedToken {
  if (token !== undefined) return new ParseUnexpectedToken(`Unexpected token found ${kindOf(token)}:${token.image} at ${placeOf(token)}.`);
  return new ParseUnexpectedToken(`Unexpected end of the expression after ${last === undefined ? 'line 1, column 1' : placeOf(last)}.`);
}

const placeOf = (token: IToken): string => `line ${token.startLine ?? 1}, column ${token.startColumn ?? 1}`;

function kindOf({ tokenType }: IToken): string {
  switch (tokenType) {
    case tokens.Name:
      return 'IDENTIFIER';
    case tokens.QuotedName:
      return 'QUOTED_IDENTIFIER';
    case tokens.Text:
    case tokens.Number:
      return 'LITERAL';
    case tokens.Star:
      return 'STAR';
    case tokens.Comma:
      return 'COMMA';
    case tokens.Dot:
      return 'DOT';
    case tokens.Open:
      return 'LEFT_PAREN';
    case tokens.Close:
      return 'RIGHT_PAREN';
    case tokens.Semicolon:
      return 'SEMICOLON';
    default:
      return /^[A-Za-z]/.test(tokenType.PATTERN?.toString().slice(1) ?? '') ? 'KEYWORD' : 'OPERATOR';
  }
}
