/** Whether SQS lets the caller do it: asked of every call under --auth, before the operation. */
import type { ConditionKeys } from '../../../auth/policy/conditions.js';
import { evaluate } from '../../../auth/policy/evaluate.js';
import { globalKeys, requestPrincipal, tagOf } from '../../../auth/policy/global-keys.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import type { Context } from '../../../contract/context.js';
import { FrameworkError } from '../../../contract/errors.js';
import type { Authorize, Credentials, ServiceDependencies, SessionFacts } from '../../dependencies.js';
import { queueArn } from '../queues/queue-name.js';
import { readQueueUrl } from '../queues/queue-url.js';
import { readTaskHandle } from '../redrive/task-handle.js';
import { openStorage, type Queue, type Storage } from '../storage.js';
import { OWNERS_ACTIONS } from './permissions.js';
import { queuePolicyOf } from './queue-policy.js';

/** The members by which the inputs of all operations name their queues and tags. */
interface Members {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
  readonly QueueOwnerAWSAccountId?: string;
  readonly SourceArn?: string;
  readonly TaskHandle?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly TagKeys?: readonly string[];
}

interface Target {
  readonly arn: string;
  readonly accountId: string;
  /** Undefined where there is none: it is for the operation to say so. */
  readonly queue: Queue | undefined;
}

export const createAuthorizer = (deps: ServiceDependencies): Authorize => {
  const storage = openStorage(deps);
  // Inputs come here in the generated types of all operations, which have these members, or not.
  return (operation, input, ctx) => authorize(storage, deps.credentials, operation, input as Members, ctx);
};

/**
 * The owner's account may, unless a policy denies it; others need the queue's policy.
 * @throws FrameworkError AccessDenied
 */
function authorize(storage: Storage, credentials: Credentials, operation: string, input: Members, ctx: Context): void {
  const { principal } = ctx;
  // The permission for one message is that for a batch.
  const name = operation.replace(/Batch$/, '');
  const target = targetOf(storage, input, ctx);
  const isOwn = principal.kind !== 'anonymous' && principal.kind !== 'service' && principal.accountId === target.accountId;
  const issued = principal.accessKeyId === undefined ? undefined : credentials.find(principal.accessKeyId);
  const session = issued?.sessionToken === undefined ? undefined : (issued.session ?? {});
  const request = { action: `sqs:${name}`, resource: target.arn, keys: keysOf(ctx, session, input, target) };
  const policy = target.queue && queuePolicyOf(target.queue.attributes);
  const byQueue =
    policy === undefined ? 'not-decided' : evaluate([policy], { ...request, principal: requestPrincipal(principal, session) });
  if (byQueue === 'denied') throw denied(ctx, input, target, name, 'with an explicit deny in a resource-based policy');
  if (session?.policy !== undefined) {
    const bySession = evaluate([parsePolicy(session.policy)], request);
    if (bySession === 'denied') throw denied(ctx, input, target, name, 'with an explicit deny in a session policy');
    if (bySession === 'not-decided') throw denied(ctx, input, target, name, notAllowedBy('session', name));
  }
  if (isOwn || (target.queue === undefined && principal.kind !== 'anonymous')) return;
  if (byQueue !== 'allowed' || OWNERS_ACTIONS.has(name)) throw denied(ctx, input, target, name, notAllowedBy('resource-based', name));
}

/** SQS writes actions in small letters where it refuses them. */
const notAllowedBy = (kind: string, name: string): string => `because no ${kind} policy allows the sqs:${name.toLowerCase()} action`;

function denied({ principal }: Context, { QueueUrl }: Members, { arn }: Target, name: string, reason: string): FrameworkError {
  if (principal.kind === 'anonymous') return new FrameworkError('AccessDenied', `Access to the resource ${QueueUrl ?? arn} is denied.`);
  return new FrameworkError(
    'AccessDenied',
    `User: ${principal.arn} is not authorized to perform: sqs:${name.toLowerCase()} on resource: ${arn} ${reason}`,
  );
}

function targetOf(storage: Storage, input: Members, ctx: Context): Target {
  const { QueueUrl, QueueName, QueueOwnerAWSAccountId, SourceArn, TaskHandle } = input;
  const arn = TaskHandle === undefined ? SourceArn : readTaskHandle(TaskHandle).sourceArn;
  // Tasks are found in the caller's account alone.
  if (arn !== undefined) return { arn, accountId: ctx.accountId, queue: undefined };
  const { accountId, region, name } =
    QueueUrl === undefined
      ? { accountId: QueueOwnerAWSAccountId ?? ctx.accountId, region: ctx.region, name: QueueName ?? '' }
      : readQueueUrl(QueueUrl, ctx);
  const queue = storage.queues.in({ accountId, region }).get([name]);
  return { arn: queue?.arn ?? queueArn({ ...ctx, accountId, region }, name), accountId, queue };
}

function keysOf(ctx: Context, session: SessionFacts | undefined, input: Members, { accountId, queue }: Target): ConditionKeys {
  const general = globalKeys(ctx, session);
  const given = input.tags ?? input.Tags;
  return (key) => {
    const name = key.toLowerCase();
    if (name === 'aws:resourceaccount') return accountId;
    if (name === 'aws:tagkeys') return input.TagKeys ?? (given && Object.keys(given));
    if (name.startsWith('aws:resourcetag/')) return tagOf(queue?.tags, key.slice('aws:ResourceTag/'.length));
    if (name.startsWith('aws:requesttag/')) return tagOf(given, key.slice('aws:RequestTag/'.length));
    return general(key);
  };
}
