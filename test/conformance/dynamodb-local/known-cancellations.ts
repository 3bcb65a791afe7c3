/** What DynamoDB Local says otherwise than AWS when it cancels a transaction. */
import { isRefusal, type KnownDifference, messageOf } from './known-difference.js';
import { wordings } from './known-wordings.js';
import { stageOf } from './refusal-stages.js';
import type { Call, Json, JsonObject } from './sides.js';
import type { TableDefinition } from './tables.js';

const reasonsOf = (answer: JsonObject): readonly JsonObject[] =>
  Array.isArray(answer.CancellationReasons) ? answer.CancellationReasons : [];

const FAILED = 'The conditional request failed';

const refusalOf = ({ Message: message = null }: JsonObject): JsonObject => ({ status: 400, message });

/** Both for the same reason, if not in the same words. */
function isAlike(local: JsonObject, ours: JsonObject, call: Call, table: TableDefinition): boolean {
  if (local.Code !== ours.Code || text(local.Item) !== text(ours.Item)) return false;
  if (local.Message === ours.Message || (local.Message === `${FAILED}.` && ours.Message === FAILED)) return true;
  const [theirs, own] = [refusalOf(local), refusalOf(ours)];
  return (
    wordings.some(({ covers }) => covers(theirs, own, call, table)) ||
    (stageOf(messageOf(theirs)) === 'item' && stageOf(messageOf(own)) === 'item')
  );
}

const text = (value: Json | undefined): string => JSON.stringify(value ?? null);

export const cancellations: readonly KnownDifference[] = [
  {
    name: 'reasons in other words',
    local: 'ends the message of a failed ConditionCheck with a full stop, and says of keys what it says elsewhere',
    aws: `says "${FAILED}"`,
    evidence: 'the messages in the API reference of TransactWriteItems',
    covers: (local, ours, call, table) => {
      const [theirs, own] = [reasonsOf(local), reasonsOf(ours)];
      return theirs.length > 0 && theirs.length === own.length && own.every((each, at) => isAlike(theirs[at] ?? {}, each, call, table));
    },
  },
  {
    name: 'refusals without reasons',
    local:
      'refuses the whole request when it sees in one of its actions what is wrong with the key or the item, or gives that reason alone',
    aws: 'cancels the transaction, and gives the reason of each action',
    evidence:
      'the API reference of TransactWriteItems: ValidationError among the cancellation codes, with messages on keys and document paths',
    covers: (local, ours) =>
      isRefusal(local) &&
      (reasonsOf(local).length === 0 ? stageOf(messageOf(local)) !== 'request' : reasonsOf(local).length < reasonsOf(ours).length) &&
      ours.code === 'TransactionCanceledException' &&
      reasonsOf(ours).some(({ Code }) => Code === 'ValidationError'),
  },
  {
    name: 'paths into keys in transactions',
    local: 'does not look for paths into keys when nothing else is wrong',
    aws: 'refuses them, as it does in PutItem',
    evidence: 'DynamoDB Local is at odds with itself',
    covers: (_local, ours) => reasonsOf(ours).some(({ Message }) => String(Message).startsWith('Key attributes must be scalars; ')),
  },
];
