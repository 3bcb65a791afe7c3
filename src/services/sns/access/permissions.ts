/** AddPermission and RemovePermission: statements of a topic's policy, by their labels. */
import type { AddPermissionInput, RemovePermissionInput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';
import { findTopic } from '../topics/find-topic.js';
import { isInScope, OUT_OF_SCOPE } from './check-policy.js';
import { policyOf } from './default-policy.js';

interface PolicyText {
  readonly Statement: readonly { readonly Sid?: string }[];
}

export function addPermission(storage: Storage, input: AddPermissionInput, ctx: Context): Record<string, never> {
  const topic = findTopic(storage, input.TopicArn, ctx);
  const actions = input.ActionName.map((name) => `SNS:${name}`);
  if (actions.length === 0) throw invalidParameter('ActionName');
  if (input.AWSAccountId.length === 0) throw invalidParameter('AWSAccountId');
  if (!actions.every((action) => !/[*?]/.test(action) && isInScope(action))) throw invalidParameter(OUT_OF_SCOPE);
  if (!input.AWSAccountId.every((account) => /^\d{12}$/.test(account))) throw invalidParameter('Policy Error: PrincipalNotFound');
  const policy = readPolicy(topic);
  if (policy.Statement.some(({ Sid }) => Sid === input.Label)) throw invalidParameter('Statement already exists');
  const statement = {
    Sid: input.Label,
    Effect: 'Allow',
    Principal: { AWS: oneOrMany(input.AWSAccountId.map((account) => `arn:${ctx.partition}:iam::${account}:root`)) },
    Action: oneOrMany(actions),
    Resource: topic.arn,
  };
  writePolicy(storage, topic, { ...policy, Statement: [...policy.Statement, statement] });
  return {};
}

/** A label that no statement has is no error. */
export function removePermission(storage: Storage, input: RemovePermissionInput, ctx: Context): Record<string, never> {
  const topic = findTopic(storage, input.TopicArn, ctx);
  const policy = readPolicy(topic);
  writePolicy(storage, topic, { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== input.Label) });
  return {};
}

function readPolicy(topic: Topic): PolicyText {
  // Checked when it was set; a single statement needs no list.
  const policy = JSON.parse(policyOf(topic)) as { readonly Statement: PolicyText['Statement'] | PolicyText['Statement'][number] };
  return { ...policy, Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement] } as PolicyText;
}

const writePolicy = (storage: Storage, topic: Topic, policy: PolicyText): void =>
  storage.topics.in(topic).put([topic.name], { ...topic, attributes: { ...topic.attributes, Policy: JSON.stringify(policy) } });

const oneOrMany = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 && values[0] !== undefined ? values[0] : values;
