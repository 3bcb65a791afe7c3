/** The grammar of statements. It loads Chevrotain, and is therefore imported at first use only. */
import { EOF, type IToken } from 'chevrotain';
import type { Path } from '../expressions/syntax.js';
import { ExpressionParser, meaning, wordsOf } from './expression-parser.js';
import { isReserved } from './reserved-words.js';
import type { Assignment, Delete, Expression, Insert, ParsedStatement, Returning, Select, Statement, Update } from './syntax.js';
import { tokens } from './tokens.js';

/** Undefined for a text that is no statement; a string says what AWS doesn't do. */
export type StatementParser = (text: string) => ParsedStatement | string | undefined;

const DEEPEST_NESTING = 100;

class Parser extends ExpressionParser {
  /** Of the statement that was read last. */
  refusal: string | undefined;

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly whole = this.RULE('whole', (): Statement => {
    const statement = this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.delete) },
      {
        ALT: () => {
          this.CONSUME(tokens.Exists);
          this.CONSUME(tokens.Open);
          const select = this.SUBRULE2(this.select);
          this.CONSUME(tokens.Close);
          return { kind: 'exists', select };
        },
      },
    ]);
    this.OPTION(() => this.CONSUME(tokens.Semicolon));
    this.CONSUME(EOF);
    return statement;
  });

  private readonly select = this.RULE('select', (): Select => {
    this.CONSUME(tokens.Select);
    const shown = this.OR<Expression[] | undefined>([
      { ALT: () => meaning(this.CONSUME(tokens.Star), undefined) },
      { ALT: () => this.SUBRULE(this.projection) },
    ]);
    this.CONSUME(tokens.From);
    const from = this.SUBRULE(this.tableNames);
    this.SUBRULE(this.alias);
    this.MANY(() => {
      this.CONSUME(tokens.Comma);
      this.SUBRULE2(this.tableNames);
      this.ACTION(() => this.refuse('Only select from a single table or index is supported.'));
    });
    const where = this.OPTION(() => this.SUBRULE(this.condition));
    const order: { readonly path: Path; readonly descending: boolean }[] = [];
    this.OPTION2(() => {
      this.CONSUME(tokens.Order);
      this.CONSUME(tokens.By);
      this.AT_LEAST_ONE_SEP({
        SEP: tokens.Comma,
        DEF: () => {
          const path = this.SUBRULE(this.path);
          const descending = this.OPTION3(() =>
            this.OR2([{ ALT: () => meaning(this.CONSUME(tokens.Asc), false) }, { ALT: () => meaning(this.CONSUME(tokens.Desc), true) }]),
          );
          order.push({ path, descending: descending ?? false });
        },
      });
    });
    this.OPTION4(() => {
      this.CONSUME(tokens.Limit);
      const word = this.LA(1);
      this.SUBRULE2(this.expression);
      this.ACTION(() => this.refuse(`Unsupported clause: LIMIT${placeOf(word)}`));
    });
    return { kind: 'select', shown, from, where, order };
  });

  private readonly projection = this.RULE('projection', (): Expression[] => {
    const shown: Expression[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: tokens.Comma,
      DEF: () => {
        shown.push(this.SUBRULE(this.expression));
        this.SUBRULE(this.alias);
      },
    });
    return shown;
  });

  private readonly alias = this.RULE('alias', (): void => {
    this.OPTION(() => {
      this.OPTION2(() => this.CONSUME(tokens.As));
      this.SUBRULE(this.name);
      this.ACTION(() => this.refuse('Aliasing is not supported'));
    });
  });

  private readonly insert = this.RULE('insert', (): Insert => {
    this.CONSUME(tokens.Insert);
    this.CONSUME(tokens.Into);
    const into = this.SUBRULE(this.tableNames);
    this.CONSUME(tokens.Value);
    const item = this.SUBRULE(this.expression);
    const returning = this.OPTION(() => this.SUBRULE(this.returning));
    if (returning !== undefined) this.ACTION(() => this.refuse('RETURNING is not supported in INSERT'));
    return { kind: 'insert', into, item };
  });

  private readonly update = this.RULE('update', (): Update => {
    this.CONSUME(tokens.Update);
    const table = this.SUBRULE(this.tableNames);
    const actions: Assignment[] = [];
    this.AT_LEAST_ONE(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(tokens.Set);
            this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => actions.push(this.SUBRULE(this.assignment)) });
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Remove);
            actions.push({ path: this.SUBRULE(this.path) });
          },
        },
      ]),
    );
    const where = this.OPTION(() => this.SUBRULE(this.condition));
    const returning = this.OPTION2(() => this.SUBRULE(this.returning));
    return { kind: 'update', table, actions, where, returning };
  });

  private readonly assignment = this.RULE('assignment', (): Assignment => {
    const path = this.SUBRULE(this.path);
    const { image } = this.CONSUME(tokens.Comparator);
    this.ACTION(() => {
      if (image !== '=') throw new Misplaced();
    });
    return { path, value: this.SUBRULE(this.expression) };
  });

  private readonly delete = this.RULE('delete', (): Delete => {
    this.CONSUME(tokens.Delete);
    this.CONSUME(tokens.From);
    const from = this.SUBRULE(this.tableNames);
    const where = this.OPTION(() => this.SUBRULE(this.condition));
    const returning = this.OPTION2(() => this.SUBRULE(this.returning));
    return { kind: 'delete', from, where, returning };
  });

  private readonly condition = this.RULE('condition', (): Expression => {
    this.CONSUME(tokens.Where);
    return this.SUBRULE(this.expression);
  });

  private readonly tableNames = this.RULE('tableNames', (): string[] => {
    const names: string[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Dot, DEF: () => names.push(this.SUBRULE(this.name)) });
    return names;
  });

  private readonly returning = this.RULE('returning', (): Returning => {
    this.CONSUME(tokens.Returning);
    const what = this.OR<Returning['what']>([
      { ALT: () => meaning(this.CONSUME(tokens.All), 'ALL') },
      { ALT: () => meaning(this.CONSUME(tokens.Modified), 'MODIFIED') },
    ]);
    const when = this.OR2<Returning['when']>([
      { ALT: () => meaning(this.CONSUME(tokens.Old), 'OLD') },
      { ALT: () => meaning(this.CONSUME(tokens.New), 'NEW') },
    ]);
    this.OR3([
      { ALT: () => this.CONSUME(tokens.Star) },
      {
        ALT: () => {
          this.SUBRULE(this.path);
          this.ACTION(() => this.refuse("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"));
        },
      },
    ]);
    return { what, when };
  });

  restart(input: IToken[]): void {
    this.input = input;
    this.parameters = 0;
    this.refusal = undefined;
  }

  get count(): number {
    return this.parameters;
  }

  private refuse(problem: string): void {
    this.refusal ??= problem;
  }
}

