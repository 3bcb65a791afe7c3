/** The part of PartiQL's grammar that reads paths, values and conditions. */
import { EmbeddedActionsParser, type IToken, Lexer } from 'chevrotain';
import type { Comparator, Path } from '../expressions/syntax.js';
import type { Expression } from './syntax.js';
import { tokens } from './tokens.js';

const lexer = new Lexer(Object.values(tokens), { positionTracking: 'full' });

/** What the lexer doesn't know it takes for Strange, so that it fails at nothing. */
export const wordsOf = (text: string): IToken[] => lexer.tokenize(text).tokens;

/** `'it''s'` and `"a ""name"""`. */
const unquoted = (image: string): string => image.slice(1, -1).replaceAll(image.charAt(0).repeat(2), image.charAt(0));

/** What a word that is nothing by itself says. */
export const meaning = <T>(_word: IToken, said: T): T => said;

export abstract class ExpressionParser extends EmbeddedActionsParser {
  /** How many `?` were read so far. */
  protected parameters = 0;

  constructor() {
    super(Object.values(tokens), { maxLookahead: 2 });
  }

  protected readonly name = this.RULE('name', (): string =>
    this.OR([{ ALT: () => this.CONSUME(tokens.Name).image }, { ALT: () => unquoted(this.CONSUME(tokens.QuotedName).image) }]),
  );

