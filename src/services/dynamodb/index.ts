/**
 * DynamoDB: tables and their items.
 *
 * Gaps:
 * - Condition, filter, projection and update expressions, legacy conditions, transactions, PartiQL,
 *   backups and global tables: their operations and parameters answer NotImplemented by name.
 * - Parentheses in expressions nest to 100 levels.
 *
 * By design:
 * - A table can be used at once and is gone at once: only the answers to CreateTable and DeleteTable say CREATING and DELETING.
 * - ItemCount and TableSizeBytes are counted when they are asked for; AWS brings them up to date about every six hours.
 * - Reads are always up to date; ConsistentRead decides only what they cost.
 * - An expired item is removed within a minute of its time; on AWS it may take two days. Until then it can be read.
 * - Time to live is enabled or disabled at once, any number of times; on AWS a table takes up to an hour for each change.
 * - No request is throttled, and batches leave nothing unprocessed but what exceeds 16 MB.
 * - Scan goes by hashes of its own, so that items come in another order than on AWS.
 * - A table of another account or region isn't found by its ARN; AWS asks for permissions first.
 * - Where AWS's wording of a refusal isn't known it is DynamoDB Local's.
 */
import type { DynamodbOperations } from '../../../generated/dynamodb/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { batchGetItem } from './batch-get-item.js';
import { batchWriteItem } from './batch-write-item.js';
import { createTable } from './create-table.js';
import { deleteItem } from './delete-item.js';
import { getItem } from './get-item.js';
import { describeEndpoints, describeLimits } from './limits.js';
import { putItem } from './put-item.js';
import { query } from './query.js';
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './resource-policy.js';
import { scan } from './scan.js';
import { openStorage } from './storage.js';
import { deleteTable, describeContinuousBackups, describeTable, listTables } from './tables.js';
import { listTagsOfResource, tagResource, untagResource } from './tags.js';
import { describeTimeToLive, updateTimeToLive } from './time-to-live/time-to-live.js';
import { updateTable } from './update-table.js';

export const create = (deps: ServiceDependencies): DynamodbOperations => {
  const storage = openStorage(deps);
  return {
    batchGetItem: (input, ctx) => batchGetItem(storage, input, ctx),
    batchWriteItem: (input, ctx) => batchWriteItem(storage, input, ctx),
    createTable: (input, ctx) => createTable(storage, deps.random, input, ctx),
    deleteItem: (input, ctx) => deleteItem(storage, input, ctx),
    deleteResourcePolicy: (input, ctx) => deleteResourcePolicy(storage, input, ctx),
    deleteTable: (input, ctx) => deleteTable(storage, input, ctx),
    describeContinuousBackups: (input, ctx) => describeContinuousBackups(storage, input, ctx),
    describeEndpoints: (_input, ctx) => describeEndpoints(ctx),
    describeLimits: () => describeLimits(),
    describeTable: (input, ctx) => describeTable(storage, input, ctx),
    describeTimeToLive: (input, ctx) => describeTimeToLive(storage, input, ctx),
    getItem: (input, ctx) => getItem(storage, input, ctx),
    getResourcePolicy: (input, ctx) => getResourcePolicy(storage, input, ctx),
    listTables: (input, ctx) => listTables(storage, input, ctx),
    listTagsOfResource: (input, ctx) => listTagsOfResource(storage, input, ctx),
    putItem: (input, ctx) => putItem(storage, input, ctx),
    putResourcePolicy: (input, ctx) => putResourcePolicy(storage, input, ctx),
    query: (input, ctx) => query(storage, input, ctx),
    scan: (input, ctx) => scan(storage, input, ctx),
    tagResource: (input, ctx) => tagResource(storage, input, ctx),
    untagResource: (input, ctx) => untagResource(storage, input, ctx),
    updateTable: (input, ctx) => updateTable(storage, input, ctx),
    updateTimeToLive: (input, ctx) => updateTimeToLive(storage, input, ctx),
  };
};
