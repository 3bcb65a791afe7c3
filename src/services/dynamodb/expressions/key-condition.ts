/** What a KeyConditionExpression may say: one comparison for each key attribute, joined by AND. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import { checkOperands } from './check-operands.js';
import { parseCondition } from './parse-condition.js';
import type { Placeholders } from './placeholders.js';
import type { Condition, Operand } from './syntax.js';
import { operandsOf } from './walk.js';

export interface KeyCondition {
  readonly attribute: string;
  readonly operator: KeyOperator;
  /** Two for BETWEEN, otherwise one. */
  readonly values: readonly AttributeValue[];
}

export type KeyOperator = '=' | '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with';

const PARAMETER = 'KeyConditionExpression';

/** @throws ValidationException for what isn't a condition, or does with its values what can't be done */
export function checkKeyCondition(text: string, placeholders: Placeholders): Condition {
  const condition = parseCondition(text, PARAMETER);
  checkOperands(condition, placeholders, PARAMETER);
  return condition;
}

/**
 * @param tree checked
 * @throws ValidationException for what can't be a key condition of any table
 */
export function readKeyConditions(tree: Condition, placeholders: Placeholders): readonly KeyCondition[] {
  const conditions = conjunction(tree).map((condition) => readCondition(condition, placeholders));
  const names = new Set(conditions.map(({ attribute }) => attribute));
  if (names.size < conditions.length) throw invalid('KeyConditionExpressions must only contain one condition per key');
  return conditions;
}

const conjunction = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.conditions.flatMap(conjunction) : [condition];

const invalidOperator = (operator: string): Error => invalid(`Invalid operator used in ${PARAMETER}: ${operator}`);
const invalidCondition = (problem: string): Error => invalid(`Invalid condition in ${PARAMETER}: ${problem}`);

type Comparison = Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>;

function readCondition(condition: Condition, placeholders: Placeholders): KeyCondition {
  if (condition.kind === 'or' || condition.kind === 'not' || condition.kind === 'and') throw invalidOperator(condition.kind.toUpperCase());
  const operator = operatorOf(condition);
  const operands = operandsOf(condition);
  const resolved = operands.map((operand) => resolve(operand, placeholders));
  const paths = resolved.filter((operand) => operand.kind === 'name');
  if (paths.length === 0) throw invalidCondition('No key attribute specified');
  const [first, ...rest] = resolved;
  if (paths.length > 1) throw invalidCondition('Multiple attribute names used in one condition');
  if (first?.kind === 'name') return { attribute: first.name, operator, values: valuesOf(rest) };
  return mirrored(operator, resolved);
}

/** `:value < name` says the same as `name > :value`. */
function mirrored(operator: KeyOperator, [value, subject]: readonly Resolved[]): KeyCondition {
  if (operator === 'BETWEEN' || operator === 'begins_with')
    throw invalidCondition(`${operator} operator must have the key attribute as its first operand`);
  if (subject?.kind !== 'name' || value === undefined) throw invalidCondition('No key attribute specified');
  const turned = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
  return { attribute: subject.name, operator: turned[operator], values: valuesOf([value]) };
}

function operatorOf(condition: Comparison): KeyOperator {
  switch (condition.kind) {
    case 'compare':
      if (condition.operator === '<>') throw invalidOperator('<>');
      return condition.operator;
    case 'between':
      return 'BETWEEN';
    case 'in':
      throw invalidOperator('IN');
    default:
      if (condition.name !== 'begins_with') throw invalidOperator(condition.name);
      return 'begins_with';
  }
}

type Resolved = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'value'; readonly value: AttributeValue };

function resolve(operand: Operand, placeholders: Placeholders): Resolved {
  switch (operand.kind) {
    case 'call':
      throw invalid('KeyConditionExpressions cannot contain nested operations');
    case 'value':
      return { kind: 'value', value: placeholders.value(operand.name, PARAMETER) };
    case 'path': {
      const [first, ...deeper] = operand.steps;
      const name = placeholders.name(first, PARAMETER);
      if (deeper.length > 0)
        throw invalid(`Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`);
      return { kind: 'name', name };
    }
  }
}

const valuesOf = (operands: readonly Resolved[]): AttributeValue[] =>
  operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : []));
