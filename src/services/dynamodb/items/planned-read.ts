/** What a Query or a Scan filters and shows, read from a request as far as that goes without its table. */
import type { Condition, ConditionalOperator, Select } from '../../../../generated/dynamodb/types.js';
import { type ItemCondition, pathWithin, readCondition } from '../expressions/condition.js';
import { checkKeyCondition, readKeyConditions } from '../expressions/key-condition.js';
import { Placeholders } from '../expressions/placeholders.js';
import { type ReadProjection, readProjection } from '../expressions/projection.js';
import { checkFilterNames, fetchesItems } from '../indexes/index-projection.js';
import { readLegacyFilter } from '../legacy/legacy-conditions.js';
import { type LegacyKeyConditions, readLegacyKeyConditions } from '../legacy/legacy-key-conditions.js';
import type { Source } from '../queries/source.js';
import { invalid } from '../refusals.js';
import { keyNamesOf, refusePathsIntoKey } from './planned-write.js';
import { attributesToGet, type ProjectionParameters } from './read-projection.js';
import { refuseLoosePlaceholders, refuseMixed } from './request-parameters.js';

interface ReadParameters extends ProjectionParameters {
  readonly FilterExpression?: string | undefined;
  readonly ConditionalOperator?: ConditionalOperator | undefined;
  readonly Select?: Select | undefined;
  readonly IndexName?: string | undefined;
}

export interface QueryParameters extends ReadParameters {
  readonly KeyConditionExpression?: string | undefined;
  readonly KeyConditions?: Readonly<Record<string, Condition>> | undefined;
  readonly QueryFilter?: Readonly<Record<string, Condition>> | undefined;
}

export interface ScanParameters extends ReadParameters {
  readonly ScanFilter?: Readonly<Record<string, Condition>> | undefined;
}

export interface PlannedRead {
  readonly filter: ItemCondition | undefined;
  readonly projection: ReadProjection | undefined;
}

export interface PlannedQuery extends PlannedRead, LegacyKeyConditions {}

export function planQuery(input: QueryParameters): PlannedQuery {
  const hasExpression = refuseMixed(input);
  const usesValues = input.FilterExpression !== undefined || input.KeyConditionExpression !== undefined;
  refuseLoosePlaceholders(input, hasExpression, usesValues ? undefined : 'FilterExpression and KeyConditionExpression are null');
  const placeholders = new Placeholders(input);
  const legacy = readLegacyFilter(input.QueryFilter, input.ConditionalOperator);
  const read = planRead(input, placeholders, legacy);
  const { KeyConditionExpression: text, KeyConditions: legacyKeys } = input;
  const tree = text === undefined ? undefined : checkKeyCondition(text, placeholders);
  placeholders.refuseUnused();
  if (text === undefined && legacyKeys === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  // Whether it is a condition on keys AWS asks last.
  const { conditions, unsupported } =
    tree === undefined
      ? readLegacyKeyConditions(legacyKeys ?? {})
      : { conditions: readKeyConditions(tree, placeholders), unsupported: undefined };
  checkSelect(input);
  return { filter: read.filter, projection: read.projection, conditions, unsupported };
}

export function planScan(input: ScanParameters): PlannedRead {
  const hasExpression = refuseMixed(input);
  refuseLoosePlaceholders(input, hasExpression, input.FilterExpression === undefined ? 'FilterExpression is null' : undefined);
  const placeholders = new Placeholders(input);
  const read = planRead(input, placeholders, readLegacyFilter(input.ScanFilter, input.ConditionalOperator));
  placeholders.refuseUnused();
  checkSelect(input);
  return read;
}

function planRead(input: ReadParameters, placeholders: Placeholders, legacyFilter: ItemCondition | undefined): PlannedRead {
  const { FilterExpression: filter, ProjectionExpression: projection } = input;
  return {
    filter: filter === undefined ? legacyFilter : readCondition(filter, 'FilterExpression', placeholders),
    projection: projection === undefined ? attributesToGet(input.AttributesToGet) : readProjection(projection, placeholders),
  };
}

/** What Select may say, as far as the request alone shows. */
function checkSelect({ Select: select, IndexName: index, ProjectionExpression: projection, AttributesToGet: names }: ReadParameters): void {
  const parameter = projection !== undefined ? 'ProjectionExpression' : names !== undefined ? 'AttributesToGet' : undefined;
  if (select === 'SPECIFIC_ATTRIBUTES' && parameter === undefined)
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES' && parameter !== undefined)
    throw invalid(`Cannot specify the ${parameter} when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`);
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
}

/** @returns whether the table's items are to be read for the index's entries */
export function checkRead(source: Source, { filter, projection }: PlannedRead, select: Select | undefined): boolean {
  refusePathsIntoKey(source.table, filter);
  refusePathsIntoKey(source.table, projection);
  return fetchesItems(source, select, projection && namesOf(projection));
}

/** Of a Query; a Scan's filter takes for absent what the index lacks. */
export function refuseUnprojectedFilter(source: Source, filter: ItemCondition | undefined): void {
  if (filter !== undefined) checkFilterNames(source, namesOf(filter));
}

/** A Query's keys are its key conditions' business. */
export function refuseKeyFilter(source: Source, filter: ItemCondition | undefined, parameter: 'Filter Expression' | 'QueryFilter'): void {
  if (filter === undefined) return;
  refusePathsIntoKey(source.table, filter);
  const keys = source.index === undefined ? keyNamesOf(source.table) : [...source.hashKeys, ...source.rangeKeys].map(({ name }) => name);
  const key = pathWithin(filter, keys);
  if (key !== undefined) throw invalid(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${key}`);
}

const namesOf = ({ paths }: Pick<ItemCondition, 'paths'>): readonly string[] => paths.map(([name]) => name);
