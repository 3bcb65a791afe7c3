/** What the SET and REMOVE clauses of an UPDATE do. */

import type { Operand, Path, UpdateAction, UpdateValue } from '../expressions/syntax.js';
import { type ItemUpdate, updateOf } from '../expressions/update.js';
import { invalid } from '../refusals.js';
import { typeOf } from '../values/attribute-value.js';
import { isConstant } from './constant.js';
import type { Assignment, Expression, FunctionCall } from './syntax.js';
import type { Translation } from './translation.js';

export function readAssignments(assignments: readonly Assignment[], translation: Translation): ItemUpdate {
  const actions = assignments.map((assignment) => readAssignment(assignment, translation));
  return updateOf(actions, translation.placeholders(), 'Statement');
}

function readAssignment({ path: given, value }: Assignment, translation: Translation): UpdateAction {
  const path = translation.path(given);
  if (value === undefined) return { section: 'REMOVE', path };
  if (value.kind === 'call' && (value.name === 'set_add' || value.name === 'set_delete'))
    return { section: value.name === 'set_add' ? 'ADD' : 'DELETE', path, value: translation.value(setOperand(value, given, translation)) };
  return { section: 'SET', path, value: readValue(value, translation) };
}

/** They change the set that they are given, and nothing else. */
function setOperand({ name, operands: [set, members, ...more] }: FunctionCall, path: Path, translation: Translation) {
  const word = name.toUpperCase();
  if (members === undefined || more.length > 0)
    throw invalid(`Incorrect number of operands for operator or function; operator or function: ${name}`);
  if (set?.kind !== 'path' || !isSame(set, path)) throw invalid(`The first argument to ${word} must equal the assignment value`);
  const value = isConstant(members) ? translation.constant(members) : undefined;
  if (value === undefined || !typeOf(value).endsWith('S') || value.S !== undefined)
    throw invalid(`The second argument to ${word} must be a value with type SET`);
  return value;
}

const forConditions = new Set(['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size']);

const isSame = ({ steps: left }: Path, { steps: right }: Path): boolean =>
  left.length === right.length && left.every((step, at) => step === right[at]);

function readValue(expression: Expression, translation: Translation): UpdateValue {
  if (expression.kind === 'not') throw invalid('Unsupported operator in Update Expression. Operator: not');
  if (expression.kind !== 'operation') return readOperand(expression, translation);
  const { operator } = expression;
  if (operator !== '+' && operator !== '-') throw invalid(`Unsupported operator in Update Expression. Operator: ${operator}`);
  return {
    kind: 'sum',
    operator,
    left: readValue(expression.left, translation),
    right: readValue(expression.right, translation),
  };
}

function readOperand(expression: Expression, translation: Translation): Operand {
  if (expression.kind === 'path') return translation.path(expression);
  if (isConstant(expression)) return translation.value(translation.constant(expression));
  if (expression.kind === 'missing') throw invalid('MISSING must be compared using IS operator');
  if (expression.kind !== 'call') throw invalid('Unsupported expression in Update Expression');
  const { name, operands } = expression;
  if (forConditions.has(name)) throw invalid(`The function is not allowed in an update expression; function: ${name}`);
  if (name !== 'list_append' && name !== 'if_not_exists') throw invalid(`Unrecognized function: ${name}`);
  if (operands.length !== 2)
    throw invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  return { kind: 'call', name, operands: operands.map((operand) => readOperand(operand, translation)) };
}
