/** KeyConditions: what a Query had before KeyConditionExpression. */
import type { Condition } from '../../../../generated/dynamodb/types.js';
import type { KeyCondition, KeyOperator } from '../expressions/key-condition.js';
import { invalid } from '../refusals.js';
import { readLegacyCondition } from './legacy-conditions.js';

const operators: Readonly<Record<string, KeyOperator>> = {
  EQ: '=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  BETWEEN: 'BETWEEN',
  BEGINS_WITH: 'begins_with',
};

/** What is asked of keys; what keys can't be asked is refused once it is known which key it is. */
export interface LegacyKeyConditions {
  readonly conditions: readonly KeyCondition[];
  /** The attribute whose condition no key can have. */
  readonly unsupported: string | undefined;
}

export function readLegacyKeyConditions(given: Readonly<Record<string, Condition>>): LegacyKeyConditions {
  const entries = Object.entries(given);
  if (entries.length === 0 || entries.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const legacy = entries.map(([name, condition]) => readLegacyCondition(name, condition));
  return {
    conditions: legacy.flatMap(({ attribute, operator, operands }) => {
      const known = operators[operator];
      return known === undefined ? [] : [{ attribute, operator: known, values: operands }];
    }),
    unsupported: legacy.find(({ operator }) => operators[operator] === undefined)?.attribute,
  };
}

/** @param hashNames the hash keys of what is queried. */
export function refuseUnsupported(unsupported: string | undefined, hashNames: readonly string[]): void {
  if (unsupported === undefined) return;
  throw invalid(
    hashNames.includes(unsupported)
      ? 'Query key condition not supported'
      : 'Attempted conditional constraint is not an indexable operation',
  );
}
