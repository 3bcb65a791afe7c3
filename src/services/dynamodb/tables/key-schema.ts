/** CreateTable's rules for keys and attribute definitions, in AWS's order and words. */
import type { AttributeDefinition, CreateTableInput, KeySchemaElement } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import type { KeyAttribute, KeyType } from '../storage.js';

export interface KeySchema {
  readonly elements: readonly KeySchemaElement[];
  readonly definitions: readonly AttributeDefinition[];
  readonly hashKey: KeyAttribute;
  readonly rangeKey?: KeyAttribute;
}

export function readKeySchema(input: CreateTableInput): KeySchema {
  const { definitions, elements } = present(input);
  const types = typesOf(definitions);
  const [hash, range, ...more] = elements;
  if (hash?.KeyType !== 'HASH') throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (more.length > 0) throw invalid('Key Schema too big.  Key Schema must at most consist of the hash and range key of a table');
  if (range !== undefined) {
    if (range.KeyType !== 'RANGE') throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
    if (range.AttributeName === hash.AttributeName)
      throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  const hashKey = keyAttribute(hash, types);
  const rangeKey = range === undefined ? undefined : keyAttribute(range, types);
  if (types.size < definitions.length) throw invalid('Cannot have two attributes with the same name');
  return { elements, definitions, hashKey, ...(rangeKey === undefined ? {} : { rangeKey }) };
}

/** The model knows no other types of keys. */
export const typesOf = (definitions: readonly AttributeDefinition[]): Map<string, KeyType> =>
  new Map(definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType as KeyType]));

/** The model has both as optional, since a replica's table takes them from its source; any other table is still refused without. */
function present(input: CreateTableInput): { definitions: readonly AttributeDefinition[]; elements: readonly KeySchemaElement[] } {
  const { AttributeDefinitions: definitions, KeySchema: elements } = input;
  if (definitions !== undefined && elements !== undefined) return { definitions, elements };
  const missing = Object.entries({ attributeDefinitions: definitions, keySchema: elements })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `Value null at '${name}' failed to satisfy constraint: Member must not be null`);
  throw invalid(`${missing.length} validation error${missing.length === 1 ? '' : 's'} detected: ${missing.join('; ')}`);
}

function keyAttribute({ AttributeName: name }: KeySchemaElement, types: ReadonlyMap<string, KeyType>): KeyAttribute {
  const type = types.get(name);
  if (type === undefined) throw invalid('Invalid KeySchema: Some index key attribute have no definition');
  return { name, type };
}
