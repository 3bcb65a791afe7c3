/** The four phases of retries: at once, with the least delay, with growing delays, with the greatest. */
import type { RetryPolicy } from './policy-types.js';

/** How far each function is between the least and the greatest delay, 0 to 1. Of `count` retries, `index` counts from 0. */
const GROWTH: Readonly<Record<'linear' | 'arithmetic' | 'exponential', (index: number, count: number) => number>> = {
  linear: (index, count) => index / (count - 1),
  /** The steps grow by the same amount each time. */
  arithmetic: (index, count) => (index * (index + 1)) / ((count - 1) * count),
  /** The steps double. */
  exponential: (index, count) => (2 ** index - 1) / (2 ** (count - 1) - 1),
};

/**
 * @param retries how many were made.
 * @returns seconds until the next; undefined when there is none.
 */
export function delayOf(policy: RetryPolicy, retries: number): number | undefined {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries, minDelayTarget, maxDelayTarget } = policy;
  if (retries >= numRetries) return undefined;
  if (retries < numNoDelayRetries) return 0;
  if (retries < numNoDelayRetries + numMinDelayRetries) return minDelayTarget;
  if (retries >= numRetries - numMaxDelayRetries) return maxDelayTarget;
  const count = numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
  return backoff(policy, retries - numNoDelayRetries - numMinDelayRetries, count);
}

function backoff({ backoffFunction, minDelayTarget, maxDelayTarget }: RetryPolicy, index: number, count: number): number {
  if (count === 1) return minDelayTarget;
  // Each delay is the same multiple of the one before.
  if (backoffFunction === 'geometric') return minDelayTarget * (maxDelayTarget / minDelayTarget) ** (index / (count - 1));
  return minDelayTarget + (maxDelayTarget - minDelayTarget) * GROWTH[backoffFunction](index, count);
}
