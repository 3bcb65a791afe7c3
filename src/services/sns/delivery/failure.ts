/** Why a message can't be delivered, for good. */
import { AwsError } from '../../../contract/errors.js';

export interface DeliveryFailureFacts {
  /** As a dead-letter queue is told in ErrorCode. */
  readonly code: string;
}

/** The message is what a dead-letter queue is told in ErrorMessage. */
export class DeliveryFailure extends Error {
  readonly code: string;

  constructor(message: string, { code }: DeliveryFailureFacts) {
    super(message);
    this.code = code;
  }
}

/**
 * What a delivery ended with: its own failure, or the refusal of the service that it called.
 * @throws anything else: that is ours to mend.
 */
export function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  if (error instanceof AwsError) return new DeliveryFailure(error.message, { code: error.code });
  throw error;
}
