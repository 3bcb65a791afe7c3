/** What CreateTable and UpdateTable say of new indexes, in AWS's order and words. */
import type {
  AttributeDefinition,
  BillingMode,
  CreateGlobalSecondaryIndexAction,
  CreateTableInput,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from '../../../../generated/dynamodb/types.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { KeyAttribute, KeyType } from '../storage.js';
import { typesOf } from '../tables/key-schema.js';
import { checkOnDemand, checkWarm } from '../tables/on-demand.js';
import { checkTableName } from '../tables/table-lookup.js';
import { checkUnits } from '../tables/throughput.js';
import { type IndexRecord, projectedNames } from './secondary-index.js';

const MOST_LOCAL = 5;
export const MOST_GLOBAL = 20;
/** In all indexes of a table that include attributes by name; the model has the limit of each. */
const MOST_INCLUDED_BY_TABLE = 100;
/** Of a global index's hash keys, and of its range keys. */
const MOST_KEY_ATTRIBUTES = 4;

/** What a new index needs to know of its table. */
export interface IndexedTable {
  readonly keySchema: readonly KeySchemaElement[];
  readonly definitions: readonly AttributeDefinition[];
  readonly billingMode: BillingMode;
}

export function readIndexes(input: CreateTableInput, table: IndexedTable): IndexRecord[] {
  const locals = input.LocalSecondaryIndexes ?? [];
  const globals = input.GlobalSecondaryIndexes ?? [];
  if (locals.length > MOST_LOCAL) throw invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`);
  if (globals.length > MOST_GLOBAL) throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`);
  const indexes = [
    ...locals.map((index, at) => readLocalIndex(index, table, at + 1)),
    ...globals.map((index, at) => readGlobalIndex(index, table, locals.length + at + 1)),
  ];
  for (const [at, { name }] of indexes.entries())
    if (indexes.findIndex((other) => other.name === name) < at) throw invalidParameter(`Duplicate index name: ${name}`);
  checkIncluded(indexes);
  return indexes;
}

