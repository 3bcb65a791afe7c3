/**
 * DynamoDB: tables and their items.
 *
 * Gaps:
 * - Vector indexes and global tables of several accounts (GlobalTableSourceArn, GlobalTableSettingsReplicationMode): their operations and
 *   parameters answer NotImplemented by name.
 * - A new replica is filled before UpdateTable answers, which holds up other callers when the table is large.
 * - Auto scaling settings are kept and shown, but no capacity is scaled, and Application Auto Scaling doesn't know them. A provisioned
 *   table gets replicas only once UpdateTableReplicaAutoScaling has scaled its writes; it takes tables of one region, too.
 * - A global table of version 2017.11.29 can't be made one of version 2019.11.21.
 * - Exports and imports in Amazon Ion, and imports of objects compressed by Zstandard, answer NotImplemented by name.
 * - What an import refuses is counted, but not logged: CloudWatchLogGroupArn names a group that CloudWatch doesn't have.
 * - An export fails when its table is deleted, or its point-in-time recovery disabled, before it is done.
 * - Resource policies are kept but not evaluated, so that ConfirmRemoveSelfResourceAccess has nothing to confirm.
 * - Quotas of an account, AWS's limits on how often throughput and billing modes change, and the 10 GB that an item collection may have
 *   aren't enforced; NumberOfDecreasesToday is always 0, and indexes don't show when their throughput changed.
 * - A table that is encrypted with AWS's key names a key that KMS doesn't have, and an alias is shown as it was given.
 * - Parentheses in expressions nest to 100 levels, and deeper ones are refused as redundant; AWS bounds them by its 300 operators alone.
 * - PartiQL takes no sum as an operand of a function, and no condition as one of a comparison.
 * - Kinesis destinations are recorded, but nothing is delivered to them; whether their stream exists isn't looked up.
 * - Contributor insights are recorded, but no rule is made in CloudWatch and nothing is counted.
 *
 * By design:
 * - A table can be used at once and is gone at once: only the answers to CreateTable and DeleteTable say CREATING and DELETING.
 *   With --dynamodb-delays these, and what is said of the like below, take seconds of the clock, where AWS takes up to hours.
 * - A backup and a restored table can be used with the answer that says CREATING. BackupSizeBytes is the size of the items.
 * - With more than 5,000 items a backup and a restored table are CREATING, and a new index can't be read, until they are filled in the
 *   background.
 * - A table can be restored up to now; on AWS up to five minutes ago. Any millisecond can be restored, not only a second.
 * - An export or import goes on at once, whatever the clock says, and takes milliseconds; one that a restart interrupts begins anew.
 * - An export's files hold 8 MB of lines each; on AWS there is one a partition at least. BilledSizeBytes is the size of what is in them.
 * - Of the two names that AWS gives the manifests' checksums, it is the one of its exports (.md5), not the one of its guide.
 * - An import takes the objects in the order of their keys, so that the last of several items of a key stays; on AWS any of them may.
 *   One whose prefix no object has fails, and empty values of CSV are empty strings.
 * - No import is cancelled: its table can't be deleted before it is done, and an object that changes meanwhile makes it fail.
 * - S3SseAlgorithm and S3SseKmsKeyId are handed on to S3; where it doesn't take them the export fails.
 * - UpdateTable has changed everything with its answer, although that says UPDATING, and CREATING or DELETING of indexes.
 * - Global secondary indexes are always up to date; AWS's follow their table with a delay.
 * - SizeEstimateRangeGB of an item collection is always 0 to 1.
 * - ItemCount and TableSizeBytes are counted when they are asked for; AWS brings them up to date about every six hours. DescribeTable
 *   waits until a large table that was written to is counted; other answers show its last count.
 * - A Query of an index, and a SELECT with its key, refuse to filter by what the index doesn't hold; a Scan, and a SELECT without its key,
 *   take that for absent, unless a local index fetches whole items.
 * - Reads are always up to date; ConsistentRead decides only what they cost.
 * - An expired item is removed within a minute of its time; on AWS it may take two days. Until then it can be read.
 * - Time to live is enabled or disabled at once, any number of times, without delays; on AWS a table takes up to an hour for each change.
 * - No request is throttled, and batches leave nothing unprocessed but what exceeds 16 MB, unless --dynamodb-throttling limits them. A
 *   table then takes what it has and what it didn't use for five minutes, wherever in the table that goes; AWS divides it among partitions,
 *   and limits each to 3,000 reads and 1,000 writes a second. A request is let through when there is enough for a small one.
 * - A write is in all replicas with its answer; under --dynamodb-delays it is carried over a second later on the clock, in the order of all
 *   writes of the account, so that the last writer is known even where two write at one time. With strong consistency it is always at once,
 *   and never refused for a write in another region.
 * - A replica has all items, and is gone, with the answer that says CREATING or DELETING. Any name that has the form of a region is one.
 * - Items of a replica that expire are removed in the first region of the global table, and from there in the others.
 * - A table of a global table of version 2017.11.29 shows the version, but no replicas: DescribeGlobalTable does.
 * - Scan goes by hashes of its own, so that items come in another order than on AWS.
 * - A table of another account or region isn't found by its ARN; AWS asks for permissions first.
 * - How AWS words it that an index is being created or deleted, and that an on-demand maximum is exceeded, isn't recorded anywhere: the words
 *   follow what it says of indexes that are updated, and its documentation.
 * - Where AWS's wording of a refusal isn't known it is DynamoDB Local's, and of tags, resource policies, SSE, names that AttributesToGet
 *   has twice, warm throughput, multi-attribute keys, restores and the backups that they name, exports and imports, replicas and global
 *   tables our own.
 * - What isn't PartiQL is refused with the statement, as by DynamoDB Local, and not with what AWS met in it; other refusals of statements
 *   don't say where in the statement they arose.
 * - A SELECT with several partition keys reads them in the order of the statement, or of the keys themselves where ORDER BY names them; AWS
 *   reads them in the order of their hashes. LastEvaluatedKey stands beside each NextToken, which only the same statement takes.
 * - An INSERT of an item that is there cancels its transaction with the code DuplicateItem.
 * - Transactions never meet: each is carried out at once, so that no TransactionConflict arises.
 * - What is wrong with one item of a transaction once its table is known is a reason for the cancellation, with the code ValidationError;
 *   only empty keys are refused before.
 * - A ConditionCheck in a transaction costs what writing the item it looks at would, and entries of indexes cost twice, too.
 * - UPDATED_OLD and UPDATED_NEW show the nested parts that an update names; an element that REMOVE takes out is in neither but UPDATED_OLD.
 * - An UpdateExpression that only removes makes an item where there is none, as in DynamoDB Local; AttributeUpdates that only delete don't.
 */
