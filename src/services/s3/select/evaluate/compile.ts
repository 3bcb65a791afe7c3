/** From expressions to functions of a row. NULL stands for unknown, as in SQL's logic of three values. */
import { UnsupportedSqlStructure } from '../../../../../generated/s3/errors.js';
import type { Call, Comparator, Expression, Path } from '../sql/syntax.js';
import { type Accumulator, aggregateOf } from './aggregates.js';
import { calculate, negate, numberOf, readNumber } from './arithmetic.js';
import { castTo } from './cast.js';
import { compareValues, isSame } from './compare.js';
import { type FunctionContext, functionOf, wrongCount } from './functions.js';
import { compileLike } from './like.js';
import { textOf } from './text.js';
import { isAbsent, type Value } from './value.js';

export type Evaluate<R> = (row: R) => Value;

export interface Compilation<R> extends FunctionContext {
  /** What a path finds in a row. */
  readonly bind: (path: Path) => Evaluate<R>;
  /** Takes an aggregate's place; absent where none may stand. Beside aggregates no column may. */
  readonly aggregate?: (accumulator: Accumulator, operand: Evaluate<R>) => Evaluate<R>;
}

/** @throws what S3 refuses an expression with before it reads a record. */
export function compile<R>(expression: Expression, given: Compilation<R>): Evaluate<R> {
  const inner = (part: Expression): Evaluate<R> => compile(part, given);
  switch (expression.kind) {
    case 'path':
      if (given.aggregate !== undefined)
        throw new UnsupportedSqlStructure('The SQL expression contains columns beside aggregate functions.');
      return given.bind(expression);
    case 'text': {
      const { text } = expression;
      return () => text;
    }
    case 'number': {
      const value = readNumber(expression.text);
      return () => value;
    }
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'and':
    case 'or':
      return joined(expression.operands.map(inner), expression.kind === 'or');
    case 'not': {
      const operand = inner(expression.operand);
      return (row) => {
        const value = truthOf(operand(row));
        return value === null ? null : !value;
      };
    }
    case 'negative': {
      const operand = inner(expression.operand);
      return (row) => {
        const value = operand(row);
        return isAbsent(value) ? null : negate(numberOf(value));
      };
    }
    case 'compare':
      return comparison(expression.operator, inner(expression.left), inner(expression.right));
    case 'operation':
      return operation(expression.operator, inner(expression.left), inner(expression.right));
    case 'is':
      return isTest(expression.type, inner(expression.subject));
    case 'between': {
      const { subject, low, high } = expression;
      return inner({
        kind: 'and',
        operands: [
          { kind: 'compare', operator: '>=', left: subject, right: low },
          { kind: 'compare', operator: '<=', left: subject, right: high },
        ],
      });
    }
    case 'in':
      return membership(inner(expression.subject), expression.choices.map(inner));
    case 'like':
      return likeness(expression, inner);
    case 'cast': {
      const cast = castTo(expression.type);
      const operand = inner(expression.operand);
      return (row) => cast(operand(row));
    }
    case 'case':
      return choice(expression, inner);
    case 'call':
      return call(expression, given);
  }
}

/** Null for unknown. */
export function truthOf(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  return null;
}

/** @param decisive the value that decides whatever the others are. */
function joined<R>(operands: readonly Evaluate<R>[], decisive: boolean): Evaluate<R> {
  return (row) => {
    let unknown = false;
    for (const operand of operands) {
      const value = truthOf(operand(row));
      if (value === decisive) return decisive;
      if (value === null) unknown = true;
    }
    return unknown ? null : !decisive;
  };
}

const ORDERS: Readonly<Record<Comparator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function comparison<R>(operator: Comparator, left: Evaluate<R>, right: Evaluate<R>): Evaluate<R> {
  const holds = ORDERS[operator];
  return (row) => {
    const one = left(row);
    const other = right(row);
    if (isAbsent(one) || isAbsent(other)) return null;
    if (operator === '=') return isSame(one, other);
    if (operator === '<>') return !isSame(one, other);
    const order = compareValues(one, other);
    return order === undefined ? null : holds(order);
  };
}

