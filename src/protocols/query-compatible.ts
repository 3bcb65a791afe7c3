/** The awsQueryCompatible trait: a service that left the query protocol still tells clients the codes that it had there (SQS). */
import type { AwsError } from '../contract/errors.js';
import type { ServiceFacts } from '../contract/operation.js';
import type { ErrorTraits } from '../contract/shapes.js';

/** Adds `x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender`. */
export function addQueryError(
  headers: Record<string, string>,
  error: AwsError,
  service: ServiceFacts | undefined,
  traits: ErrorTraits | undefined,
): void {
  if (service?.queryCompatible !== true) return;
  headers['x-amzn-query-error'] = `${traits?.query?.code ?? error.code};${error.fault === 'client' ? 'Sender' : 'Receiver'}`;
}
