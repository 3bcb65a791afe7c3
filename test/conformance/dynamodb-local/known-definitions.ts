/** What DynamoDB Local makes of definitions of tables. */
import { isRefusal, type KnownDifference, messageOf, says } from './known-difference.js';
import type { Json, JsonObject } from './sides.js';

const EXISTS = /^Cannot create preexisting table$/;

const isOfDefinition = (operation: string): boolean => operation === 'CreateTable' || operation === 'UpdateTable';

const text = (value: Json | undefined): string => JSON.stringify(value ?? null);

const withoutDefinitions = (answer: JsonObject): JsonObject => ({ ...(answer.TableDescription as JsonObject), AttributeDefinitions: [] });

const isInvalid = ({ code }: JsonObject): boolean => code === 'ValidationException';

export const definitions: readonly KnownDifference[] = [
  {
    name: 'a table that is there',
    local: 'says "Cannot create preexisting table"',
    aws: 'says "Table already exists: " and its name',
    evidence: 'the message that users of AWS report',
    covers: (local, ours) => EXISTS.test(messageOf(local)) && /^Table already exists: /.test(messageOf(ours)),
  },
  {
    name: 'wrong definitions',
    local: 'refuses them in words of its own, and in an order of its own',
    aws: 'refuses them in the words that tinsmith has',
    evidence:
      'DynamoDB Local keeps its tables in SQLite and checks their definitions by itself: its messages say "Dynamo DB", "GSI list" and "Type unknown"',
    covers: (local, ours, { operation }) => isOfDefinition(operation) && isInvalid(local) && isInvalid(ours),
  },
  {
    name: 'a deletion of a local index',
    local: 'says "Cannot delete an index that is not a GlobalSecondaryIndex"',
    aws: 'does not find a global index of that name',
    evidence: 'the API reference of DeleteGlobalSecondaryIndexAction: "The name of the global secondary index to be deleted"',
    covers: says(/^Cannot delete an index that is not a GlobalSecondaryIndex$/, /^Requested resource not found$/),
  },
  {
    name: 'a change of an index that is not there',
    local: 'says "Invalid global secondary index name", or fails, where it does not find an index that is to be deleted',
    aws: 'does not find it',
    evidence: 'ResourceNotFoundException in the API reference of UpdateTable: "The operation tried to access a nonexistent table or index"',
    covers: (local, ours, { operation }) =>
      operation === 'UpdateTable' &&
      /^Invalid global secondary index name/.test(messageOf(local)) &&
      messageOf(ours) === 'Requested resource not found',
  },
  {
    name: 'definitions that are there',
    local: 'creates an index by keys of the table that the request does not define again',
    aws: 'wants the keys of a new index among the definitions of the request',
    evidence: 'AttributeDefinitions in the API reference of UpdateTable: it "must include the key element(s) of the new index"',
    covers: (local, ours, { operation }) =>
      operation === 'UpdateTable' &&
      !isRefusal(local) &&
      /^(?:Invalid KeySchema: Some index key attribute have no definition|One or more parameter values were invalid: Some index key attributes are not defined)/.test(
        messageOf(ours),
      ),
  },
  {
    name: 'throughput of tables on demand',
    local: 'takes and forgets it',
    aws: 'refuses it',
    evidence: 'BillingMode in the API reference: with PAY_PER_REQUEST, ProvisionedThroughput cannot be specified',
    covers: (local, ours, { operation }) =>
      isOfDefinition(operation) &&
      (!isRefusal(local) || EXISTS.test(messageOf(local))) &&
      /^One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified (?:for index: \S+ )?when BillingMode is PAY_PER_REQUEST$/.test(
        messageOf(ours),
      ),
  },
  {
    name: 'definitions that nothing uses',
    local: 'takes attributes that no key uses, and an empty list of local indexes',
    aws: 'refuses them',
    evidence:
      'the messages that users of AWS report: "Some AttributeDefinitions are not used", "List of LocalSecondaryIndexes is empty"; DynamoDB Local refuses an empty list of global indexes',
    covers: (local, ours, { operation }) =>
      isOfDefinition(operation) &&
      (!isRefusal(local) || EXISTS.test(messageOf(local))) &&
      /^One or more parameter values were invalid: (?:Some AttributeDefinitions are not used|List of LocalSecondaryIndexes is empty)/.test(
        messageOf(ours),
      ),
  },
  {
    name: 'definitions that an index leaves behind',
    local: 'keeps those that the request names although no key is left that uses them',
    aws: 'has those of keys alone',
    evidence:
      'AttributeDefinitions in the API reference of TableDescription: "Each of these objects describes one attribute in the table and index key schema"',
    endsCase: true,
    covers: (local, ours, { operation, input }) =>
      operation === 'UpdateTable' &&
      text(input.GlobalSecondaryIndexUpdates).includes('"Delete":') &&
      text(withoutDefinitions(local)) === text(withoutDefinitions(ours)),
  },
  {
    name: 'time to live by another attribute',
    local: 'does not say by which attribute it is active',
    aws: 'says so',
    evidence: 'the message that users of AWS report: "TimeToLive is active on a different AttributeName: current AttributeName is ttl"',
    covers: says(
      /^TimeToLive is active on a different AttributeName$/,
      /^TimeToLive is active on a different AttributeName: current AttributeName is \S+$/,
    ),
  },
];
