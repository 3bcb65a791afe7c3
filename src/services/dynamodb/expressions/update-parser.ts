/** The grammar of update expressions. */
import { EOF } from 'chevrotain';
import { NestingParser, wordsOf } from './grammar.js';
import { refuseDeepParentheses } from './parentheses.js';
import type { Operand, ParsedUpdate, Path, Section, UpdateAction, UpdateValue } from './syntax.js';
import { refuseFirstError } from './syntax-error.js';
import { tokens } from './tokens.js';

export type UpdateParser = (text: string) => ParsedUpdate;

class Parser extends NestingParser<UpdateValue> {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly whole = this.RULE('whole', (): readonly UpdateAction[][] => {
    const clauses: UpdateAction[][] = [];
    this.AT_LEAST_ONE(() => clauses.push(this.SUBRULE(this.clause)));
    this.CONSUME(EOF);
    return clauses;
  });

  private readonly clause = this.RULE('clause', (): UpdateAction[] => {
    const actions: UpdateAction[] = [];
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
          this.AT_LEAST_ONE_SEP2({
            SEP: tokens.Comma,
            DEF: () => actions.push({ section: 'REMOVE', path: this.SUBRULE(this.wholePath) }),
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Add);
          this.AT_LEAST_ONE_SEP3({ SEP: tokens.Comma, DEF: () => actions.push(this.SUBRULE(this.member, { ARGS: ['ADD'] })) });
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.Delete);
          this.AT_LEAST_ONE_SEP4({ SEP: tokens.Comma, DEF: () => actions.push(this.SUBRULE2(this.member, { ARGS: ['DELETE'] })) });
        },
      },
    ]);
    return actions;
  });

  private readonly assignment = this.RULE('assignment', (): UpdateAction => {
    const path = this.SUBRULE(this.wholePath);
    this.CONSUME(tokens.Equal);
    return { section: 'SET', path, value: this.SUBRULE(this.value) };
  });

  private readonly member = this.RULE('member', (section: 'ADD' | 'DELETE'): UpdateAction => {
    const path: Path = this.SUBRULE(this.wholePath);
    return { section, path, value: { kind: 'value', name: this.CONSUME(tokens.Value).image } };
  });

  /** A sum in parentheses is no operand of another one. */
  private readonly value = this.RULE('value', (): UpdateValue => {
    const left = this.OR<UpdateValue>([{ ALT: () => this.SUBRULE(this.parenthesised) }, { ALT: () => this.SUBRULE(this.plainOperand) }]);
    return (
      this.OPTION({
        GATE: () => left.kind !== 'sum',
        DEF: (): UpdateValue => {
          // The tokens' patterns allow nothing else.
          const operator = this.OR2([{ ALT: () => this.CONSUME(tokens.Plus) }, { ALT: () => this.CONSUME(tokens.Minus) }]).image as
            | '+'
            | '-';
          const right = this.SUBRULE(this.operand);
          // The gate lets no sum come here; while Chevrotain records the grammar there is no operand at all.
          return { kind: 'sum', operator, left: left as Operand, right };
        },
      }) ?? left
    );
  });

  private readonly parenthesised = this.RULE('parenthesised', (): UpdateValue => {
    this.CONSUME(tokens.Open);
    const value = this.SUBRULE(this.value);
    this.CONSUME(tokens.Close);
    this.ACTION(() => this.noteParentheses(value));
    return value;
  });

  private readonly operand = this.RULE(
    'operand',
    (): Operand =>
      this.OR<Operand>([
        {
          ALT: () => {
            this.CONSUME(tokens.Open);
            const operand = this.SUBRULE(this.operand);
            this.CONSUME(tokens.Close);
            this.ACTION(() => this.noteParentheses(operand));
            return operand;
          },
        },
        { ALT: () => this.SUBRULE(this.plainOperand) },
      ]),
  );

  private readonly plainOperand = this.RULE(
    'plainOperand',
    (): Operand =>
      this.OR<Operand>([
        {
          ALT: () => {
            const name = this.CONSUME(tokens.Name).image;
            const operands = this.OPTION(() => this.SUBRULE(this.operands));
            if (operands !== undefined) return { kind: 'call', name, operands };
            return this.SUBRULE(this.path, { ARGS: [name] });
          },
        },
        { ALT: () => this.SUBRULE2(this.path, { ARGS: [this.CONSUME(tokens.Alias).image] }) },
        { ALT: () => ({ kind: 'value', name: this.CONSUME(tokens.Value).image }) as const },
      ]),
  );

  private readonly operands = this.RULE('operands', (): Operand[] => {
    const operands: Operand[] = [];
    this.CONSUME(tokens.Open);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => operands.push(this.SUBRULE(this.operand)) });
    this.CONSUME(tokens.Close);
    return operands;
  });
}

export function createUpdateParser(): UpdateParser {
  const parser = new Parser();
  return (text) => {
    const words = wordsOf(text);
    refuseDeepParentheses(words);
    parser.restart(words);
    const clauses = parser.whole();
    refuseFirstError(parser.errors, text, words);
    const sections = clauses.flatMap(([first]) => (first === undefined ? [] : [first.section]));
    return { actions: clauses.flat(), hasRedundantParentheses: parser.hasRedundantParentheses, ...repeated(sections) };
  };
}

function repeated(sections: readonly Section[]): { readonly repeatedSection?: Section } {
  const section = sections.find((each, at) => sections.indexOf(each) < at);
  return section === undefined ? {} : { repeatedSection: section };
}
