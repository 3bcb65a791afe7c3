/** What a KeyConditionExpression may say: one comparison for each key attribute, joined by AND. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { typeOf } from '../attribute-value.js';
import { invalid } from '../refusals.js';
import { compareScalars } from '../scalar-order.js';
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

/** @throws ValidationException for what can't be a key condition of any table */
export function readKeyConditions(text: string, placeholders: Placeholders): readonly KeyCondition[] {
  const conditions = conjunction(parseCondition(text, PARAMETER)).map((condition) => readCondition(condition, placeholders));
  const names = new Set(conditions.map(({ attribute }) => attribute));
  if (names.size < conditions.length) throw invalid('KeyConditionExpressions must only contain one condition per key');
  return conditions;
}

const conjunction = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.conditions.flatMap(conjunction) : [condition];

const invalidOperator = (operator: string): Error => invalid(`Invalid operator used in ${PARAMETER}: ${operator}`);
const refuse = (problem: string): Error => invalid(`Invalid ${PARAMETER}: ${problem}`);
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
  if (first?.kind === 'name' && rest.some((other) => other.kind === 'name' && other.name === first.name))
    throw refuse(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${first.name}]`,
    );
  if (paths.length > 1) throw invalidCondition('Multiple attribute names used in one condition');
  if (first?.kind === 'name') return checked({ attribute: first.name, operator, values: valuesOf(rest) });
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

function checked(condition: KeyCondition): KeyCondition {
  const [low, high] = condition.values;
  if (condition.operator === 'begins_with' && low !== undefined && low.S === undefined && low.B === undefined)
    throw refuse(`Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${typeOf(low)}`);
  if (condition.operator === 'BETWEEN' && low !== undefined && high !== undefined) checkBounds(low, high);
  return condition;
}

function checkBounds(low: AttributeValue, high: AttributeValue): void {
  const bounds = `lower bound operand: AttributeValue: ${textOf(low)}, upper bound operand: AttributeValue: ${textOf(high)}`;
  if (typeOf(low) !== typeOf(high)) throw refuse(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  if (compareScalars(low, high) > 0)
    throw refuse(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
}

const textOf = (value: AttributeValue): string => `{${typeOf(value)}:${value.S ?? value.N ?? JSON.stringify(value[typeOf(value)])}}`;
