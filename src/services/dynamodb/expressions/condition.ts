/** A condition or filter of a request, ready to be asked of items. */
import type { Attributes } from '../values/attribute-value.js';
import { checkOperands } from './check-operands.js';
import type { DocumentPath } from './document-path.js';
import { compileCondition } from './evaluate-condition.js';
import { parseCondition } from './parse-condition.js';
import type { Placeholders } from './placeholders.js';
import type { ExpressionParameter } from './remembered.js';
import type { Condition } from './syntax.js';

export interface ItemCondition {
  /** An item that isn't there is asked as one without attributes. */
  readonly holds: (item: Attributes) => boolean;
  /** What it looks at. */
  readonly paths: readonly DocumentPath[];
}

/** @throws ValidationException in AWS's words for what isn't a condition, or does with its values what can't be done */
export function readCondition(
  text: string,
  parameter: 'ConditionExpression' | 'FilterExpression',
  placeholders: Placeholders,
): ItemCondition {
  return conditionOf(parseCondition(text, parameter), parameter, placeholders);
}

/** @param tree with as many operands as its functions have */
export function conditionOf(tree: Condition, parameter: ExpressionParameter, placeholders: Placeholders): ItemCondition {
  const paths = checkOperands(tree, placeholders, parameter);
  const evaluate = compileCondition(tree);
  const { bindings } = placeholders;
  return { holds: (item) => evaluate(item, bindings), paths };
}

/** The first of the names that a path begins with. */
export const pathWithin = ({ paths }: ItemCondition, names: readonly string[]): string | undefined =>
  paths.find(([name]) => names.includes(name))?.[0];
