/** How a SELECT is carried out: as queries when its WHERE clause fixes the partition key, otherwise as a scan. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { KeyCondition, KeyOperator } from '../expressions/key-condition.js';
import type { Condition, Operand } from '../expressions/syntax.js';
import { operandsOf } from '../expressions/walk.js';
import { keyText } from '../items/item-key.js';
import type { KeyConditions } from '../queries/key-range.js';
import { partitionIn, type Source } from '../queries/source.js';
import { invalid } from '../refusals.js';
import type { KeyAttribute } from '../storage.js';
import { checkKeyType, conjunction } from './key-equalities.js';
import type { Translation } from './translation.js';

export interface ReadPlan {
  /** One for each partition; undefined for a scan. */
  readonly queries: readonly KeyConditions[] | undefined;
  /** What the keys don't answer. */
  readonly rest: Condition | undefined;
}

const MOST_PARTITIONS = 50;

/** A condition on one attribute that a key could answer. */
interface Simple {
  readonly condition: Condition;
  readonly attribute: string;
  readonly operator: KeyOperator | 'IN';
  readonly values: readonly AttributeValue[];
}

export function planRead(source: Source, where: Condition | undefined, translation: Translation): ReadPlan {
  const parts = conjunction(where);
  const simple = parts.flatMap((part) => simpleOf(part, translation) ?? []);
  const hashes = source.hashKeys.map((key) => hashCondition(simple, key, source.hashKeys.length === 1));
  const found = hashes.filter((each) => each !== undefined);
  if (found.length < hashes.length) return { queries: undefined, rest: where };
  const used = new Set(found.map(({ condition }) => condition));
  const ranges = rangeConditions(source, simple, used);
  const queries = partitions(source, found).map((each) => ({ hashes: each, ranges }));
  const rest = parts.filter((part) => !used.has(part));
  const [only] = rest;
  return { queries, rest: rest.length > 1 ? { kind: 'and', conditions: rest } : only };
}

function hashCondition(simple: readonly Simple[], key: KeyAttribute, allowsMany: boolean): Simple | undefined {
  const found = simple.find(({ attribute, operator }) => attribute === key.name && (operator === '=' || (allowsMany && operator === 'IN')));
  for (const value of found?.values ?? []) checkKeyType(key, value);
  return found;
}

/** Equalities as far as they go, and behind them one range. */
function rangeConditions({ rangeKeys }: Source, simple: readonly Simple[], used: Set<Condition>): readonly KeyCondition[] {
  const ranges: KeyCondition[] = [];
  for (const key of rangeKeys) {
    const own = simple.filter(({ attribute, operator }) => attribute === key.name && operator !== 'IN');
    for (const { values } of own) for (const value of values) checkKeyType(key, value);
    const chosen = own.find(({ operator }) => operator === '=') ?? own[0];
    if (chosen === undefined || chosen.operator === 'IN') break;
    if (chosen.operator === 'begins_with' && key.type === 'N') break;
    used.add(chosen.condition);
    const { attribute, operator, values } = chosen;
    ranges.push({ attribute, operator, values });
    if (operator !== '=') break;
  }
  return ranges;
}

function partitions(source: Source, found: readonly Simple[]): readonly (readonly KeyCondition[])[] {
  const [first] = found;
  if (first?.operator !== 'IN') return [found.map(({ attribute, values }) => ({ attribute, operator: '=', values }))];
  if (first.values.length > MOST_PARTITIONS)
    throw invalid(`The IN operator is provided with too many operands; number of operands: ${first.values.length}`);
  const byKey = new Map(first.values.map((value) => [keyText(partitionIn(source, [value])), value]));
  return [...byKey.values()].map((value) => [{ attribute: first.attribute, operator: '=', values: [value] }]);
}

function simpleOf(condition: Condition, translation: Translation): Simple | undefined {
  if (condition.kind === 'or') return alternatives(condition, condition.conditions, translation);
  if (condition.kind === 'and' || condition.kind === 'not') return undefined;
  const operator = operatorOf(condition);
  const [first, ...others] = operandsOf(condition);
  if (operator === undefined || first === undefined) return undefined;
  const [second] = others;
  if (condition.kind === 'compare' && first.kind === 'value' && second !== undefined)
    return simple(condition, TURNED[condition.operator], second, [first], translation);
  return simple(condition, operator, first, others, translation);
}

const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=', '<>': undefined } as const;

function simple(
  condition: Condition,
  operator: Simple['operator'] | undefined,
  subject: Operand,
  operands: readonly Operand[],
  translation: Translation,
): Simple | undefined {
  if (operator === undefined || subject.kind !== 'path' || subject.steps.length > 1) return undefined;
  const values = operands.flatMap((operand) => (operand.kind === 'value' ? (translation.valueOf(operand) ?? []) : []));
  return values.length < operands.length ? undefined : { condition, attribute: translation.nameOf(subject.steps[0]), operator, values };
}

function operatorOf(condition: Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>): Simple['operator'] | undefined {
  switch (condition.kind) {
    case 'compare':
      return condition.operator === '<>' ? undefined : condition.operator;
    case 'between':
      return 'BETWEEN';
    case 'in':
      return 'IN';
    default:
      return condition.name === 'begins_with' ? 'begins_with' : undefined;
  }
}

/** `a = 1 OR a = 2` is `a IN [1, 2]`. */
function alternatives(condition: Condition, conditions: readonly Condition[], translation: Translation): Simple | undefined {
  const each = conditions.map((part) => simpleOf(part, translation));
  const found = each.filter((part) => part !== undefined && (part.operator === '=' || part.operator === 'IN'));
  const [first] = found;
  if (first === undefined || found.length < each.length || found.some((part) => part?.attribute !== first.attribute)) return undefined;
  return { condition, attribute: first.attribute, operator: 'IN', values: found.flatMap((part) => part?.values ?? []) };
}
