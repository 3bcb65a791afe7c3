/** What DynamoDB Local counts otherwise than AWS, or not at all. */
import { differOnlyIn, isRefusal, type KnownDifference } from './known-difference.js';
import type { JsonObject } from './sides.js';

export const capacities: readonly KnownDifference[] = [
  {
    name: 'capacity of a removal of nothing',
    local: 'shows the consumed capacity when DeleteItem finds no item, although nobody asked for it',
    aws: 'shows what was asked for',
    evidence: 'ReturnConsumedCapacity in the API reference: NONE is the default',
    covers: (local, ours, { operation, input }) =>
      operation === 'DeleteItem' &&
      (input.ReturnConsumedCapacity === undefined || input.ReturnConsumedCapacity === 'NONE') &&
      'ConsumedCapacity' in local &&
      !('ConsumedCapacity' in ours),
  },
  {
    name: 'item collections',
    local: 'tells nothing of item collections',
    aws: 'tells of those of tables with local indexes',
    evidence: 'ReturnItemCollectionMetrics in the API reference; DynamoDB Local counts no item collections, says its usage notes',
    covers: (local, ours) => 'ItemCollectionMetrics' in ours && !('ItemCollectionMetrics' in local) && !isRefusal(local),
  },
  {
    name: 'capacity of reading nothing',
    local: 'counts 0 units for a page without items',
    aws: 'counts at least half a unit, or one for a consistent read',
    evidence:
      'the developer guide on read consumption: a read of an item that does not exist consumes units; Query and Scan round up to 4 KB',
    covers: (local, ours, { operation }) =>
      ['Query', 'Scan', 'BatchGetItem'].includes(operation) &&
      !isRefusal(ours) &&
      /"CapacityUnits":0[,}]/.test(JSON.stringify(local)) &&
      differOnlyIn('ConsumedCapacity', withoutPages(local), withoutPages(ours)),
  },
  {
    name: 'capacity of batches that find nothing',
    local: 'counts nothing for keys of a batch without items',
    aws: 'counts half a unit for each, or one for a consistent read',
    evidence: 'the developer guide on read consumption, as above',
    covers: (local, ours, { operation }) => operation === 'BatchGetItem' && differOnlyIn('ConsumedCapacity', local, ours),
  },
  {
    name: 'the size of numbers',
    local: 'counts a byte less for some numbers of many digits in SizeBytes of stream records',
    aws: 'counts about one byte for each two significant digits, and one more',
    evidence: 'the developer guide on item sizes gives the size of a number as approximate',
    covers: (local, ours, { operation }) => operation === 'ReadStream' && withoutSizes(local) === withoutSizes(ours),
  },
  {
    name: 'capacity of writing indexes',
    local: 'counts units for each index that the table or the item has, whether or not its entry changes',
    aws: 'counts what is written to each index',
    evidence:
      'the developer guide, "Provisioned throughput considerations for global secondary indexes": no units when nothing of the entry changes',
    covers: (local, ours, { operation }, { indexes }) =>
      indexes.length > 0 && /Put|Update|Delete|Write/.test(operation) && differOnlyIn('ConsumedCapacity', local, ours),
  },
  {
    name: 'capacity of removals in batches',
    local: 'counts two units for an item that a batch removes although it is not there',
    aws: 'counts one',
    evidence: 'the developer guide on write consumption: removing an item that does not exist consumes one write unit',
    covers: (local, ours, { operation, input }) =>
      operation === 'BatchWriteItem' && JSON.stringify(input).includes('DeleteRequest') && differOnlyIn('ConsumedCapacity', local, ours),
  },
  {
    name: 'the page of a single item',
    local: 'gives no LastEvaluatedKey when Limit ends a Query by the whole key of a table',
    aws: 'gives one whenever Limit ends a page',
    evidence:
      'LastEvaluatedKey in the API reference: "The primary key of the item where the operation stopped"; one that is not empty need not mean that there is more',
    covers: (local, ours, { operation, input }, { range }) =>
      operation === 'Query' && range === undefined && input.Limit !== undefined && differOnlyIn('pages', local, ours),
  },
  {
    name: 'capacity of what a local index fetches',
    local: "counts nothing for the table's items that a local index fetches",
    aws: 'counts them',
    evidence: 'the developer guide on local secondary indexes: fetching from the table consumes further units for each item',
    covers: (local, ours, { operation, input }, { indexes }) =>
      ['Query', 'Scan'].includes(operation) &&
      indexes.some(({ name, isGlobal }) => !isGlobal && name === input.IndexName) &&
      differOnlyIn('ConsumedCapacity', withoutPages(local), withoutPages(ours)),
  },
  {
    name: 'capacity of transactions',
    local: 'counts a write of a transaction twice over, and shows no ReadCapacityUnits of the table',
    aws: 'counts two units for each KB written',
    evidence: 'the developer guide on transactions: two reads or writes of every item, one to prepare and one to commit',
    covers: (local, ours, { operation }) => operation.startsWith('Transact') && differOnlyIn('ConsumedCapacity', local, ours),
  },
];

/** Of a read that was followed to its end. */
function withoutPages({ pages, ...rest }: JsonObject): JsonObject {
  const shown = Array.isArray(pages) ? pages.map(({ ScannedCount }: JsonObject) => ScannedCount ?? null) : null;
  return { ...rest, pages: shown };
}

const withoutSizes = (answer: JsonObject): string => JSON.stringify(answer).replaceAll(/"SizeBytes":\d+/g, '');
