/** What a statement does with rows of one kind: which it keeps, and what becomes of them. */
import { EvaluatorNegativeLimit } from '../../../../../generated/s3/errors.js';
import type { Expression, Projection, Select } from '../sql/syntax.js';
import { type Accumulator, aggregateOf } from './aggregates.js';
import { type Compilation, compile, type Evaluate, truthOf } from './compile.js';
import type { FunctionContext } from './functions.js';
import { Struct, type Value } from './value.js';

/** How rows of one kind are looked into. */
export interface RowKind<R> {
  readonly bind: Compilation<R>['bind'];
  /** The whole row, for `*`. */
  readonly all: (row: R) => Struct;
}

export interface Plan<R> {
  /** @returns what goes out; undefined for a row that isn't kept, and for all rows of aggregates. */
  take(row: R): Struct | undefined;
  /** What goes out at the end: the one record of aggregates. */
  end(): Struct | undefined;
  /** Whether no further row can change anything. */
  readonly isComplete: boolean;
}

export function createPlan<R>(select: Select, kind: RowKind<R>, context: FunctionContext): Plan<R> {
  const limit = limitOf(select.limit);
  const where = select.where === undefined ? undefined : compile(select.where, { ...context, bind: kind.bind });
  const isKept = (row: R): boolean => where === undefined || truthOf(where(row)) === true;
  const { projections } = select;
  if (projections?.some(hasAggregate) === true) return aggregatePlan(projections, kind, context, isKept, limit);
  const project = projections === undefined ? kind.all : projection(projections, kind, context);
  let taken = 0;
  return {
    take: (row) => {
      if (taken >= limit || !isKept(row)) return undefined;
      taken += 1;
      return project(row);
    },
    end: () => undefined,
    get isComplete() {
      return taken >= limit;
    },
  };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (limit < 0) throw new EvaluatorNegativeLimit('LIMIT must not be negative.');
  return Math.trunc(limit);
}

function projection<R>(projections: readonly Projection[], kind: RowKind<R>, context: FunctionContext): (row: R) => Struct {
  const compilation = { ...context, bind: kind.bind };
  if (projections.every((item) => item.kind === 'expression')) {
    const names = projections.map(nameOf);
    const evaluated = projections.map((item) => compile(item.expression, compilation));
    return (row) =>
      new Struct(
        names,
        evaluated.map((evaluate) => evaluate(row)),
      );
  }
  const parts = projections.map((item, index) =>
    item.kind === 'expression'
      ? { name: nameOf(item, index), evaluate: compile(item.expression, compilation) }
      : { name: undefined, evaluate: kind.bind(item.of) },
  );
  return (row) => {
    const names: string[] = [];
    const values: Value[] = [];
    for (const { name, evaluate } of parts) {
      const value = evaluate(row);
      if (name === undefined && value instanceof Struct) {
        names.push(...value.names);
        values.push(...value.values);
      } else if (value !== undefined) {
        names.push(name ?? `_${names.length + 1}`);
        values.push(value);
      }
    }
    return new Struct(names, values);
  };
}

/** An alias, the last name of a path, or the place from one: `_1`. */
function nameOf(item: Projection, index: number): string {
  if (item.kind === 'all') return `_${index + 1}`;
  if (item.alias !== undefined) return item.alias;
  const last = item.expression.kind === 'path' ? item.expression.steps.at(-1) : undefined;
  return last?.kind === 'name' ? last.name : `_${index + 1}`;
}

function aggregatePlan<R>(
  projections: readonly Projection[],
  kind: RowKind<R>,
  context: FunctionContext,
  isKept: (row: R) => boolean,
  limit: number,
): Plan<R> {
  const running: { readonly accumulator: Accumulator; readonly operand: Evaluate<R | undefined> }[] = [];
  const compilation: Compilation<R | undefined> = {
    ...context,
    bind: (path) => {
      const find = kind.bind(path);
      return (row) => (row === undefined ? undefined : find(row));
    },
    aggregate: (accumulator, operand) => {
      running.push({ accumulator, operand });
      return () => accumulator.result();
    },
  };
  const results = projections.map((item) => compile(item.kind === 'all' ? item.of : item.expression, compilation));
  return {
    take: (row) => {
      if (limit > 0 && isKept(row)) for (const { accumulator, operand } of running) accumulator.add(operand(row));
      return undefined;
    },
    end: () =>
      limit === 0
        ? undefined
        : new Struct(
            projections.map(nameOf),
            results.map((evaluate) => evaluate(undefined)),
          ),
    isComplete: limit === 0,
  };
}

const hasAggregate = (item: Projection): boolean => item.kind === 'expression' && callsAggregate(item.expression);

function callsAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'path':
    case 'number':
    case 'text':
    case 'constant':
      return false;
    case 'call':
      return aggregateOf(expression.name) !== undefined || expression.operands.some(callsAggregate);
    case 'and':
    case 'or':
      return expression.operands.some(callsAggregate);
    case 'compare':
    case 'operation':
      return callsAggregate(expression.left) || callsAggregate(expression.right);
    case 'not':
    case 'negative':
    case 'cast':
      return callsAggregate(expression.operand);
    case 'is':
      return callsAggregate(expression.subject);
    case 'between':
      return [expression.subject, expression.low, expression.high].some(callsAggregate);
    case 'in':
      return [expression.subject, ...expression.choices].some(callsAggregate);
    case 'like':
      return [expression.subject, expression.pattern].some(callsAggregate);
    case 'case': {
      const { subject, otherwise, branches } = expression;
      return [
        ...(subject === undefined ? [] : [subject]),
        ...(otherwise === undefined ? [] : [otherwise]),
        ...branches.flatMap(({ when, result }) => [when, result]),
      ].some(callsAggregate);
    }
  }
}