import type { DynamodbOperations } from '../../../generated/dynamodb/index.js';
import type { Answer } from '../../contract/context.js';
import type { ServiceDependencies } from '../dependencies.js';
import { createBackup, deleteBackup, describeBackup } from './backups/backups.js';
import { describeContinuousBackups, updateContinuousBackups } from './backups/continuous-backups.js';
import { listBackups } from './backups/list-backups.js';
import { restoreTableFromBackup } from './backups/restore-table-from-backup.js';
import { restoreTableToPointInTime } from './backups/restore-table-to-point-in-time.js';
import { exportTableToPointInTime } from './exports/export-table-to-point-in-time.js';
import { describeExport, listExports } from './exports/exports.js';
import { areParsersLoaded, loadParsers } from './expressions/parsers.js';
import { createGlobalTable, describeGlobalTable, listGlobalTables, updateGlobalTable } from './global-tables/legacy-global-table.js';
import { describeGlobalTableSettings, updateGlobalTableSettings } from './global-tables/legacy-settings.js';
import { describeTableReplicaAutoScaling, updateTableReplicaAutoScaling } from './global-tables/table-replica-auto-scaling.js';
import { importTable } from './imports/import-table.js';
import { describeImport, listImports } from './imports/imports.js';
import { batchGetItem } from './items/batch-get-item.js';
import { batchWriteItem } from './items/batch-write-item.js';
import { deleteItem } from './items/delete-item.js';
import { getItem } from './items/get-item.js';
import { putItem } from './items/put-item.js';
import { hasExpressions } from './items/request-parameters.js';
import { updateItem } from './items/update-item.js';
import { batchExecuteStatement } from './partiql/batch-execute-statement.js';
import { executeStatement } from './partiql/execute-statement.js';
import { executeTransaction } from './partiql/execute-transaction.js';
import { isParserLoaded, loadParser } from './partiql/parse-statement.js';
import { query } from './queries/query.js';
import { scan } from './queries/scan.js';
import { openStorage } from './storage.js';
import { describeContributorInsights, listContributorInsights, updateContributorInsights } from './tables/contributor-insights.js';
import { createTable } from './tables/create-table.js';
import {
  describeKinesisDestinations,
  disableKinesisDestination,
  enableKinesisDestination,
  updateKinesisDestination,
} from './tables/kinesis-destinations.js';
import { describeEndpoints, describeLimits } from './tables/limits.js';
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './tables/resource-policy.js';
import { deleteTable, describeTable, listTables } from './tables/tables.js';
import { listTagsOfResource, tagResource, untagResource } from './tables/tags.js';
import { updateTable } from './tables/update-table.js';
import { describeTimeToLive, updateTimeToLive } from './time-to-live/time-to-live.js';
import { transactGetItems } from './transactions/transact-get-items.js';
import { transactWriteItems } from './transactions/transact-write-items.js';

