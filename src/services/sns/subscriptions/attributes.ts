/** The attributes of subscriptions that callers set, and what each may be. */
import { readReplayPolicy } from '../archive/replay-policy.js';
import { deliveryPolicyProblem, parseSubscriptionDeliveryPolicy } from '../delivery/http/delivery-policy.js';
import { FILTER_SCOPES, FilterPolicyRefused, type FilterScope, parseFilterPolicy } from '../filters/filter-policy.js';
import type { Topic } from '../storage.js';

export type SubscriptionAttributes = Readonly<Record<string, string>>;

/** What attributes are checked against. */
export interface AttributeScene {
  readonly topic: Topic;
  readonly protocol: string;
  readonly endpoint: string;
  /** The account that subscribed. */
  readonly owner: string;
  /** As they are with what is being set. */
  readonly attributes: SubscriptionAttributes;
}

/** What is wrong with a value, in the words that follow `Invalid parameter: `; undefined where nothing is. */
type Problem = string | undefined;

type Rule = (value: string, scene: AttributeScene) => Problem;

const RULES: Readonly<Record<string, Rule>> = {
  DeliveryPolicy: (value, { protocol }) => {
    if (protocol !== 'http' && protocol !== 'https')
      return `DeliveryPolicy: Delivery protocol [${protocol}] does not support delivery policies.`;
    return deliveryPolicyProblem(parseSubscriptionDeliveryPolicy, value);
  },
  FilterPolicy: (value, { attributes }) => {
    try {
      parseFilterPolicy(value, scopeOf(attributes));
      return undefined;
    } catch (error) {
      if (error instanceof FilterPolicyRefused) return error.message;
      throw error;
    }
  },
  FilterPolicyScope: (value, scene) => {
    if (!FILTER_SCOPES.some((scope) => scope === value))
      return `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`;
    const { FilterPolicy: policy } = scene.attributes;
    return policy === undefined ? undefined : RULES.FilterPolicy?.(policy, scene);
  },
  RawMessageDelivery: (value, { protocol }) => {
    if (value !== 'true' && value !== 'false') return `RawMessageDelivery: Invalid value [${value}]. Must be true or false.`;
    return value === 'true' && !RAW_PROTOCOLS.has(protocol)
      ? `RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`
      : undefined;
  },
  RedrivePolicy: redrivePolicyProblem,
  ReplayPolicy: (value, { topic }) => {
    if (!topic.isFifo) return 'ReplayPolicy: Message replay is supported for FIFO topics only';
    const policy = readReplayPolicy(value);
    return typeof policy === 'string' ? policy : undefined;
  },
  SubscriptionRoleArn: (value, { protocol }) => {
    if (protocol !== 'firehose') return `SubscriptionRoleArn: Delivery protocol [${protocol}] does not support subscription roles.`;
    return ROLE.test(value) ? undefined : 'SubscriptionRoleArn';
  },
};

const RAW_PROTOCOLS: ReadonlySet<string> = new Set(['sqs', 'http', 'https', 'firehose']);
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;
const QUEUE = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/;

export const isSubscriptionAttribute = (name: string): boolean => Object.hasOwn(RULES, name);

/** @param name one that isSubscriptionAttribute knows. */
export const subscriptionAttributeProblem = (name: string, value: string, scene: AttributeScene): Problem => RULES[name]?.(value, scene);

/** The attributes with one of them set, or taken away by an empty value. */
export function withSubscriptionAttribute(attributes: SubscriptionAttributes, name: string, value: string): SubscriptionAttributes {
  const { [name]: _, ...others } = attributes;
  if (value === '' || (name === 'FilterPolicy' && /^\s*\{\s*\}\s*$/.test(value))) return others;
  return { ...others, [name]: value };
}

/** As it holds where nothing is set. */
export const effectiveValue = (attributes: SubscriptionAttributes, name: string): string =>
  attributes[name] ?? (name === 'RawMessageDelivery' ? 'false' : name === 'FilterPolicyScope' ? 'MessageAttributes' : '');

/** What part of a message a subscription's filter policy is about. */
export const scopeOf = ({ FilterPolicyScope: scope }: SubscriptionAttributes): FilterScope =>
  scope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';

/** The queue of a RedrivePolicy that redrivePolicyProblem finds nothing wrong with. */
export function deadLetterTarget({ RedrivePolicy: text }: SubscriptionAttributes): string | undefined {
  // Checked when it was set.
  return text === undefined ? undefined : (JSON.parse(text) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn;
}

function redrivePolicyProblem(text: string, { topic, endpoint, owner }: AttributeScene): Problem {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return 'RedrivePolicy: failed to parse JSON.';
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'RedrivePolicy: failed to parse JSON.';
  const unknown = Object.keys(given).find((name) => name !== 'deadLetterTargetArn');
  if (unknown !== undefined) return `RedrivePolicy: invalid JSON. Attribute ${unknown} is unknown.`;
  const arn: unknown = 'deadLetterTargetArn' in given ? given.deadLetterTargetArn : undefined;
  if (arn === undefined && Object.keys(given).length === 0) return undefined;
  if (typeof arn !== 'string' || !QUEUE.test(arn)) return 'RedrivePolicy: deadLetterTargetArn is an invalid arn';
  // Developer Guide, dead-letter queues: "The Amazon SNS subscription and Amazon SQS queue must be under the same AWS account and Region."
  if (!arn.startsWith(`${topic.arn.split(':', 2).join(':')}:sqs:${topic.region}:${owner}:`))
    return 'RedrivePolicy: deadLetterTargetArn is an invalid arn';
  const isFifo = topic.isFifo && endpoint.endsWith('.fifo');
  if (isFifo && !arn.endsWith('.fifo')) return 'RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.';
  if (!isFifo && arn.endsWith('.fifo')) return 'RedrivePolicy: must use a standard queue as DLQ for a standard subscription.';
  return undefined;
}
