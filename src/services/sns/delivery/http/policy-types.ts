/** The parts of delivery policies. */

export interface RetryPolicy {
  /** Seconds. */
  readonly minDelayTarget: number;
  /** Seconds. */
  readonly maxDelayTarget: number;
  /** All of them, those of the phases below included. */
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: 'linear' | 'arithmetic' | 'geometric' | 'exponential';
}

export interface ThrottlePolicy {
  readonly maxReceivesPerSecond: number;
}

export interface RequestPolicy {
  readonly headerContentType: string;
}

/** What is wrong with a policy, to be said behind the name of the parameter that it came in: `Invalid parameter: DeliveryPolicy: `. */
export class PolicyError extends Error {}