/** @param number of the new index in its table. */
function readLocalIndex(index: LocalSecondaryIndex, table: IndexedTable, number: number): IndexRecord {
  checkTableName(index.IndexName);
  const [tableHash, tableRange] = table.keySchema;
  const { hashKeys, rangeKeys } = readKeys(index.KeySchema, table.definitions, 1);
  if (tableRange === undefined)
    throw invalidParameter('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  if (rangeKeys.length === 0) throw invalidParameter(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
  const [hash] = hashKeys;
  if (hash?.name !== tableHash?.AttributeName)
    throw invalidParameter(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${hash?.name}, table hash key: ${tableHash?.AttributeName}`,
    );
  const projection = readProjection(index.Projection);
  return {
    name: index.IndexName,
    kind: 'local',
    number,
    keySchema: index.KeySchema,
    hashKeys,
    rangeKeys,
    ...projectionMembers(projection, index.KeySchema, table),
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
  };
}

/** @param number of the new index in its table. */
export function readGlobalIndex(index: CreateGlobalSecondaryIndexAction, table: IndexedTable, number: number): IndexRecord {
  checkTableName(index.IndexName);
  const keys = readKeys(index.KeySchema, table.definitions, MOST_KEY_ATTRIBUTES);
  const projection = readProjection(index.Projection);
  const units = readIndexUnits(index, table.billingMode);
  if (index.OnDemandThroughput !== undefined) checkOnDemand(index.OnDemandThroughput, table.billingMode, `index ${index.IndexName}`);
  if (index.WarmThroughput !== undefined) checkWarm(index.WarmThroughput, { billingMode: table.billingMode, ...units });
  return {
    name: index.IndexName,
    kind: 'global',
    number,
    keySchema: index.KeySchema,
    ...keys,
    ...projectionMembers(projection, index.KeySchema, table),
    ...units,
    ...(index.OnDemandThroughput === undefined ? {} : { onDemandThroughput: index.OnDemandThroughput }),
    ...(index.WarmThroughput === undefined ? {} : { warmThroughput: index.WarmThroughput }),
  };
}

/** @param most attributes of the hash key, and of the range key. */
function readKeys(
  elements: readonly KeySchemaElement[],
  definitions: readonly AttributeDefinition[],
  most: number,
): { readonly hashKeys: readonly KeyAttribute[]; readonly rangeKeys: readonly KeyAttribute[] } {
  const [first] = elements;
  if (first?.KeyType !== 'HASH') throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  const hashes = elements.filter(({ KeyType }) => KeyType === 'HASH');
  const ranges = elements.filter(({ KeyType }) => KeyType === 'RANGE');
  if (most === 1 && elements.length > 2)
    throw invalid('Key Schema too big.  Key Schema must at most consist of the hash and range key of a table');
  if (hashes.length > most && most === 1) throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  if (hashes.length > most || ranges.length > most)
    throw invalid(`Key Schema too big.  Key Schema must at most consist of ${most} hash and ${most} range key attributes of an index`);
  if (elements.slice(0, hashes.length).some(({ KeyType }) => KeyType !== 'HASH'))
    throw invalid('Invalid KeySchema: All HASH key types must come before the RANGE key types');
  const names = elements.map(({ AttributeName }) => AttributeName);
  if (new Set(names).size < names.length)
    throw invalid(
      elements.length === 2
        ? 'Both the Hash Key and the Range Key element in the KeySchema have the same name'
        : 'Invalid KeySchema: Some KeySchemaElements have the same name',
    );
  const types = typesOf(definitions);
  const undefinedName = names.some((name) => !types.has(name));
  if (undefinedName)
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(', ')}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
    );
  return {
    hashKeys: hashes.map((element) => attributeOf(element, types)),
    rangeKeys: ranges.map((element) => attributeOf(element, types)),
  };
}

function attributeOf({ AttributeName: name }: KeySchemaElement, types: ReadonlyMap<string, KeyType>): KeyAttribute {
  const type = types.get(name);
  if (type === undefined) throw invalid('Invalid KeySchema: Some index key attribute have no definition');
  return { name, type };
}

function readProjection(projection: Projection): Projection {
  const { ProjectionType: type, NonKeyAttributes: more } = projection;
  if (type === undefined) throw invalidParameter('Unknown ProjectionType: null');
  if (type !== 'INCLUDE') {
    if (more !== undefined) throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
    return projection;
  }
  if (more === undefined) throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  if (new Set(more).size < more.length) throw invalidParameter('NonKeyAttributes contains duplicates');
  return projection;
}

const projectionMembers = (
  projection: Projection,
  keySchema: readonly KeySchemaElement[],
  table: IndexedTable,
): Pick<IndexRecord, 'projection' | 'projected'> => {
  const projected = projectedNames(projection, keySchema, table.keySchema);
  return { projection, ...(projected === undefined ? {} : { projected }) };
};

/** A name that several indexes include counts for each of them. */
export function checkIncluded(indexes: readonly IndexRecord[]): void {
  const included = indexes.reduce((count, { projection }) => count + (projection.NonKeyAttributes?.length ?? 0), 0);
  if (included > MOST_INCLUDED_BY_TABLE)
    throw invalidParameter(
      `Number of projected attributes of all indexes exceeds the per-table limit of ${MOST_INCLUDED_BY_TABLE}: ${included}`,
    );
}

function readIndexUnits(
  { IndexName: name, ProvisionedThroughput: units }: CreateGlobalSecondaryIndexAction,
  billingMode: BillingMode,
): Pick<IndexRecord, 'readCapacityUnits' | 'writeCapacityUnits'> {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (units !== undefined)
      throw invalidParameter(
        `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
      );
    return { readCapacityUnits: 0, writeCapacityUnits: 0 };
  }
  if (units === undefined)
    throw invalidParameter(
      `ReadCapacityUnits and WriteCapacityUnits must both be specified for index: ${name} when BillingMode is PROVISIONED`,
    );
  checkUnits(units, name);
  return { readCapacityUnits: units.ReadCapacityUnits, writeCapacityUnits: units.WriteCapacityUnits };
}

/** Each definition must be of a key, of the table or of an index. */
export function checkDefinitionsUsed(
  definitions: readonly AttributeDefinition[],
  keySchema: readonly KeySchemaElement[],
  indexes: readonly IndexRecord[],
): void {
  const used = usedNames(keySchema, indexes);
  if (definitions.every(({ AttributeName }) => used.has(AttributeName))) return;
  if (indexes.length === 0)
    throw invalidParameter('Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions');
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  throw invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
}

export const usedNames = (keySchema: readonly KeySchemaElement[], indexes: readonly IndexRecord[]): Set<string> =>
  new Set([...keySchema, ...indexes.flatMap((index) => index.keySchema)].map(({ AttributeName }) => AttributeName));
