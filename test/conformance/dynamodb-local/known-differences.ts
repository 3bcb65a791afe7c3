/**
 * Where DynamoDB Local is known to differ from AWS, or says another of several true things: each with what it does, what AWS does, and
 * how that is known. A rule covers no more than what it describes.
 */
import { cancellations } from './known-cancellations.js';
import { capacities } from './known-capacities.js';
import { definitions } from './known-definitions.js';
import { isRefusal, type KnownDifference, messageOf } from './known-difference.js';
import { statements } from './known-statements.js';
import { wordings } from './known-wordings.js';
import { stageOf } from './refusal-stages.js';
import type { Call, Json, JsonObject } from './sides.js';
import type { TableDefinition } from './tables.js';

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: 'constraints of the model',
    local: 'checks few of the constraints of its model, in its own words or after other things',
    aws: 'checks all of them before anything else, and names all that are broken',
    evidence: 'the model; AWS answers "1 validation error detected: ..." for any member',
    covers: (_local, ours) => /^\d+ validation errors? detected: /.test(messageOf(ours)),
  },
  {
    name: 'paths that collide',
    local: 'names another path of the update as the second',
    aws: 'names the two paths that collide',
    evidence: 'the words of the message itself: "Two document paths overlap with each other"',
    covers: (local, ours) => {
      const begin = /^(?:Invalid (?:Update|Projection)Expression: )?Two document paths (?:overlap|conflict) with each other; /;
      const named = /path one: \[(.*)\], path two: \[(.*)\]$/.exec(messageOf(ours));
      if (!begin.test(messageOf(local)) || named === null) return false;
      const [one, two] = named.slice(1).map((path) => path.split(', '));
      const steps = (one ?? []).filter((step, at) => step === two?.[at] || (two?.[at] ?? step).startsWith('[') !== step.startsWith('['));
      return steps.length === Math.min(one?.length ?? 0, two?.length ?? 0);
    },
  },
  {
    name: 'size as a name',
    local: 'takes size for an attribute',
    aws: 'has SIZE among its reserved words',
    evidence: 'the developer guide: "Reserved words in DynamoDB"',
    covers: (_local, ours) => /Attribute name is a reserved keyword; reserved keyword: size$/.test(messageOf(ours)),
  },
  {
    name: 'the table first',
    local: 'looks for the table, its keys and its indexes before it reads expressions',
    aws: 'refuses what is wrong in any case before it looks for the table',
    evidence: 'a request with a malformed expression for a table that is not there is answered with ValidationException',
    covers: (local, ours) =>
      isRefusal(local) &&
      isRefusal(ours) &&
      stageOf(messageOf(local)) !== 'request' &&
      stageOf(messageOf(ours)) === 'request' &&
      ours.code === 'ValidationException',
  },
  {
    name: 'an error inside',
    local: 'fails with InternalFailure',
    aws: 'answers or refuses',
    evidence: 'InternalFailure is no answer to a request',
    covers: (local) => local.status === 500,
  },
  {
    name: 'legacy parameters before mixed ones',
    local: 'checks the operands of Expected, and AttributesToGet, before it looks at keys or sees expressions beside them',
    aws: 'refuses the mixture, as DynamoDB Local itself does for PutItem',
    evidence: 'DynamoDB Local is at odds with itself',
    covers: (local, ours, { input }) =>
      ('Expected' in input || 'AttributesToGet' in input) &&
      stageOf(messageOf(local)) === 'request' &&
      isRefusal(local) &&
      stageOf(messageOf(ours)) === 'request',
  },
  {
    name: 'several faults of an item',
    local: 'tells the first in the order of a hash table',
    aws: 'tells one of them',
    evidence: 'each is true of the item; which comes first is not known',
    covers: (local, ours) => stageOf(messageOf(local)) === 'item' && stageOf(messageOf(ours)) === 'item',
  },
  {
    name: 'index keys of wrong types from updates',
    local: 'lets an update give the key of an index a value of another type',
    aws: 'refuses it, as it does in PutItem',
    evidence: 'the message that users of AWS report of UpdateItem: "Type mismatch for Index Key ... Expected: S Actual: N IndexName: ..."',
    covers: (local, ours, { operation }) =>
      ['UpdateItem', 'TransactWriteItems', 'ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'].includes(operation) &&
      !isRefusal(local) &&
      /Type mismatch for Index Key \S+ Expected: [SNB] Actual: \w+ IndexName: /.test(JSON.stringify(ours)),
  },
  {
    name: 'removals that make an item',
    local: 'makes an item when AttributeUpdates only delete from one that is not there',
    aws: 'does nothing',
    evidence: 'AttributeUpdates in the API reference: "DELETE - Causes nothing to happen; there is no attribute to delete"',
    endsCase: true,
    covers: (local, ours, { operation, input }) =>
      operation === 'UpdateItem' &&
      !isRefusal(local) &&
      !isRefusal(ours) &&
      Object.values((input.AttributeUpdates ?? {}) as JsonObject).every((each) => (each as JsonObject).Action === 'DELETE') &&
      'AttributeUpdates' in input,
  },
  ...capacities,
  ...cancellations,
  ...definitions,
  ...statements,
  {
    name: 'where a text ceases to be an expression',
    local: 'names another token of a text that is no expression, or parentheses in it',
    aws: 'names one of them',
    evidence: 'each is true of the text; how its parser goes on after a word like begins_with is not known',
    covers: (local, ours) => {
      const parameter = /^Invalid (\w+): Syntax error; token: /.exec(messageOf(ours))?.[1];
      return (
        parameter !== undefined &&
        [`Invalid ${parameter}: Syntax error; token: `, `Invalid ${parameter}: The expression has redundant parentheses;`].some((each) =>
          messageOf(local).startsWith(each),
        )
      );
    },
  },
  {
    name: 'several faults of a batch or a transaction',
    local: 'tells the first in an order of its own',
    aws: 'tells one of them',
    evidence: 'each is true of the request; which comes first is not known',
    covers: (local, ours, { operation }) =>
      /^(?:Batch|Transact)/.test(operation) &&
      isRefusal(local) &&
      ours.code === 'ValidationException' &&
      stageOf(messageOf(local)) === 'request' &&
      stageOf(messageOf(ours)) !== 'table',
  },
  {
    name: 'the same number in other words',
    local: 'takes keys of a batch or a transaction for different when their numbers are written differently, and tells of equal ones later',
    aws: 'compares numbers by value',
    evidence: 'the developer guide on numbers: leading and trailing zeroes are trimmed',
    covers: (_local, ours, { operation }) =>
      (operation === 'BatchGetItem' && messageOf(ours) === 'Provided list of item keys contains duplicates') ||
      ((operation.startsWith('Transact') || operation === 'ExecuteTransaction') &&
        messageOf(ours) === 'Transaction request cannot include multiple operations on one item'),
  },
  {
    name: 'filters on what an index lacks',
    local: "lets a Scan's filter of an index look into the table's items, and refuses the same filter of a Query",
    aws: "takes what the index lacks for absent in a Scan's filter",
    evidence: 'the API reference of Query on Select: queries of a global secondary index cannot fetch attributes from the parent table',
    covers: (local, ours, { operation, input }, { indexes }) =>
      operation === 'Scan' &&
      ('FilterExpression' in input || 'ScanFilter' in input) &&
      indexes.some(({ name, projection }) => name === input.IndexName && projection.ProjectionType !== 'ALL') &&
      !isRefusal(local) &&
      !isRefusal(ours),
  },
  {
    name: 'faults of several reads of a transaction',
    local: 'goes through all that is to be known of one read before it looks at the next',
    aws: 'tells one of them',
    evidence: 'each is true of the request; which comes first is not known',
    covers: (local, ours, { operation, input }) =>
      operation === 'TransactGetItems' && (input.TransactItems as readonly Json[]).length > 1 && isRefusal(local) && isRefusal(ours),
  },
  {
    name: 'several faults of legacy parameters',
    local: 'checks KeyConditions before filters, and expressions before both',
    aws: 'tells one of them',
    evidence: 'each is true of the request; which comes first is not known',
    covers: (local, ours, { input }) =>
      ['KeyConditions', 'QueryFilter', 'ScanFilter', 'Expected', 'AttributeUpdates'].some((each) => each in input) &&
      isRefusal(local) &&
      isRefusal(ours) &&
      stageOf(messageOf(local)) === 'request' &&
      stageOf(messageOf(ours)) === 'request',
  },
  {
    name: 'several faults of keys and indexes',
    local: 'looks at ExclusiveStartKey before filters and projections, and for duplicates before the types of keys',
    aws: 'tells one of them',
    evidence: 'each is true of the request; which comes first is not known',
    covers: (local, ours, { operation }) =>
      ['Query', 'Scan', 'BatchWriteItem', 'BatchGetItem'].includes(operation) &&
      isRefusal(ours) &&
      stageOf(messageOf(local)) === 'table' &&
      stageOf(messageOf(ours)) === 'table',
  },
  {
    name: 'the segment of a key',
    local: 'spreads keys over segments by hashes of its own',
    aws: 'does so by others',
    evidence: 'the hashes are not public',
    covers: (local, ours, { operation, input }) =>
      operation === 'Scan' &&
      'Segment' in input &&
      'ExclusiveStartKey' in input &&
      [messageOf(local), messageOf(ours)].some((each) => /^Exclusive start key must lie within the segment$|correct Segment/.test(each)),
  },
  {
    name: 'nested operands',
    local: 'says more of values of expressions that nest too deep, or looks at them later',
    aws: 'says "Nesting Levels have exceeded supported limits"',
    evidence: 'the message that users of AWS report of UpdateItem',
    covers: (local, ours) => isRefusal(local) && messageOf(ours) === 'Nesting Levels have exceeded supported limits',
  },
  {
    name: 'bounds of BETWEEN',
    local: 'shows numbers with exponents, and binaries as Java does',
    aws: 'shows numbers as it gives them back',
    evidence: 'GetItem gives back all digits of a number',
    covers: (local, ours) => {
      const operands = /AttributeValue: \{[NB]:[^}]*\}/g;
      const begin = /BETWEEN operator requires/;
      return begin.test(messageOf(local)) && messageOf(local).replace(operands, '') === messageOf(ours).replace(operands, '');
    },
  },
  ...wordings,
];

/**
 * Whether the tables may differ behind equal answers: Local makes an item of nothing, and carries out the beginning of a batch of statements
 * that it refuses, as above.
 */
export const mayDifferUnseen = ({ operation, input }: Call, local: Json): boolean =>
  (operation === 'BatchExecuteStatement' && isRefusal(local as JsonObject)) ||
  (operation === 'UpdateItem' &&
    'AttributeUpdates' in input &&
    Object.values((input.AttributeUpdates ?? {}) as JsonObject).every((each) => (each as JsonObject).Action === 'DELETE'));

/** @returns the difference, and whether one side has changed its tables where the other has not. */
export function knownDifference(
  call: Call,
  local: Json,
  ours: Json,
  table: TableDefinition,
): { readonly name: string; readonly endsCase: boolean } | undefined {
  // Answers are objects.
  const [theirs, own] = [local as JsonObject, ours as JsonObject];
  const known = knownDifferences.find(({ covers }) => covers(theirs, own, call, table));
  return known && { name: known.name, endsCase: known.endsCase ?? isRefusal(theirs) !== isRefusal(own) };
}
