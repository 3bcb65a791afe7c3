import { describe, expect, it } from 'vitest';
import { effectivePolicy } from '../../../../../src/services/sns/delivery/http/delivery-policy.js';
import type { RetryPolicy } from '../../../../../src/services/sns/delivery/http/policy-types.js';
import { delayOf } from '../../../../../src/services/sns/delivery/http/retry-delays.js';

const DEFAULT = effectivePolicy(undefined, undefined).healthyRetryPolicy;

/** The seconds before each retry. */
function delaysOf(policy: Partial<RetryPolicy>): readonly number[] {
  const delays: number[] = [];
  for (let delay = delayOf({ ...DEFAULT, ...policy }, 0); delay !== undefined; ) {
    delays.push(delay);
    delay = delayOf({ ...DEFAULT, ...policy }, delays.length);
  }
  return delays;
}

describe('retries of a delivery policy', () => {
  it('are three, 20 seconds apart, where nothing else is said', () => {
    expect(delaysOf({})).toEqual([20, 20, 20]);
  });

  it('begin at once, go on with the least delay, grow, and end with the greatest', () => {
    const policy = {
      minDelayTarget: 1,
      maxDelayTarget: 9,
      numRetries: 9,
      numNoDelayRetries: 2,
      numMinDelayRetries: 1,
      numMaxDelayRetries: 1,
    };
    expect(delaysOf(policy)).toEqual([0, 0, 1, 1, 3, 5, 7, 9, 9]);
  });

  it.each([
    ['linear', [1, 6, 11, 16]],
    ['arithmetic', [1, 3.5, 8.5, 16]],
    ['exponential', [1, 1 + 15 / 7, 1 + 45 / 7, 16]],
    ['geometric', [1, 16 ** (1 / 3), 16 ** (2 / 3), 16]],
  ] as const)('grow by the function %s from the least delay to the greatest', (backoffFunction, expected) => {
    const delays = delaysOf({ minDelayTarget: 1, maxDelayTarget: 16, numRetries: 4, backoffFunction });
    for (const [index, delay] of expected.entries()) expect(delays[index]).toBeCloseTo(delay, 9);
    expect(delays).toHaveLength(4);
  });

  it('have the least delay where the growing phase has one alone', () => {
    expect(delaysOf({ minDelayTarget: 2, maxDelayTarget: 30, numRetries: 1, backoffFunction: 'exponential' })).toEqual([2]);
  });

  it('are none where none are asked for', () => {
    expect(delaysOf({ numRetries: 0 })).toEqual([]);
  });
});