function operation<R>(operator: '+' | '-' | '*' | '/' | '%' | '||', left: Evaluate<R>, right: Evaluate<R>): Evaluate<R> {
  return (row) => {
    const one = left(row);
    const other = right(row);
    if (isAbsent(one) || isAbsent(other)) return null;
    return operator === '||' ? textOf(one) + textOf(other) : calculate(operator, numberOf(one), numberOf(other));
  };
}

function isTest<R>(type: 'null' | 'missing' | 'true' | 'false', subject: Evaluate<R>): Evaluate<R> {
  switch (type) {
    case 'null':
      return (row) => isAbsent(subject(row));
    case 'missing':
      return (row) => subject(row) === undefined;
    case 'true':
      return (row) => truthOf(subject(row)) === true;
    case 'false':
      return (row) => truthOf(subject(row)) === false;
  }
}

function membership<R>(subject: Evaluate<R>, choices: readonly Evaluate<R>[]): Evaluate<R> {
  return (row) => {
    const value = subject(row);
    if (isAbsent(value)) return null;
    let unknown = false;
    for (const choice of choices) {
      const candidate = choice(row);
      if (isAbsent(candidate)) unknown = true;
      else if (isSame(value, candidate)) return true;
    }
    return unknown ? null : false;
  };
}

function likeness<R>(
  { subject, pattern, escapeSign }: Extract<Expression, { kind: 'like' }>,
  inner: (part: Expression) => Evaluate<R>,
): Evaluate<R> {
  const evaluated = [subject, pattern, ...(escapeSign === undefined ? [] : [escapeSign])].map(inner);
  // Patterns are mostly written into the query.
  let last: { readonly pattern: string; readonly escapeSign: string | undefined; readonly test: (text: string) => boolean } | undefined;
  return (row) => {
    const values = evaluated.map((evaluate) => evaluate(row));
    if (values.some(isAbsent)) return null;
    const [text = '', shape = '', sign] = values.map(textOf);
    if (last === undefined || last.pattern !== shape || last.escapeSign !== sign)
      last = { pattern: shape, escapeSign: sign, test: compileLike(shape, sign) };
    return last.test(text);
  };
}

function choice<R>(
  { subject, branches, otherwise }: Extract<Expression, { kind: 'case' }>,
  inner: (part: Expression) => Evaluate<R>,
): Evaluate<R> {
  const of = subject === undefined ? undefined : inner(subject);
  const compiled = branches.map(({ when, result }) => ({ when: inner(when), result: inner(result) }));
  const rest = otherwise === undefined ? () => null : inner(otherwise);
  return (row) => {
    const value = of?.(row);
    for (const { when, result } of compiled) {
      const met = when(row);
      if (of === undefined ? truthOf(met) === true : !isAbsent(value) && !isAbsent(met) && isSame(value, met)) return result(row);
    }
    return rest(row);
  };
}

function call<R>(expression: Call, given: Compilation<R>): Evaluate<R> {
  const createAccumulator = aggregateOf(expression.name);
  if (createAccumulator === undefined) {
    const { apply, operands } = functionOf(expression, given);
    const compiled = operands.map((operand) => compile(operand, given));
    return (row) => apply(compiled.map((evaluate) => evaluate(row)));
  }
  const { aggregate, ...rest } = given;
  if (aggregate === undefined) throw new UnsupportedSqlStructure('The SQL expression contains an aggregate function where none may stand.');
  const [operand] = expression.operands;
  if (expression.star === true) {
    if (expression.name !== 'count') throw wrongCount();
    return aggregate(createAccumulator(), () => true);
  }
  if (operand === undefined || expression.operands.length !== 1) throw wrongCount();
  return aggregate(createAccumulator(), compile(operand, rest));
}