export const create = (deps: ServiceDependencies): DynamodbOperations => {
  const storage = openStorage(deps);
  /** The first request with an expression waits until the parsers are there. */
  const parsed = <T>(inputs: readonly object[], work: () => T): Answer<T> =>
    areParsersLoaded() || !inputs.some(hasExpressions) ? work() : loadParsers().then(() => deps.state.atomically(work));
  /** The first statement waits, too. */
  const stated = <T>(work: () => T): Answer<T> => (isParserLoaded() ? work() : loadParser().then(() => deps.state.atomically(work)));
  return {
    batchExecuteStatement: (input, ctx) => stated(() => batchExecuteStatement(storage, input, ctx)),
    batchGetItem: (input, ctx) => parsed(Object.values(input.RequestItems), () => batchGetItem(storage, input, ctx)),
    batchWriteItem: (input, ctx) => batchWriteItem(storage, input, ctx),
    createBackup: (input, ctx) => createBackup(storage, input, ctx),
    createGlobalTable: (input, ctx) => createGlobalTable(storage, input, ctx),
    createTable: (input, ctx) => createTable(storage, deps.random, input, ctx),
    deleteBackup: (input, ctx) => deleteBackup(storage, input, ctx),
    deleteItem: (input, ctx) => parsed([input], () => deleteItem(storage, input, ctx)),
    deleteResourcePolicy: (input, ctx) => deleteResourcePolicy(storage, input, ctx),
    deleteTable: (input, ctx) => deleteTable(storage, input, ctx),
    describeBackup: (input, ctx) => describeBackup(storage, input, ctx),
    describeContinuousBackups: (input, ctx) => describeContinuousBackups(storage, input, ctx),
    describeContributorInsights: (input, ctx) => describeContributorInsights(storage, input, ctx),
    describeExport: (input, ctx) => describeExport(storage, input, ctx),
    describeImport: (input, ctx) => describeImport(storage, input, ctx),
    describeKinesisStreamingDestination: (input, ctx) => describeKinesisDestinations(storage, input, ctx),
    disableKinesisStreamingDestination: (input, ctx) => disableKinesisDestination(storage, input, ctx),
    enableKinesisStreamingDestination: (input, ctx) => enableKinesisDestination(storage, input, ctx),
    describeEndpoints: (_input, ctx) => describeEndpoints(ctx),
    describeLimits: () => describeLimits(),
    describeGlobalTable: (input, ctx) => describeGlobalTable(storage, input, ctx),
    describeGlobalTableSettings: (input, ctx) => describeGlobalTableSettings(storage, input, ctx),
    describeTable: (input, ctx) => describeTable(storage, input, ctx),
    describeTableReplicaAutoScaling: (input, ctx) => describeTableReplicaAutoScaling(storage, input, ctx),
    describeTimeToLive: (input, ctx) => describeTimeToLive(storage, input, ctx),
    executeStatement: (input, ctx) => stated(() => executeStatement(storage, input, ctx)),
    executeTransaction: (input, ctx) => stated(() => executeTransaction(storage, input, ctx)),
    exportTableToPointInTime: (input, ctx) => exportTableToPointInTime(storage, input, ctx),
    getItem: (input, ctx) => (hasExpressions(input) ? parsed([input], () => getItem(storage, input, ctx)) : getItem(storage, input, ctx)),
    getResourcePolicy: (input, ctx) => getResourcePolicy(storage, input, ctx),
    importTable: (input, ctx) => importTable(storage, input, ctx),
    listBackups: (input, ctx) => listBackups(storage, input, ctx),
    listContributorInsights: (input, ctx) => listContributorInsights(storage, input, ctx),
    listExports: (input, ctx) => listExports(storage, input, ctx),
    listImports: (input, ctx) => listImports(storage, input, ctx),
    listGlobalTables: (input, ctx) => listGlobalTables(storage, input, ctx),
    listTables: (input, ctx) => listTables(storage, input, ctx),
    listTagsOfResource: (input, ctx) => listTagsOfResource(storage, input, ctx),
    putItem: (input, ctx) => (hasExpressions(input) ? parsed([input], () => putItem(storage, input, ctx)) : putItem(storage, input, ctx)),
    putResourcePolicy: (input, ctx) => putResourcePolicy(storage, input, ctx),
    query: (input, ctx) => parsed([input], () => query(storage, input, ctx)),
    restoreTableFromBackup: (input, ctx) => restoreTableFromBackup(storage, input, ctx),
    restoreTableToPointInTime: (input, ctx) => restoreTableToPointInTime(storage, input, ctx),
    scan: (input, ctx) => parsed([input], () => scan(storage, input, ctx)),
    tagResource: (input, ctx) => tagResource(storage, input, ctx),
    transactGetItems: (input, ctx) =>
      parsed(
        input.TransactItems.map(({ Get }) => Get),
        () => transactGetItems(storage, input, ctx),
      ),
    transactWriteItems: (input, ctx) =>
      parsed(
        input.TransactItems.flatMap((each) => Object.values(each)),
        () => transactWriteItems(storage, input, ctx),
      ),
    untagResource: (input, ctx) => untagResource(storage, input, ctx),
    updateGlobalTable: (input, ctx) => updateGlobalTable(storage, input, ctx),
    updateGlobalTableSettings: (input, ctx) => updateGlobalTableSettings(storage, input, ctx),
    updateItem: (input, ctx) => parsed([input], () => updateItem(storage, input, ctx)),
    updateContinuousBackups: (input, ctx) => updateContinuousBackups(storage, input, ctx),
    updateContributorInsights: (input, ctx) => updateContributorInsights(storage, input, ctx),
    updateKinesisStreamingDestination: (input, ctx) => updateKinesisDestination(storage, input, ctx),
    updateTable: (input, ctx) => updateTable(storage, input, ctx),
    updateTableReplicaAutoScaling: (input, ctx) => updateTableReplicaAutoScaling(storage, input, ctx),
    updateTimeToLive: (input, ctx) => updateTimeToLive(storage, input, ctx),
  };
};
