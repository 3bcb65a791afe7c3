/** Why an export or import failed, as its description says. */
import { AwsError } from '../../../contract/errors.js';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Thrown where a transfer finds that it can't go on for a reason of DynamoDB's own. */
export class TransferFailed extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What S3 refuses is shown with its code behind `S3`, and with AWS's facts behind its message. */
export function failureOf(error: unknown, requestId: string): Failure {
  if (error instanceof TransferFailed) return { code: error.code, message: error.message };
  if (error instanceof AwsError)
    return {
      code: `S3${error.code}`,
      message: `${error.message} (Service: Amazon S3; Status Code: ${error.httpStatus}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`,
    };
  return { code: 'InternalServerError', message: error instanceof Error ? error.message : String(error) };
}
