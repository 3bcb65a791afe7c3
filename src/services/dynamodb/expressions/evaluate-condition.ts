/** From a condition's tree to a function that says of an item whether it holds. */
import type { Attributes } from '../values/attribute-value.js';
import { typeOf } from '../values/attribute-value.js';
import { beginsWith, contains, isBetween, isEqual, orderOf, sizeOfValue, type Value } from './compare-values.js';
import { type DocumentPath, valueAt } from './document-path.js';
import type { Bindings } from './placeholders.js';
import type { Call, Comparator, Condition, Operand, Path } from './syntax.js';

/** Of a tree whose operands passed the check. */
export type Evaluate = (item: Attributes, bindings: Bindings) => boolean;

type Read = (item: Attributes, bindings: Bindings) => Value;

const compiled = new WeakMap<Condition, Evaluate>();

/** A tree is remembered by its text, and what it compiles to by the tree. */
export function compileCondition(condition: Condition): Evaluate {
  const known = compiled.get(condition);
  if (known !== undefined) return known;
  const evaluate = compile(condition);
  compiled.set(condition, evaluate);
  return evaluate;
}

function compile(condition: Condition): Evaluate {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.conditions.map(compile);
      return (item, bindings) => parts.every((part) => part(item, bindings));
    }
    case 'or': {
      const parts = condition.conditions.map(compile);
      return (item, bindings) => parts.some((part) => part(item, bindings));
    }
    case 'not': {
      const part = compile(condition.condition);
      return (item, bindings) => !part(item, bindings);
    }
    case 'compare': {
      const left = compileOperand(condition.left);
      const right = compileOperand(condition.right);
      const holds = comparators[condition.operator];
      return (item, bindings) => holds(left(item, bindings), right(item, bindings));
    }
    case 'between': {
      const subject = compileOperand(condition.subject);
      const low = compileOperand(condition.low);
      const high = compileOperand(condition.high);
      return (item, bindings) => isBetween(subject(item, bindings), low(item, bindings), high(item, bindings));
    }
    case 'in': {
      const subject = compileOperand(condition.subject);
      const choices = condition.choices.map(compileOperand);
      return (item, bindings) => {
        const value = subject(item, bindings);
        return value !== undefined && choices.some((choice) => isEqual(value, choice(item, bindings)));
      };
    }
    default:
      return compileCall(condition);
  }
}

const ordered =
  (holds: (order: number) => boolean) =>
  (left: Value, right: Value): boolean => {
    const order = orderOf(left, right);
    return order !== undefined && holds(order);
  };

/** An attribute that isn't there, or of another type, is unequal and neither less nor greater. */
export const comparators: Readonly<Record<Comparator, (left: Value, right: Value) => boolean>> = {
  '=': isEqual,
  '<>': (left, right) => !isEqual(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
};

function compileCall({ name, operands }: Call): Evaluate {
  const [first, second] = operands.map(compileOperand);
  if (first === undefined) throw new Error(`${name} without operands passed the check`);
  switch (name) {
    case 'attribute_exists':
      return (item, bindings) => first(item, bindings) !== undefined;
    case 'attribute_not_exists':
      return (item, bindings) => first(item, bindings) === undefined;
    case 'attribute_type':
      return (item, bindings) => {
        const value = first(item, bindings);
        return value !== undefined && typeOf(value) === second?.(item, bindings)?.S;
      };
    case 'begins_with':
      return (item, bindings) => beginsWith(first(item, bindings), second?.(item, bindings));
    case 'contains':
      return (item, bindings) => contains(first(item, bindings), second?.(item, bindings));
    default:
      throw new Error(`The function ${name} passed the check`);
  }
}

function compileOperand(operand: Operand): Read {
  switch (operand.kind) {
    case 'path':
      return compilePath(operand);
    case 'value':
      return (_item, { values }) => values.get(operand.name);
    case 'call': {
      const [inner] = operand.operands.map(compileOperand);
      return (item, bindings) => {
        const size = sizeOfValue(inner?.(item, bindings));
        return size === undefined ? undefined : { N: String(size) };
      };
    }
  }
}

/** Aliases may stand for other names the next time; without any the path is always the same. */
export function compilePath({ steps }: Path): Read {
  const isAlias = (step: string | number): boolean => typeof step === 'string' && step.startsWith('#');
  if (!steps.some(isAlias)) return (item) => valueAt(item, steps);
  const [first, ...deeper] = steps;
  return (item, { names }) => {
    const path: DocumentPath = [
      names.get(first) ?? first,
      ...deeper.map((step) => (typeof step === 'number' ? step : (names.get(step) ?? step))),
    ];
    return valueAt(item, path);
  };
}
