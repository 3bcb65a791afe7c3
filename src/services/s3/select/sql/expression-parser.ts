/** The part of the grammar that reads expressions. */
import { meaning, OperandParser } from './operand-parser.js';
import type { Comparator, Expression, Operator } from './syntax.js';
import { tokens } from './tokens.js';

export abstract class ExpressionParser extends OperandParser {
  readonly expression = this.RULE('expression', (): Expression => {
    const operands = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(tokens.Or);
      operands.push(this.SUBRULE2(this.conjunction));
    });
    return joined('or', operands);
  });

  private readonly conjunction = this.RULE('conjunction', (): Expression => {
    const operands = [this.SUBRULE(this.negation)];
    this.MANY(() => {
      this.CONSUME(tokens.And);
      operands.push(this.SUBRULE2(this.negation));
    });
    return joined('and', operands);
  });

  private readonly negation = this.RULE(
    'negation',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Not);
            return { kind: 'not', operand: this.SUBRULE(this.negation) };
          },
        },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  );

  private readonly comparison = this.RULE('comparison', (): Expression => {
    let subject = this.SUBRULE(this.concatenation);
    this.MANY(() => {
      const left = subject;
      subject = this.OR<Expression>([
        {
          ALT: () => {
            const { image } = this.CONSUME(tokens.Comparator);
            // The token's pattern allows nothing else.
            const operator = (image === '!=' ? '<>' : image) as Comparator;
            return { kind: 'compare', operator, left, right: this.SUBRULE2(this.concatenation) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Is);
            const isNot = this.OPTION(() => this.CONSUME(tokens.Not)) !== undefined;
            const type = this.OR2<'missing' | 'null' | 'true' | 'false'>([
              { ALT: () => meaning(this.CONSUME(tokens.Missing), 'missing') },
              { ALT: () => meaning(this.CONSUME(tokens.Null), 'null') },
              { ALT: () => meaning(this.CONSUME(tokens.True), 'true') },
              { ALT: () => meaning(this.CONSUME(tokens.False), 'false') },
            ]);
            return negated(isNot, { kind: 'is', subject: left, type });
          },
        },
        {
          ALT: () => {
            const isNot = this.OPTION2(() => this.CONSUME2(tokens.Not)) !== undefined;
            return negated(isNot, this.SUBRULE(this.membership, { ARGS: [left] }));
          },
        },
      ]);
    });
    return subject;
  });

  /** What NOT may stand before, behind the subject. */
  private readonly membership = this.RULE(
    'membership',
    (subject: Expression): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Between);
            const low = this.SUBRULE(this.concatenation);
            this.CONSUME(tokens.And);
            return { kind: 'between', subject, low, high: this.SUBRULE2(this.concatenation) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.In);
            const choices = this.OR2<Expression[]>([{ ALT: () => this.SUBRULE(this.choices) }, { ALT: () => this.SUBRULE(this.listed) }]);
            return { kind: 'in', subject, choices };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Like);
            const pattern = this.SUBRULE3(this.concatenation);
            const escapeSign = this.OPTION(() => {
              this.CONSUME(tokens.Escape);
              return this.SUBRULE4(this.concatenation);
            });
            return { kind: 'like', subject, pattern, ...(escapeSign === undefined ? {} : { escapeSign }) };
          },
        },
      ]),
  );

  private readonly choices = this.RULE('choices', (): Expression[] => {
    const choices: Expression[] = [];
    this.CONSUME(tokens.Open);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => choices.push(this.SUBRULE(this.expression)) });
    this.CONSUME(tokens.Close);
    return choices;
  });

  private readonly listed = this.RULE('listed', (): Expression[] => {
    const choices: Expression[] = [];
    this.CONSUME(tokens.OpenList);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => choices.push(this.SUBRULE(this.expression)) });
    this.CONSUME(tokens.CloseList);
    return choices;
  });

  private readonly concatenation = this.RULE('concatenation', (): Expression => {
    let left = this.SUBRULE(this.sum);
    this.MANY(() => {
      this.CONSUME(tokens.Concatenation);
      left = { kind: 'operation', operator: '||', left, right: this.SUBRULE2(this.sum) };
    });
    return left;
  });

  private readonly sum = this.RULE('sum', (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR<Operator>([
        { ALT: () => meaning(this.CONSUME(tokens.Plus), '+') },
        { ALT: () => meaning(this.CONSUME(tokens.Minus), '-') },
      ]);
      left = { kind: 'operation', operator, left, right: this.SUBRULE2(this.product) };
    });
    return left;
  });

  private readonly product = this.RULE('product', (): Expression => {
    let left = this.SUBRULE(this.factor);
    this.MANY(() => {
      const operator = this.OR<Operator>([
        { ALT: () => meaning(this.CONSUME(tokens.Star), '*') },
        { ALT: () => meaning(this.CONSUME(tokens.Slash), '/') },
        { ALT: () => meaning(this.CONSUME(tokens.Percent), '%') },
      ]);
      left = { kind: 'operation', operator, left, right: this.SUBRULE2(this.factor) };
    });
    return left;
  });

  private readonly factor = this.RULE(
    'factor',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Minus);
            return { kind: 'negative', operand: this.SUBRULE(this.factor) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Plus);
            return this.SUBRULE2(this.factor);
          },
        },
        { GATE: () => this.LA(2).tokenType === tokens.Open, ALT: () => this.SUBRULE(this.call) },
        { ALT: () => this.SUBRULE(this.path) },
        { ALT: () => this.SUBRULE(this.constant) },
        { ALT: () => this.SUBRULE(this.special) },
        { ALT: () => this.SUBRULE(this.choice) },
        {
          ALT: () => {
            this.CONSUME(tokens.Open);
            const inner = this.SUBRULE(this.expression);
            this.CONSUME(tokens.Close);
            return inner;
          },
        },
      ]),
  );
}

function joined(kind: 'and' | 'or', operands: readonly Expression[]): Expression {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { kind, operands };
}

const negated = (isNot: boolean, condition: Expression): Expression => (isNot ? { kind: 'not', operand: condition } : condition);
