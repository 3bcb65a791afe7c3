import { describe, expect, it } from 'vitest';
import {
  effectivePolicy,
  effectiveTopicPolicy,
  parseSubscriptionDeliveryPolicy,
  parseTopicDeliveryPolicy,
} from '../../../../../src/services/sns/delivery/http/delivery-policy.js';

const DEFAULT_RETRY = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const topicPolicy = (http: object) => parseTopicDeliveryPolicy(JSON.stringify({ http }));
const subscriptionPolicy = (policy: object) => parseSubscriptionDeliveryPolicy(JSON.stringify(policy));
const retry = { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 };

describe('the delivery policy of a topic', () => {
  it('is kept as it was given, and says whether subscriptions may have their own', () => {
    expect(topicPolicy({ defaultRequestPolicy: { headerContentType: 'application/json' } })).toEqual({
      http: { disableSubscriptionOverrides: false, defaultRequestPolicy: { headerContentType: 'application/json' } },
    });
    expect(topicPolicy({ defaultHealthyRetryPolicy: retry })).toEqual({
      http: { defaultHealthyRetryPolicy: retry, disableSubscriptionOverrides: false },
    });
    expect(topicPolicy({ defaultHealthyRetryPolicy: null })).toEqual({ http: { disableSubscriptionOverrides: false } });
  });

  it('is taken away by an empty text', () => {
    expect(parseTopicDeliveryPolicy('')).toBeUndefined();
    expect(parseTopicDeliveryPolicy('{}')).toBeUndefined();
  });

  it("is filled up with SNS's own values where it is silent", () => {
    expect(effectiveTopicPolicy(undefined)).toEqual({
      http: {
        defaultHealthyRetryPolicy: DEFAULT_RETRY,
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    });
    expect(effectiveTopicPolicy(topicPolicy({ defaultHealthyRetryPolicy: retry })).http.defaultHealthyRetryPolicy).toEqual({
      ...DEFAULT_RETRY,
      ...retry,
    });
  });

  it.each([
    [
      { defaultHealthyRetryPolicy: { ...retry, numRetries: 101 } },
      'http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100',
    ],
    [
      { defaultHealthyRetryPolicy: { ...retry, minDelayTarget: 0 } },
      'http.defaultHealthyRetryPolicy.minDelayTarget must be greater than or equal to 1',
    ],
    [{ defaultHealthyRetryPolicy: { numRetries: 5 } }, 'http.defaultHealthyRetryPolicy.minDelayTarget must be specified'],
    [{ throttlePolicy: { maxReceivesPerSecond: 1 } }, 'Unexpected JSON member: throttlePolicy'],
    [
      { defaultThrottlePolicy: { maxReceivesPerSecond: 0 } },
      'http.defaultThrottlePolicy.maxReceivesPerSecond must be greater than or equal to 1',
    ],
    [
      { defaultRequestPolicy: { headerContentType: 'image/png' } },
      'http.defaultRequestPolicy.headerContentType is not a supported content type',
    ],
  ])('is refused: %j', (http, message) => {
    expect(() => topicPolicy(http)).toThrow(message);
  });
});

describe('the delivery policy of a subscription', () => {
  it('is kept with null for what it is silent about', () => {
    expect(subscriptionPolicy({ requestPolicy: { headerContentType: 'text/csv' } })).toEqual({
      healthyRetryPolicy: null,
      sicklyRetryPolicy: null,
      throttlePolicy: null,
      requestPolicy: { headerContentType: 'text/csv' },
      guaranteed: false,
    });
  });

  it.each([
    [{ healthyRetryPolicy: { ...retry, minDelayTarget: 0 } }, 'healthyRetryPolicy.minDelayTarget must be greater than or equal to 1'],
    [
      { healthyRetryPolicy: { ...retry, minDelayTarget: 7 } },
      'healthyRetryPolicy.minDelayTarget must be less than or equal to healthyRetryPolicy.maxDelayTarget',
    ],
    [
      { healthyRetryPolicy: { ...retry, numMinDelayRetries: 2 } },
      'healthyRetryPolicy.numRetries must be greater than or equal to the sum of numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries',
    ],
    [
      { healthyRetryPolicy: { minDelayTarget: 40, maxDelayTarget: 40, numRetries: 100 } },
      'healthyRetryPolicy: the total retry time must be less than or equal to 3600 seconds',
    ],
    [
      { healthyRetryPolicy: { ...retry, backoffFunction: 'random' } },
      'healthyRetryPolicy.backoffFunction must be one of linear, arithmetic, geometric, exponential',
    ],
    [{ http: {} }, 'Unexpected JSON member: http'],
  ])('is refused: %j', (policy, message) => {
    expect(() => subscriptionPolicy(policy)).toThrow(message);
  });

  it("goes before the topic's, part by part", () => {
    const topic = topicPolicy({ defaultHealthyRetryPolicy: retry, defaultThrottlePolicy: { maxReceivesPerSecond: 2 } });
    const own = subscriptionPolicy({ healthyRetryPolicy: { ...retry, numRetries: 7 } });
    expect(effectivePolicy(topic, own)).toEqual({
      healthyRetryPolicy: { ...DEFAULT_RETRY, ...retry, numRetries: 7 },
      sicklyRetryPolicy: null,
      throttlePolicy: { maxReceivesPerSecond: 2 },
      requestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      guaranteed: false,
    });
  });

  it("counts for nothing where the topic doesn't let subscriptions have their own", () => {
    const topic = topicPolicy({ disableSubscriptionOverrides: true });
    expect(effectivePolicy(topic, subscriptionPolicy({ healthyRetryPolicy: retry })).healthyRetryPolicy).toEqual(DEFAULT_RETRY);
  });
});
