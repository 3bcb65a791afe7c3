/** The grammar of condition, filter and key-condition expressions. */
import { EOF, type IToken } from 'chevrotain';
import { NestingParser, wordsOf } from './grammar.js';
import { refuseDeepParentheses } from './parentheses.js';
import type { Comparator, Condition, Operand, ParsedCondition } from './syntax.js';
import { refuseFirstError, syntaxError } from './syntax-error.js';
import { tokens } from './tokens.js';

export type ConditionParser = (text: string) => ParsedCondition;

/** What a pair of parentheses may hold: the grammar finds out behind it which of both it is. */
type Term = Operand | Condition;

const isOperand = (term: Term): term is Operand => term.kind === 'path' || term.kind === 'value' || term.kind === 'call';

/** A path or a value alone says nothing; a call may. */
const isCondition = (term: Term): term is Condition => term.kind !== 'path' && term.kind !== 'value';

class Parser extends NestingParser<Term> {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly whole = this.RULE('whole', (): Condition => {
    const term = this.SUBRULE(this.disjunction);
    const condition = this.condition(term);
    this.CONSUME(EOF);
    return condition;
  });

  private readonly disjunction = this.RULE('disjunction', (): Term => {
    const first = this.SUBRULE(this.conjunction);
    const terms = [first];
    this.MANY(() => {
      this.condition(first);
      this.CONSUME(tokens.Or);
      terms.push(this.condition(this.SUBRULE2(this.conjunction)));
    });
    return terms.length === 1 ? first : { kind: 'or', conditions: terms.map((term) => this.condition(term)) };
  });

  private readonly conjunction = this.RULE('conjunction', (): Term => {
    const first = this.SUBRULE(this.negation);
    const terms = [first];
    this.MANY(() => {
      this.condition(first);
      this.CONSUME(tokens.And);
      terms.push(this.condition(this.SUBRULE2(this.negation)));
    });
    return terms.length === 1 ? first : { kind: 'and', conditions: terms.map((term) => this.condition(term)) };
  });

  private readonly negation = this.RULE(
    'negation',
    (): Term =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(tokens.Not);
            return { kind: 'not', condition: this.condition(this.SUBRULE(this.negation)) } as const;
          },
        },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  );

  private readonly comparison = this.RULE('comparison', (): Term => {
    const subject = this.SUBRULE(this.term);
    return (
      this.OPTION({
        GATE: () => isOperand(subject),
        DEF: () =>
          this.OR<Condition>([
            {
              ALT: () => {
                // The token's pattern allows nothing else.
                const operator = this.CONSUME(tokens.Comparator).image as Comparator;
                return { kind: 'compare', operator, left: this.operand(subject), right: this.operand(this.SUBRULE2(this.term)) };
              },
            },
            {
              ALT: () => {
                this.CONSUME(tokens.Between);
                const low = this.operand(this.SUBRULE3(this.term));
                this.CONSUME(tokens.And);
                const high = this.operand(this.SUBRULE4(this.term));
                return { kind: 'between', subject: this.operand(subject), low, high };
              },
            },
            {
              ALT: () => {
                this.CONSUME(tokens.In);
                return { kind: 'in', subject: this.operand(subject), choices: this.SUBRULE(this.operands) };
              },
            },
          ]),
      }) ?? subject
    );
  });

  private readonly term = this.RULE('term', (): Term => {
    return this.OR<Term>([
      { ALT: () => this.SUBRULE(this.parenthesised) },
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
    ]);
  });

  private readonly parenthesised = this.RULE('parenthesised', (): Term => {
    this.CONSUME(tokens.Open);
    const term = this.SUBRULE(this.disjunction);
    this.CONSUME(tokens.Close);
    this.ACTION(() => this.noteParentheses(term));
    return term;
  });

  private readonly operands = this.RULE('operands', (): Operand[] => {
    const operands: Operand[] = [];
    this.CONSUME(tokens.Open);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.Comma, DEF: () => operands.push(this.operand(this.SUBRULE(this.term))) });
    this.CONSUME(tokens.Close);
    return operands;
  });

  /** Where a condition has to stand, the word behind a mere path or value is one too many, or one too early. */
  private condition(term: Term): Condition {
    return this.require(term, isCondition);
  }

  private operand(term: Term): Operand {
    return this.require(term, isOperand);
  }

  private require<T extends Term>(term: Term, is: (term: Term) => term is T): T {
    // While Chevrotain records the grammar there are no terms.
    if (this.RECORDING_PHASE || is(term)) return term as T;
    throw new Misplaced(this.LA(1));
  }
}

export function createConditionParser(): ConditionParser {
  const parser = new Parser();
  return (text) => {
    const words = wordsOf(text);
    refuseDeepParentheses(words);
    parser.restart(words);
    const condition = parseOrRefuse(() => parser.whole(), text, words);
    refuseFirstError(parser.errors, text, words);
    return { condition, hasRedundantParentheses: parser.hasRedundantParentheses };
  };
}

class Misplaced extends Error {
  constructor(readonly token: IToken) {
    super('A term of the wrong kind');
  }
}

function parseOrRefuse<T>(parse: () => T, text: string, words: readonly IToken[]): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Misplaced) throw syntaxError(text, words, error.token);
    throw error;
  }
}
