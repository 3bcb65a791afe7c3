/** Delivery policies: how HTTP and HTTPS endpoints are tried again, how often they are called, and what content they are told to get. */
import { isPlainObject, type JsonObject, readRequest, readRetry, readThrottle, refuseOthers } from './policy-parts.js';
import { PolicyError, type RequestPolicy, type RetryPolicy, type ThrottlePolicy } from './policy-types.js';

/** As GetTopicAttributes shows it. */
export interface TopicDeliveryPolicy {
  readonly http: {
    readonly defaultHealthyRetryPolicy?: Partial<RetryPolicy>;
    readonly disableSubscriptionOverrides: boolean;
    readonly defaultThrottlePolicy?: ThrottlePolicy;
    readonly defaultRequestPolicy?: RequestPolicy;
  };
}

/** As GetSubscriptionAttributes shows it. */
export interface SubscriptionDeliveryPolicy {
  readonly healthyRetryPolicy: Partial<RetryPolicy> | null;
  readonly sicklyRetryPolicy: null;
  readonly throttlePolicy: ThrottlePolicy | null;
  readonly requestPolicy: RequestPolicy | null;
  readonly guaranteed: boolean;
}

/** What holds for one subscription, nothing left open. */
export interface EffectiveDeliveryPolicy {
  readonly healthyRetryPolicy: RetryPolicy;
  readonly sicklyRetryPolicy: null;
  readonly throttlePolicy: ThrottlePolicy | null;
  readonly requestPolicy: RequestPolicy;
  readonly guaranteed: boolean;
}

const DEFAULT_RETRY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const DEFAULT_REQUEST: RequestPolicy = { headerContentType: 'text/plain; charset=UTF-8' };

/**
 * @returns the policy as AWS keeps it; undefined for a text that takes it away.
 * @throws PolicyError
 */
export function parseTopicDeliveryPolicy(text: string): TopicDeliveryPolicy | undefined {
  const policy = parseObject(text);
  if (policy === undefined) return undefined;
  refuseOthers(policy, ['http']);
  const { http } = policy;
  if (http === undefined || http === null) return undefined;
  if (!isPlainObject(http)) throw new PolicyError('http must be a JSON object');
  const members = [
    'defaultHealthyRetryPolicy',
    'disableSubscriptionOverrides',
    'defaultThrottlePolicy',
    'defaultRequestPolicy',
    'defaultSicklyRetryPolicy',
  ];
  refuseOthers(http, members);
  const retry = readRetry(http.defaultHealthyRetryPolicy, 'http.defaultHealthyRetryPolicy', DEFAULT_RETRY);
  const throttle = readThrottle(http.defaultThrottlePolicy, 'http.defaultThrottlePolicy');
  const request = readRequest(http.defaultRequestPolicy, 'http.defaultRequestPolicy');
  const disable = http.disableSubscriptionOverrides ?? false;
  if (typeof disable !== 'boolean') throw new PolicyError('http.disableSubscriptionOverrides must be a boolean');
  return {
    http: {
      ...(retry === undefined ? {} : { defaultHealthyRetryPolicy: retry }),
      disableSubscriptionOverrides: disable,
      ...(throttle === undefined ? {} : { defaultThrottlePolicy: throttle }),
      ...(request === undefined ? {} : { defaultRequestPolicy: request }),
    },
  };
}

/**
 * @returns the policy as AWS keeps it; undefined for a text that takes it away.
 * @throws PolicyError
 */
export function parseSubscriptionDeliveryPolicy(text: string): SubscriptionDeliveryPolicy | undefined {
  const policy = parseObject(text);
  if (policy === undefined) return undefined;
  refuseOthers(policy, ['healthyRetryPolicy', 'sicklyRetryPolicy', 'throttlePolicy', 'requestPolicy', 'guaranteed']);
  const { guaranteed = false } = policy;
  if (typeof guaranteed !== 'boolean') throw new PolicyError('guaranteed must be a boolean');
  return {
    healthyRetryPolicy: readRetry(policy.healthyRetryPolicy, 'healthyRetryPolicy', DEFAULT_RETRY) ?? null,
    sicklyRetryPolicy: null,
    throttlePolicy: readThrottle(policy.throttlePolicy, 'throttlePolicy') ?? null,
    requestPolicy: readRequest(policy.requestPolicy, 'requestPolicy') ?? null,
    guaranteed,
  };
}

/**
 * @param parse one of the two above.
 * @returns what is wrong with the text, in words that follow `Invalid parameter: `; undefined where nothing is.
 */
export function deliveryPolicyProblem(parse: (text: string) => unknown, text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return `DeliveryPolicy: ${error.message}`;
    throw error;
  }
}

/** A topic's EffectiveDeliveryPolicy. */
export function effectiveTopicPolicy(policy: TopicDeliveryPolicy | undefined): TopicDeliveryPolicy {
  const {
    defaultHealthyRetryPolicy,
    disableSubscriptionOverrides = false,
    defaultThrottlePolicy,
    defaultRequestPolicy,
  } = policy?.http ?? {};
  return {
    http: {
      defaultHealthyRetryPolicy: { ...DEFAULT_RETRY, ...defaultHealthyRetryPolicy },
      disableSubscriptionOverrides,
      ...(defaultThrottlePolicy === undefined ? {} : { defaultThrottlePolicy }),
      defaultRequestPolicy: defaultRequestPolicy ?? DEFAULT_REQUEST,
    },
  };
}

/** A subscription's EffectiveDeliveryPolicy. Each part is the subscription's where it has one and the topic lets it, else the topic's, else SNS's own. */
export function effectivePolicy(
  topic: TopicDeliveryPolicy | undefined,
  subscription: SubscriptionDeliveryPolicy | undefined,
): EffectiveDeliveryPolicy {
  const defaults = topic?.http;
  const own = defaults?.disableSubscriptionOverrides === true ? undefined : subscription;
  return {
    healthyRetryPolicy: { ...DEFAULT_RETRY, ...(own?.healthyRetryPolicy ?? defaults?.defaultHealthyRetryPolicy) },
    sicklyRetryPolicy: null,
    throttlePolicy: own?.throttlePolicy ?? defaults?.defaultThrottlePolicy ?? null,
    requestPolicy: own?.requestPolicy ?? defaults?.defaultRequestPolicy ?? DEFAULT_REQUEST,
    guaranteed: own?.guaranteed ?? false,
  };
}

function parseObject(text: string): JsonObject | undefined {
  if (text.trim() === '') return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new PolicyError('failed to parse JSON');
  }
  if (!isPlainObject(policy)) throw new PolicyError('the policy must be a JSON object');
  return Object.keys(policy).length === 0 ? undefined : policy;
}
