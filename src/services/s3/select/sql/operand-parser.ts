/** The part of the grammar that reads what operators stand between. */
import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { Branch, Expression, Path, Step } from './syntax.js';
import { tokens } from './tokens.js';

/** `'it''s'` and `"a ""name"""`. */
const unquoted = (image: string): string => image.slice(1, -1).replaceAll(image.charAt(0).repeat(2), image.charAt(0));

/** What a word that is nothing by itself says. */
export const meaning = <T>(_word: IToken, said: T): T => said;

/** What TRIM takes away where nothing is said. */
const SPACE: Expression = { kind: 'text', text: ' ' };

export abstract class OperandParser extends EmbeddedActionsParser {
  abstract readonly expression: ParserMethod<[], Expression>;

  constructor() {
    super(Object.values(tokens), { maxLookahead: 2 });
  }

  protected readonly name = this.RULE(
    'name',
    (): Extract<Step, { kind: 'name' }> =>
      this.OR<Extract<Step, { kind: 'name' }>>([
        { ALT: () => ({ kind: 'name', name: this.CONSUME(tokens.Name).image, quoted: false }) },
        { ALT: () => ({ kind: 'name', name: unquoted(this.CONSUME(tokens.QuotedName).image), quoted: true }) },
      ]),
  );

  /** `.name`, `[1]`, `["name"]`, `['name']`, `[*]`. */
  protected readonly step = this.RULE(
    'step',
    (): Step =>
      this.OR<Step>([
        {
          ALT: () => {
            this.CONSUME(tokens.Dot);
            return this.SUBRULE(this.name);
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.OpenList);
            const step = this.OR2<Step>([
              { ALT: () => ({ kind: 'index', index: Number(this.CONSUME(tokens.Number).image) }) },
              { ALT: () => ({ kind: 'name', name: unquoted(this.CONSUME(tokens.Text).image), quoted: true }) },
              { ALT: () => meaning(this.CONSUME(tokens.Star), { kind: 'star' }) },
            ]);
            this.CONSUME(tokens.CloseList);
            return step;
          },
        },
      ]),
  );

  protected readonly path = this.RULE('path', (): Path => {
    const steps: Step[] = [this.SUBRULE(this.name)];
    this.MANY({
      // `s.*` belongs to the list of what is selected.
      GATE: () => this.LA(1).tokenType !== tokens.Dot || this.LA(2).tokenType !== tokens.Star,
      DEF: () => steps.push(this.SUBRULE(this.step)),
    });
    return { kind: 'path', steps };
  });

  protected readonly constant = this.RULE(
    'constant',
    (): Expression =>
      this.OR<Expression>([
        { ALT: () => ({ kind: 'text', text: unquoted(this.CONSUME(tokens.Text).image) }) },
        { ALT: () => ({ kind: 'number', text: this.CONSUME(tokens.Number).image }) },
        { ALT: () => meaning(this.CONSUME(tokens.True), { kind: 'constant', value: true }) },
        { ALT: () => meaning(this.CONSUME(tokens.False), { kind: 'constant', value: false }) },
        { ALT: () => meaning(this.CONSUME(tokens.Null), { kind: 'constant', value: null }) },
        { ALT: () => meaning(this.CONSUME(tokens.Missing), { kind: 'constant', value: undefined }) },
      ]),
  );

  protected readonly call = this.RULE('call', (): Expression => {
    const name = this.CONSUME(tokens.Name).image;
    const operands: Expression[] = [];
    this.CONSUME(tokens.Open);
    const star = this.OR([
      { ALT: () => meaning(this.CONSUME(tokens.Star), true) },
      {
        ALT: () => {
          this.MANY_SEP({ SEP: tokens.Comma, DEF: () => operands.push(this.SUBRULE(this.expression)) });
          return false;
        },
      },
    ]);
    this.CONSUME(tokens.Close);
    return { kind: 'call', name: this.ACTION(() => name.toLowerCase()), operands, ...(star === true ? { star } : {}) };
  });

  /** The functions whose operands are separated by words. */
  protected readonly special = this.RULE(
    'special',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            this.CONSUME(tokens.Cast);
            this.CONSUME(tokens.Open);
            const operand = this.SUBRULE(this.expression);
            this.CONSUME(tokens.As);
            const type = this.CONSUME(tokens.Name).image;
            // Amazon S3 User Guide: precision and scale are ignored.
            this.OPTION(() => {
              this.CONSUME2(tokens.Open);
              this.MANY_SEP({ SEP: tokens.Comma, DEF: () => this.CONSUME(tokens.Number) });
              this.CONSUME2(tokens.Close);
            });
            this.CONSUME(tokens.Close);
            return { kind: 'cast', operand, type: this.ACTION(() => type.toLowerCase()) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Substring);
            this.CONSUME3(tokens.Open);
            const operands = [this.SUBRULE2(this.expression)];
            this.OR2([{ ALT: () => this.CONSUME(tokens.From) }, { ALT: () => this.CONSUME(tokens.Comma) }]);
            operands.push(this.SUBRULE3(this.expression));
            this.OPTION2(() => {
              this.OR3([{ ALT: () => this.CONSUME(tokens.For) }, { ALT: () => this.CONSUME2(tokens.Comma) }]);
              operands.push(this.SUBRULE4(this.expression));
            });
            this.CONSUME3(tokens.Close);
            return { kind: 'call', name: 'substring', operands };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Trim);
            this.CONSUME4(tokens.Open);
            const side = this.OPTION3(() =>
              this.OR4([
                { ALT: () => meaning(this.CONSUME(tokens.Leading), 'leading') },
                { ALT: () => meaning(this.CONSUME(tokens.Trailing), 'trailing') },
                { ALT: () => meaning(this.CONSUME(tokens.Both), 'both') },
              ]),
            );
            const first = this.OPTION4(() => this.SUBRULE5(this.expression));
            const second = this.OPTION5(() => {
              this.CONSUME2(tokens.From);
              return this.SUBRULE6(this.expression);
            });
            this.CONSUME4(tokens.Close);
            const operands = second === undefined ? (first === undefined ? [] : [first]) : [second, first ?? SPACE];
            return { kind: 'call', name: `trim ${side ?? 'both'}`, operands };
          },
        },
        {
          ALT: () => {
            this.CONSUME(tokens.Extract);
            this.CONSUME5(tokens.Open);
            const part = this.SUBRULE(this.name);
            this.CONSUME3(tokens.From);
            const operands: Expression[] = [{ kind: 'path', steps: [part] }, this.SUBRULE7(this.expression)];
            this.CONSUME5(tokens.Close);
            return { kind: 'call', name: 'extract', operands };
          },
        },
      ]),
  );

  protected readonly choice = this.RULE('choice', (): Expression => {
    const branches: Branch[] = [];
    this.CONSUME(tokens.Case);
    const subject = this.OPTION(() => this.SUBRULE(this.expression));
    this.AT_LEAST_ONE(() => {
      this.CONSUME(tokens.When);
      const when = this.SUBRULE2(this.expression);
      this.CONSUME(tokens.Then);
      branches.push({ when, result: this.SUBRULE3(this.expression) });
    });
    const otherwise = this.OPTION2(() => {
      this.CONSUME(tokens.Else);
      return this.SUBRULE4(this.expression);
    });
    this.CONSUME(tokens.End);
    return {
      kind: 'case',
      branches,
      ...(subject === undefined ? {} : { subject }),
      ...(otherwise === undefined ? {} : { otherwise }),
    };
  });
}
