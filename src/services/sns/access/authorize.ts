/** Whether SNS lets the caller do it: asked of every call under --auth, before the operation. */
import { AuthorizationErrorException } from '../../../../generated/sns/errors.js';
import type { ConditionKeys } from '../../../auth/policy/conditions.js';
import type { PolicyDocument } from '../../../auth/policy/document.js';
import { evaluate } from '../../../auth/policy/evaluate.js';
import { globalKeys, requestPrincipal } from '../../../auth/policy/global-keys.js';
import { parsePolicy } from '../../../auth/policy/parse-document.js';
import type { Context, Principal } from '../../../contract/context.js';
import type { Authorize, Credentials, ServiceDependencies, SessionFacts } from '../../dependencies.js';
import { openStorage, type Storage, type Subscription, type Topic } from '../storage.js';
import { needsSignature } from '../subscriptions/unsubscribe.js';
import { readArn } from '../topics/find-topic.js';
import { policyOf } from './default-policy.js';

/** The members by which operations say what they are about; each has some of them. */
interface Asked {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly ResourceArn?: string;
  readonly SubscriptionArn?: string;
  readonly Protocol?: string;
  readonly Endpoint?: string;
}

/** Tokens, or the ids in ARNs, are proof enough: links in messages are signed by nobody. */
function isOpenToAll(storage: Storage, operation: string, { SubscriptionArn: arn }: Asked): boolean {
  if (operation !== 'Unsubscribe') return operation === 'ConfirmSubscription';
  const subscription = arn === undefined ? undefined : subscriptionAt(storage, arn);
  return subscription === undefined || !needsSignature(subscription);
}

export const createAuthorizer = (deps: ServiceDependencies): Authorize => {
  const storage = openStorage(deps);
  // Inputs come here in the generated types of all operations, which have these members, or not.
  return (operation, input, ctx) => authorize(storage, deps.credentials, operation, input as Asked, ctx);
};

/** @throws AuthorizationErrorException */
function authorize(storage: Storage, credentials: Credentials, operation: string, input: Asked, ctx: Context): void {
  if (isOpenToAll(storage, operation, input)) return;
  const action = `SNS:${operation === 'PublishBatch' ? 'Publish' : operation}`;
  const { principal } = ctx;
  const session = sessionOf(principal, credentials);
  const named = input.TopicArn ?? input.ResourceArn ?? input.SubscriptionArn ?? input.TargetArn;
  const topic = named === undefined ? undefined : topicOf(storage, named);
  const resource = topic?.arn ?? named ?? `arn:${ctx.partition}:sns:${ctx.region}:${ctx.accountId}:*`;
  const keys = keysOf(input, ctx, session);
  const request = { action, resource, keys };
  const refuse = (reason: string): never => {
    throw new AuthorizationErrorException(
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    );
  };
  if (session?.policy !== undefined && evaluate([parsePolicy(session.policy)], request) !== 'allowed')
    refuse(`because no session policy allows the ${action} action`);
  if (topic === undefined) {
    // What isn't there is the operation's to refuse, and services are told; the rest is the account's own.
    if (!isOfAccount(principal) && (named === undefined || principal.kind === 'anonymous'))
      refuse(`because no resource-based policy allows the ${action} action`);
    return;
  }
  const decision = evaluate([policyIn(topic)], { ...request, principal: requestPrincipal(principal, session) });
  if (decision === 'denied') refuse('with an explicit deny in a resource-based policy');
  if (isOfAccount(principal) && principal.accountId === topic.accountId) return;
  if (ownsSubscription(storage, input, principal) || decision === 'allowed') return;
  refuse(`because no resource-based policy allows the ${action} action`);
}

const isOfAccount = ({ kind }: Principal): boolean => kind !== 'anonymous' && kind !== 'service';

function sessionOf({ accessKeyId }: Principal, credentials: Credentials): SessionFacts | undefined {
  const issued = accessKeyId === undefined ? undefined : credentials.find(accessKeyId);
  return issued?.sessionToken === undefined ? undefined : (issued.session ?? {});
}

function topicOf(storage: Storage, arn: string): Topic | undefined {
  const read = readArn(arn);
  return read === undefined ? undefined : storage.topics.in(read).get([read.name]);
}

/** Subscribers dispose of what they subscribed, whoever has the topic. */
function ownsSubscription(storage: Storage, { SubscriptionArn: arn }: Asked, principal: Principal): boolean {
  return arn !== undefined && isOfAccount(principal) && subscriptionAt(storage, arn)?.owner === principal.accountId;
}

function subscriptionAt(storage: Storage, arn: string): Subscription | undefined {
  const read = readArn(arn);
  return read?.rest === undefined ? undefined : storage.subscriptions.in(read).get([read.name, read.rest]);
}

/** Policies were checked when they were set. Rows are replaced when they change. */
const policies = new WeakMap<Topic, PolicyDocument>();

function policyIn(topic: Topic): PolicyDocument {
  const known = policies.get(topic);
  if (known !== undefined) return known;
  const policy = parsePolicy(policyOf(topic));
  policies.set(topic, policy);
  return policy;
}

function keysOf(input: Asked, ctx: Context, session: SessionFacts | undefined): ConditionKeys {
  const global = globalKeys(ctx, session);
  return (key) => {
    switch (key.toLowerCase()) {
      case 'sns:endpoint':
        return input.Endpoint;
      case 'sns:protocol':
        return input.Protocol;
      case 'aws:sourceowner':
        // The account of who calls; services that came after it, as S3, don't say so.
        return isOfAccount(ctx.principal) ? ctx.principal.accountId : undefined;
      default:
        return global(key);
    }
  };
}
