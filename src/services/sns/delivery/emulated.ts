/** Whether messages could reach an endpoint at all. */
import { FrameworkError } from '../../../contract/errors.js';
import { unemulated } from '../../../contract/not-emulated.js';
import type { Storage, Topic } from '../storage.js';
import { asSns, otherServices } from './calls.js';

/**
 * Functions and delivery streams need their services.
 * @throws FrameworkError NotImplemented for a protocol whose service isn't emulated.
 */
export function checkEmulated(storage: Storage, protocol: string, endpoint: string, topic: Topic): undefined | Promise<void> {
  const { lambda, firehose } = otherServices(storage);
  const name = endpoint.slice(endpoint.lastIndexOf('/') + 1);
  const asking =
    protocol === 'lambda'
      ? lambda.getFunction({ FunctionName: endpoint }, asSns(topic))
      : protocol === 'firehose'
        ? firehose.describeDeliveryStream({ DeliveryStreamName: name }, asSns(topic))
        : undefined;
  return asking?.then(
    () => undefined,
    (error: unknown) => {
      // A destination that isn't there is found out when something is sent.
      if (error instanceof FrameworkError && error.kind === 'NotImplemented') throw unemulated('sns Subscribe', `Protocol ${protocol}`);
    },
  );
}
