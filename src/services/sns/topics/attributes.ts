/** The attributes of topics that callers set, and what each may be. */
import { checkTopicPolicy } from '../access/check-policy.js';
import { archivePolicyProblem } from '../archive/archive-policy.js';
import { deliveryPolicyProblem, parseTopicDeliveryPolicy } from '../delivery/http/delivery-policy.js';
import { messageSizeProblem } from './message-size.js';

/** What is wrong with a value, in the words that follow `Invalid parameter: `; undefined where nothing is. */
type Problem = string | undefined;

interface AttributeRule {
  /** Whether topics that aren't FIFO can't have it. */
  readonly fifoOnly?: true;
  readonly problem?: (value: string) => Problem;
  /** As it is kept and given back. */
  readonly normalize?: (value: string) => string;
}

const oneOf =
  (name: string, values: readonly string[]) =>
  (value: string): Problem =>
    values.includes(value) ? undefined : `${name}: Invalid value [${value}]. Must be one of ${values.join(', ')}.`;

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;
const roleArn =
  (name: string) =>
  (value: string): Problem =>
    ROLE.test(value) ? undefined : `${name}: Invalid value [${value}]. Must be the ARN of a role.`;
const percentage =
  (name: string) =>
  (value: string): Problem =>
    /^\d{1,3}$/.test(value) && Number(value) <= 100
      ? undefined
      : `${name}: Invalid value [${value}]. Must be an integer between 0 and 100.`;

const feedback = Object.fromEntries(
  ['HTTP', 'Firehose', 'Lambda', 'SQS', 'Application'].flatMap((protocol): [string, AttributeRule][] => [
    [`${protocol}SuccessFeedbackRoleArn`, { problem: roleArn(`${protocol}SuccessFeedbackRoleArn`) }],
    [`${protocol}SuccessFeedbackSampleRate`, { problem: percentage(`${protocol}SuccessFeedbackSampleRate`) }],
    [`${protocol}FailureFeedbackRoleArn`, { problem: roleArn(`${protocol}FailureFeedbackRoleArn`) }],
  ]),
);

const textOf = (policy: object | undefined): string => (policy === undefined ? '' : JSON.stringify(policy));

const BOOLEANS = ['true', 'false'];

const RULES: Readonly<Record<string, AttributeRule>> = {
  ArchivePolicy: { fifoOnly: true, problem: archivePolicyProblem },
  ContentBasedDeduplication: { fifoOnly: true, problem: oneOf('ContentBasedDeduplication', BOOLEANS) },
  DeliveryPolicy: {
    problem: (value) => deliveryPolicyProblem(parseTopicDeliveryPolicy, value),
    normalize: (value) => textOf(parseTopicDeliveryPolicy(value)),
  },
  DisplayName: { problem: (value) => (value.length <= 100 ? undefined : 'DisplayName') },
  FifoThroughputScope: { fifoOnly: true, problem: oneOf('FifoThroughputScope', ['Topic', 'MessageGroup']) },
  KmsMasterKeyId: {},
  MaximumMessageSize: { problem: messageSizeProblem },
  Policy: { problem: checkTopicPolicy },
  SignatureVersion: { problem: oneOf('SignatureVersion', ['1', '2']) },
  TracingConfig: { problem: oneOf('TracingConfig', ['PassThrough', 'Active']) },
  ...feedback,
};

/** Whether SetTopicAttributes knows it. Whether a topic is FIFO is settled when it is made. */
export const isTopicAttribute = (name: string): boolean => Object.hasOwn(RULES, name);

/** @param name one that isTopicAttribute knows. */
export function topicAttributeProblem(name: string, value: string, isFifo: boolean): Problem {
  const rule = RULES[name];
  if (rule?.fifoOnly === true && !isFifo) {
    const subject = name === 'ContentBasedDeduplication' ? 'Content-based deduplication' : name;
    return `${subject} can only be set for FIFO topics`;
  }
  return value === '' ? undefined : rule?.problem?.(value);
}

/** The attributes with one of them set, or taken away by an empty value. */
export function withTopicAttribute(
  attributes: Readonly<Record<string, string>>,
  name: string,
  value: string,
): Readonly<Record<string, string>> {
  const { [name]: _, ...others } = attributes;
  const kept = value === '' ? '' : (RULES[name]?.normalize?.(value) ?? value);
  return kept === '' ? others : { ...others, [name]: kept };
}
