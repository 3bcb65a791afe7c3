/** Why a message can't be delivered, for good. */

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
