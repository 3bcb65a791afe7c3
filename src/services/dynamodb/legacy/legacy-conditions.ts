/** Conditions as they were before expressions: Expected, QueryFilter, ScanFilter, ConditionalOperator. */
import type {
  AttributeValue,
  ComparisonOperator,
  Condition,
  ConditionalOperator,
  ExpectedAttributeValue,
} from '../../../../generated/dynamodb/types.js';
import { beginsWith, contains, isBetween, isEqual, type Value } from '../expressions/compare-values.js';
import type { ItemCondition } from '../expressions/condition.js';
import { comparators } from '../expressions/evaluate-condition.js';
import { invalid, invalidParameter } from '../refusals.js';
import { type Attributes, type AttributeType, attributeOf, checkValue, typeOf } from '../values/attribute-value.js';
import { compareScalars } from '../values/scalar-order.js';

type Operator =
  | 'EQ'
  | 'NE'
  | 'LE'
  | 'LT'
  | 'GE'
  | 'GT'
  | 'CONTAINS'
  | 'NOT_CONTAINS'
  | 'BEGINS_WITH'
  | 'BETWEEN'
  | 'IN'
  | 'NULL'
  | 'NOT_NULL';

type Holds = (value: Value, operands: readonly AttributeValue[]) => boolean;

interface OperatorFacts {
  /** How many operands; IN has one or more. */
  readonly operands: number;
  /** Of its operands; all when there are none here. */
  readonly types?: readonly AttributeType[];
  readonly holds: Holds;
}

const ORDERED: readonly AttributeType[] = ['S', 'N', 'B'];
const MEMBERS: readonly AttributeType[] = ['S', 'N', 'B', 'BOOL', 'NULL'];

const operators: Readonly<Record<Operator, OperatorFacts>> = {
  EQ: { operands: 1, holds: (value, [operand]) => isEqual(value, operand) },
  NE: { operands: 1, holds: (value, [operand]) => !isEqual(value, operand) },
  LE: { operands: 1, types: ORDERED, holds: (value, [operand]) => comparators['<='](value, operand) },
  LT: { operands: 1, types: ORDERED, holds: (value, [operand]) => comparators['<'](value, operand) },
  GE: { operands: 1, types: ORDERED, holds: (value, [operand]) => comparators['>='](value, operand) },
  GT: { operands: 1, types: ORDERED, holds: (value, [operand]) => comparators['>'](value, operand) },
  CONTAINS: { operands: 1, types: MEMBERS, holds: (value, [operand]) => contains(value, operand) },
  // An attribute that isn't there doesn't satisfy it.
  NOT_CONTAINS: { operands: 1, types: MEMBERS, holds: (value, [operand]) => value !== undefined && !contains(value, operand) },
  BEGINS_WITH: { operands: 1, types: ['S', 'B'], holds: (value, [operand]) => beginsWith(value, operand) },
  BETWEEN: { operands: 2, types: ORDERED, holds: (value, [low, high]) => isBetween(value, low, high) },
  IN: { operands: 1, types: ORDERED, holds: (value, operands) => operands.some((operand) => isEqual(value, operand)) },
  NULL: { operands: 0, holds: (value) => value === undefined },
  NOT_NULL: { operands: 0, holds: (value) => value !== undefined },
};

export interface LegacyCondition {
  readonly attribute: string;
  readonly operator: Operator;
  readonly operands: readonly AttributeValue[];
}

export function readLegacyCondition(attribute: string, condition: Condition): LegacyCondition {
  return checked(attribute, condition.ComparisonOperator, condition.AttributeValueList ?? []);
}

function checked(attribute: string, name: ComparisonOperator, given: readonly AttributeValue[]): LegacyCondition {
  // The model's constraint lets no other name pass.
  const operator = name as Operator;
  const facts = operators[operator];
  const operands = given.map((value) => checkValue(value));
  const isRightCount = operator === 'IN' ? operands.length > 0 : operands.length === facts.operands;
  if (!isRightCount) throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const types = operands.map(typeOf);
  const wrong = types.find((type) => facts.types !== undefined && !facts.types.includes(type));
  if (wrong !== undefined) throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`);
  if (types.some((type) => type !== types[0])) throw invalidParameter('AttributeValues inside AttributeValueList must be of same type');
  const [low, high] = operands;
  if (operator === 'BETWEEN' && low !== undefined && high !== undefined && compareScalars(low, high) > 0)
    throw invalid('The BETWEEN condition was provided a range where the lower bound is greater than the upper bound');
  return { attribute, operator, operands };
}

/** @throws ValidationException for conditions that contradict themselves */
export function readExpected(
  expected: Readonly<Record<string, ExpectedAttributeValue>> | undefined,
  operator: ConditionalOperator | undefined,
): ItemCondition | undefined {
  const entries = Object.entries(expected ?? {});
  const conditions = entries.map(([name, each]) => readExpectation(name, each));
  return combine(conditions, operator);
}

function readExpectation(name: string, expected: ExpectedAttributeValue): LegacyCondition {
  const { Value: value, AttributeValueList: list, ComparisonOperator: operator, Exists: exists } = expected;
  const refuse = (problem: string): Error => invalidParameter(`${problem} for Attribute: ${name}`);
  if (value !== undefined && list !== undefined) throw refuse('Value and AttributeValueList cannot be used together');
  if (operator !== undefined) {
    if (exists !== undefined) throw refuse('Exists and ComparisonOperator cannot be used together');
    const operands = list ?? (value === undefined ? undefined : [value]);
    if (operands === undefined && operator !== 'NULL' && operator !== 'NOT_NULL')
      throw refuse(`Value or AttributeValueList must be used with ComparisonOperator: ${operator}`);
    return checked(name, operator, operands ?? []);
  }
  if (list !== undefined) throw refuse('AttributeValueList can only be used with a ComparisonOperator');
  if (exists === false) {
    if (value !== undefined) throw refuse('Value cannot be used when Exists is false');
    return { attribute: name, operator: 'NULL', operands: [] };
  }
  if (value === undefined) throw refuse(`Value must be provided when Exists is ${exists ?? 'null'}`);
  return { attribute: name, operator: 'EQ', operands: [checkValue(value)] };
}

/** A QueryFilter or ScanFilter. */
export function readLegacyFilter(
  filter: Readonly<Record<string, Condition>> | undefined,
  operator: ConditionalOperator | undefined,
): ItemCondition | undefined {
  const conditions = Object.entries(filter ?? {}).map(([name, each]) => readLegacyCondition(name, each));
  return combine(conditions, operator);
}

function combine(conditions: readonly LegacyCondition[], operator: ConditionalOperator | undefined): ItemCondition | undefined {
  if (operator !== undefined && conditions.length === 0) throw invalid('ConditionalOperator cannot be used without Filter or Expected');
  if (operator !== undefined && conditions.length === 1)
    throw invalid('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  if (conditions.length === 0) return undefined;
  const holds = (item: Attributes) => (condition: LegacyCondition) =>
    operators[condition.operator].holds(attributeOf(item, condition.attribute), condition.operands);
  return {
    paths: conditions.map(({ attribute }) => [attribute]),
    holds: operator === 'OR' ? (item) => conditions.some(holds(item)) : (item) => conditions.every(holds(item)),
  };
}
