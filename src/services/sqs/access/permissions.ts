/** AddPermission and RemovePermission: statements of the queue's policy that AWS writes. */
import { OverLimit } from '../../../../generated/sqs/errors.js';
import type { AddPermissionInput, RemovePermissionInput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter, missingParameter } from '../messages/errors.js';
import { objectOf } from '../redrive/json-object.js';
import { findQueue, type Queue, type Storage } from '../storage.js';
import { checkQueuePolicy, MOST_ACTIONS } from './queue-policy.js';

const SHARED_ACTIONS: ReadonlySet<string> = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);
/** Nobody but the queue's owner ever gets these (SQS Developer Guide, "Limitations of Amazon SQS custom policies"). */
export const OWNERS_ACTIONS: ReadonlySet<string> = new Set([
  'AddPermission',
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueues',
  'ListQueueTags',
  'RemovePermission',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
]);

interface Document {
  readonly Version: string;
  readonly Id?: unknown;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** A new document's form is recorded. */
export function addPermission(storage: Storage, input: AddPermissionInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const { Label, AWSAccountIds, Actions } = input;
  checkLabel(Label);
  if (AWSAccountIds.length === 0) throw missingParameter('AWSAccountIds');
  if (Actions.length === 0) throw missingParameter('Actions');
  const unverified = AWSAccountIds.find((id) => !/^\d{12}$/.test(id));
  if (unverified !== undefined) throw invalidParameter(unverified, 'PrincipalId', 'Unable to verify.');
  for (const action of Actions) checkAction(action);
  if (Actions.length > MOST_ACTIONS) throw new OverLimit(`${Actions.length} Actions were found, maximum allowed is ${MOST_ACTIONS}.`);
  const document = documentOf(queue) ?? { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] };
  if (document.Statement.some(({ Sid }) => Sid === Label)) throw invalidParameter(Label, 'Label', 'Already exists.');
  const statement = {
    Sid: Label,
    Effect: 'Allow',
    Principal: { AWS: oneOrAll(AWSAccountIds.map((id) => `arn:${ctx.partition}:iam::${id}:root`)) },
    Action: oneOrAll(Actions.map((action) => `SQS:${action}`)),
    Resource: queue.arn,
  };
  writePolicy(storage, queue, { ...document, Statement: [...document.Statement, statement] });
  return {};
}

export function removePermission(storage: Storage, input: RemovePermissionInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const { Label } = input;
  const document = documentOf(queue);
  const left = document?.Statement.filter(({ Sid }) => Sid !== Label);
  if (document === undefined || left === undefined || left.length === document.Statement.length)
    throw invalidParameter(Label, 'Label', "can't find label.");
  writePolicy(storage, queue, left.length === 0 ? undefined : { ...document, Statement: left });
  return {};
}

function checkLabel(label: string): void {
  if (!/^[\w-]{1,80}$/.test(label))
    throw invalidParameter(label, 'Label', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.');
}

function checkAction(action: string): void {
  if (SHARED_ACTIONS.has(action)) return;
  throw invalidParameter(
    `SQS:${action}`,
    'ActionName',
    OWNERS_ACTIONS.has(action)
      ? 'Only the queue owner is allowed to invoke this action.'
      : 'Please refer to the appropriate WSDL for a list of valid actions.',
  );
}

const oneOrAll = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? (values[0] ?? '') : values);

/** What was set as a policy was checked: it is an object with statements. */
function documentOf({ attributes }: Queue): Document | undefined {
  const found = attributes.policy === undefined ? undefined : objectOf(attributes.policy);
  if (found === undefined) return undefined;
  const { Statement } = found;
  return { Version: '2008-10-17', ...found, Statement: Array.isArray(Statement) ? Statement : [Statement as Record<string, unknown>] };
}

function writePolicy(storage: Storage, queue: Queue, document: Document | undefined): void {
  const { policy: _, ...attributes } = queue.attributes;
  const changed = document === undefined ? attributes : { ...attributes, policy: checkQueuePolicy(JSON.stringify(document)) };
  storage.queues.in(queue).put([queue.name], { ...queue, attributes: changed, modifiedAt: storage.clock.now() });
}
