/** What DynamoDB Local makes of PartiQL statements. */
import { differOnlyIn, isRefusal, type KnownDifference, messageOf, says } from './known-difference.js';
import type { Json, JsonObject } from './sides.js';

const isStatement = (operation: string): boolean => /Execute(?:Statement|Transaction)$/.test(operation);

/** Where in the statement something is. */
const PLACE = / at \d+:\d+:\d+$/;

const responsesOf = (answer: JsonObject): readonly JsonObject[] => (Array.isArray(answer.Responses) ? answer.Responses : []);

const text = (value: Json | undefined): string => JSON.stringify(value ?? null);

const isNotSingle = ({ Error: error }: JsonObject): boolean =>
  /^(?:Only single item select is supported|Select statements within BatchExecuteStatement must )/.test(
    String((error as JsonObject | undefined)?.Message),
  );

export const statements: readonly KnownDifference[] = [
  {
    name: 'capacity of statements',
    local: 'does not tell what statements consume',
    aws: 'tells it',
    evidence: 'ReturnConsumedCapacity in the API reference of ExecuteStatement, BatchExecuteStatement and ExecuteTransaction',
    covers: (local, ours, { operation }) =>
      isStatement(operation) && 'ConsumedCapacity' in ours && differOnlyIn('ConsumedCapacity', { ConsumedCapacity: null, ...local }, ours),
  },
  {
    name: 'selections of several items in batches',
    local: 'answers with one of the items, or with none',
    aws: 'refuses the statement',
    evidence: 'the developer guide on batches of statements: each read must specify an equality condition on all key attributes',
    covers: (local, ours, { operation }) => {
      const [theirs, own] = [responsesOf(local), responsesOf(ours)];
      return (
        operation === 'BatchExecuteStatement' &&
        theirs.length === own.length &&
        own.some(isNotSingle) &&
        own.every((each, at) => isNotSingle(each) || text(each) === text(theirs[at]))
      );
    },
  },
  {
    name: 'errors in batches',
    local: 'words an error of a statement as it does elsewhere, tells it of the whole batch, or takes values that nest too deep',
    aws: 'says the same of it as ExecuteStatement',
    evidence: 'see the known differences of ExecuteStatement',
    endsCase: true,
    covers: (local, ours, { operation }) => {
      const [theirs, own] = [responsesOf(local), responsesOf(ours)];
      return (
        operation === 'BatchExecuteStatement' &&
        (isRefusal(local)
          ? own.some((each) => 'Error' in each)
          : theirs.length === own.length && own.every((each, at) => text(each) === text(theirs[at]) || 'Error' in each))
      );
    },
  },
  {
    name: 'places in statements',
    local: 'says where in the statement something is wrong',
    aws: 'says what is wrong',
    evidence: 'not known of AWS',
    covers: (local, ours, { operation }) =>
      isStatement(operation) && PLACE.test(messageOf(local)) && messageOf(local).replace(PLACE, '') === messageOf(ours),
  },
  {
    name: 'the code of duplicate items',
    local: 'has DuplicateItem for the exception, and ValidationError for the reason in a transaction',
    aws: 'has DuplicateItemException and DuplicateItem',
    evidence: 'the model: DuplicateItemException; the API reference of ExecuteStatement',
    covers: (local, ours) =>
      (local.code === 'DuplicateItem' && ours.code === 'DuplicateItemException' && local.message === ours.message) ||
      (/Duplicate primary key exists in table/.test(text(local)) && /"Code":"DuplicateItem"/.test(text(ours.CancellationReasons))),
  },
  {
    name: 'refusals of batches',
    local: 'carries out the statements before the one for which it refuses a batch',
    aws: 'carries out none of a batch that it refuses',
    evidence: 'the code of an error of a statement stands in its response; a request that is refused has none',
    endsCase: true,
    covers: (local, ours, { operation }) => operation === 'BatchExecuteStatement' && isRefusal(local) && isRefusal(ours),
  },
  {
    name: 'several faults of a statement',
    local: 'tells the first in an order of its own, of a transaction with its table and items before its other statements',
    aws: 'tells one of them',
    evidence: 'each is true of the statement; which comes first is not known',
    covers: (local, ours, { operation }) => isStatement(operation) && isRefusal(local) && isRefusal(ours),
  },
  {
    name: 'selections of what an index lacks',
    local: "lets a selection from an index look into the table's items",
    aws: 'refuses it with a key as it does the filter of a Query, and takes what the index lacks for absent without one',
    evidence: 'DynamoDB Local is at odds with itself: it refuses the same filter of a Query',
    covers: (local, ours, { operation, input }, { indexes }) =>
      isStatement(operation) &&
      (/Secondary index \S+ does not project one or more filter attributes: /.test(messageOf(ours)) ||
        (!isRefusal(local) &&
          !isRefusal(ours) &&
          / WHERE /.test(String(input.Statement)) &&
          indexes.some(({ name, projection }) => projection.ProjectionType !== 'ALL' && String(input.Statement).includes(`"."${name}"`)))),
  },
  {
    name: 'no table of a statement',
    local: 'says "Cannot do operations on a non-existent table"',
    aws: 'says "Requested resource not found"',
    evidence: 'the message that users of AWS report',
    covers: says(/^Cannot do operations on a non-existent table$/, /Requested resource not found/),
  },
];
