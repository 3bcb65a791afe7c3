/** A condition's parts, from left to right. */
import type { Condition, Operand } from './syntax.js';

export function* partsOf(condition: Condition): Generator<Condition | Operand> {
  yield condition;
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const each of condition.conditions) yield* partsOf(each);
      return;
    case 'not':
      yield* partsOf(condition.condition);
      return;
    default:
      for (const operand of operandsOf(condition)) yield* partsOfOperand(operand);
  }
}

export function* partsOfOperand(operand: Operand): Generator<Operand> {
  yield operand;
  if (operand.kind === 'call') for (const each of operand.operands) yield* partsOfOperand(each);
}

/** Of a condition that compares or calls; the one that is asked about stands first. */
export function operandsOf(condition: Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>): readonly Operand[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right];
    case 'between':
      return [condition.subject, condition.low, condition.high];
    case 'in':
      return [condition.subject, ...condition.choices];
    default:
      return condition.operands;
  }
}