/** Where AWS points at: the line, the column and the length of a word. */
const placeOf = ({ startLine, startColumn }: IToken): string => ` at ${startLine}:${startColumn}:1`;

class Misplaced extends Error {}

export function createStatementParser(): StatementParser {
  const parser = new Parser();
  return (text) => {
    const words = wordsOf(text);
    if (words.some(isReservedName) || depthOf(words) > DEEPEST_NESTING) return undefined;
    parser.restart(words);
    const statement = parseOrNothing(() => parser.whole());
    if (statement === undefined || parser.errors.length > 0) return undefined;
    return parser.refusal ?? { statement, parameters: parser.count };
  };
}

function parseOrNothing(parse: () => Statement): Statement | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Misplaced) return undefined;
    throw error;
  }
}

/** A function may have such a name. */
const isReservedName = ({ tokenType, image }: IToken, at: number, words: readonly IToken[]): boolean =>
  tokenType === tokens.Name && isReserved(image) && words[at + 1]?.tokenType !== tokens.Open;

/** The parser is recursive, and its stack bounded: NOT may stand before NOT. */
function depthOf(words: readonly IToken[]): number {
  let depth = 0;
  let deepest = 0;
  let negations = 0;
  for (const { image, tokenType } of words) {
    if (tokenType === tokens.Not) negations += 1;
    if (image === '(' || image === '[' || image === '{' || image === '<<') depth += 1;
    else if (image === ')' || image === ']' || image === '}' || image === '>>') depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest + negations;
}