  protected readonly path = this.RULE('path', (): Path => {
    const steps: [string, ...(string | number)[]] = [this.SUBRULE(this.name)];
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(tokens.Dot);
            steps.push(this.SUBRULE2(this.name));
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.OpenList);
            this.OR2([
              { ALT: () => steps.push(Number(this.CONSUME(tokens.Number).image)) },
              { ALT: () => steps.push(unquoted(this.CONSUME(tokens.Text).image)) },
            ]);
            this.CONSUME(tokens.CloseList);
          },
        },
      ]),
    );
    return { kind: 'path', steps };
  });

  protected readonly expression = this.RULE('expression', (): Expression => {
    const conditions = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(tokens.Or);
      conditions.push(this.SUBRULE2(this.conjunction));
    });
    return joined('or', conditions);
  });

  private readonly conjunction = this.RULE('conjunction', (): Expression => {
    const conditions = [this.SUBRULE(this.negation)];
    this.MANY(() => {
      this.CONSUME(tokens.And);
      conditions.push(this.SUBRULE2(this.negation));
    });
    return joined('and', conditions);
  });

  private readonly negation = this.RULE(
    'negation',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Not);
            return { kind: 'not', condition: this.SUBRULE(this.negation) };
          },
        },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  );

  private readonly comparison = this.RULE('comparison', (): Expression => {
    const subject = this.SUBRULE(this.sum);
    return (
      this.OPTION(() =>
        this.OR<Expression>([
          {
            ALT: () => {
              const { image } = this.CONSUME(tokens.Comparator);
              // The token's pattern allows nothing else.
              const operator = (image === '!=' ? '<>' : image) as Comparator;
              return { kind: 'compare', operator, left: subject, right: this.SUBRULE2(this.sum) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(tokens.Is);
              const isNot = this.OPTION2(() => this.CONSUME(tokens.Not)) !== undefined;
              const type = this.OR2<'MISSING' | 'NULL'>([
                { ALT: () => meaning(this.CONSUME(tokens.Missing), 'MISSING') },
                { ALT: () => meaning(this.CONSUME(tokens.Null), 'NULL') },
              ]);
              return negated(isNot, { kind: 'is', subject, type });
            },
          },
          {
            ALT: () => {
              const isNot = this.OPTION3(() => this.CONSUME2(tokens.Not)) !== undefined;
              return negated(isNot, this.SUBRULE(this.membership, { ARGS: [subject] }));
            },
          },
        ]),
      ) ?? subject
    );
  });

  /** What NOT may stand before, behind the subject. */
  private readonly membership = this.RULE(
    'membership',
    (subject: Expression): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Between);
            const low = this.SUBRULE(this.sum);
            this.CONSUME(tokens.And);
            return { kind: 'between', subject, low, high: this.SUBRULE2(this.sum) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.In);
            const isInParentheses = this.LA(1).tokenType === tokens.Open;
            const choices = this.SUBRULE3(this.sum);
            const isList = choices?.kind === 'list' || !isInParentheses;
            return { kind: 'in', subject, choices: isList ? choices : { kind: 'list', elements: [choices] } };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Like);
            return { kind: 'operation', operator: 'like', left: subject, right: this.SUBRULE4(this.sum) };
          },
        },
      ]),
  );

  private readonly sum = this.RULE('sum', (): Expression => {
    let left = this.SUBRULE(this.term);
    this.MANY(() => {
      const operator = this.OR([
        { ALT: () => this.CONSUME(tokens.Plus).image },
        { ALT: () => this.CONSUME(tokens.Minus).image },
        { ALT: () => this.CONSUME(tokens.Star).image },
        { ALT: () => this.CONSUME(tokens.Times).image },
        { ALT: () => this.CONSUME(tokens.Concatenation).image },
      ]);
      left = { kind: 'operation', operator, left, right: this.SUBRULE2(this.term) };
    });
    return left;
  });

  private readonly term = this.RULE(
    'term',
    (): Expression =>
      this.OR<Expression>([
        {
          GATE: () => this.LA(2).tokenType === tokens.Open,
          ALT: () => {
            const name = this.SUBRULE(this.name);
            return { kind: 'call', name: this.ACTION(() => name.toLowerCase()), operands: this.SUBRULE(this.operands) };
          },
        },
        { ALT: () => this.SUBRULE(this.path) },
        { ALT: () => this.SUBRULE(this.scalar) },
        { ALT: () => this.SUBRULE(this.parenthesised) },
        { ALT: () => this.SUBRULE(this.container) },
      ]),
  );

  private readonly operands = this.RULE('operands', (): Expression[] => {
    const operands: Expression[] = [];
    this.CONSUME(tokens.Open);
    this.MANY_SEP({ SEP: tokens.Comma, DEF: () => operands.push(this.SUBRULE(this.expression)) });
    this.CONSUME(tokens.Close);
    return operands;
  });

  private readonly scalar = this.RULE(
    'scalar',
    (): Expression =>
      this.OR<Expression>([
        { ALT: () => ({ kind: 'constant', value: { S: unquoted(this.CONSUME(tokens.Text).image) } }) },
        { ALT: () => ({ kind: 'constant', value: { N: this.CONSUME(tokens.Number).image } }) },
        {
          ALT: () => {
            this.CONSUME(tokens.Minus);
            return { kind: 'constant', value: { N: `-${this.CONSUME2(tokens.Number).image}` } };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Plus);
            return { kind: 'constant', value: { N: this.CONSUME3(tokens.Number).image } };
          },
        },
        { ALT: () => meaning(this.CONSUME(tokens.True), { kind: 'constant', value: { BOOL: true } }) },
        { ALT: () => meaning(this.CONSUME(tokens.False), { kind: 'constant', value: { BOOL: false } }) },
        { ALT: () => meaning(this.CONSUME(tokens.Null), { kind: 'constant', value: { NULL: true } }) },
        { ALT: () => meaning(this.CONSUME(tokens.Missing), { kind: 'missing' }) },
        {
          ALT: () => {
            this.CONSUME(tokens.Parameter);
            const at = this.parameters;
            this.ACTION(() => {
              this.parameters += 1;
            });
            return { kind: 'parameter', at };
          },
        },
      ]),
  );

  /** With a comma in it, it is a list. */
  private readonly parenthesised = this.RULE('parenthesised', (): Expression => {
    this.CONSUME(tokens.Open);
    const elements = [this.SUBRULE(this.expression)];
    this.MANY(() => {
      this.CONSUME(tokens.Comma);
      elements.push(this.SUBRULE2(this.expression));
    });
    this.CONSUME(tokens.Close);
    const [only] = elements;
    return only !== undefined && elements.length === 1 ? only : { kind: 'list', elements };
  });

  private readonly container = this.RULE(
    'container',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            const elements: Expression[] = [];
            this.CONSUME(tokens.OpenList);
            this.MANY_SEP({ SEP: tokens.Comma, DEF: () => elements.push(this.SUBRULE(this.expression)) });
            this.CONSUME(tokens.CloseList);
            return { kind: 'list', elements };
          },
        },
        {
          ALT: () => {
            const elements: Expression[] = [];
            this.CONSUME(tokens.OpenBag);
            this.MANY_SEP2({ SEP: tokens.Comma, DEF: () => elements.push(this.SUBRULE2(this.expression)) });
            this.CONSUME(tokens.CloseBag);
            return { kind: 'bag', elements };
          },
        },
        {
          ALT: () => {
            const members: { readonly name: Expression; readonly value: Expression }[] = [];
            this.CONSUME(tokens.OpenStruct);
            this.MANY_SEP3({
              SEP: tokens.Comma,
              DEF: () => {
                const name = this.SUBRULE3(this.expression);
                this.CONSUME(tokens.Colon);
                members.push({ name, value: this.SUBRULE4(this.expression) });
              },
            });
            this.CONSUME(tokens.CloseStruct);
            return { kind: 'struct', members };
          },
        },
      ]),
  );
}

function joined(kind: 'and' | 'or', conditions: readonly Expression[]): Expression {
  const [only] = conditions;
  return only !== undefined && conditions.length === 1 ? only : { kind, conditions };
}

const negated = (isNot: boolean, condition: Expression): Expression => (isNot ? { kind: 'not', condition } : condition);
