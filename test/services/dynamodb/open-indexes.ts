/** Tables with secondary indexes to try things on. */
import type { CreateTableCommandInput, GlobalSecondaryIndex, ProjectionType } from '@aws-sdk/client-dynamodb';
import { type Keys, schemaOf } from './open-dynamodb.js';

/** The first name is the hash key. */
export const index = (
  IndexName: string,
  keys: readonly string[],
  ProjectionType: ProjectionType = 'ALL',
  NonKeyAttributes?: string[],
): GlobalSecondaryIndex => ({
  IndexName,
  KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
  Projection: { ProjectionType, ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes }) },
});

/** `pk` and `sk` are the table's keys; `definitions` those of its indexes besides. */
export const indexed = (
  definitions: Keys,
  indexes: Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'>,
): Partial<CreateTableCommandInput> => {
  const keys: Keys = { pk: 'S', sk: 'S' };
  return {
    ...schemaOf(keys),
    ...indexes,
    AttributeDefinitions: [...(schemaOf(keys).AttributeDefinitions ?? []), ...(schemaOf(definitions).AttributeDefinitions ?? [])],
  };
};
