/** How large a topic's messages may be (SNS Developer Guide, "Publishing large messages with Amazon SNS"). */
import type { Subscription, Topic } from '../storage.js';

/** Bytes, of a message with its attributes and of a batch altogether. */
export const USUAL_SIZE = 256 * 1024;
const LEAST_SIZE = 1024;
const GREATEST_SIZE = 1024 * 1024;

const MOST_SUBSCRIPTIONS = 100;
const PROTOCOLS: ReadonlySet<string> = new Set(['firehose', 'lambda', 'sqs']);

/** In bytes. */
export const largestMessageOf = ({ attributes: { MaximumMessageSize: size } }: Topic): number =>
  size === undefined ? USUAL_SIZE : Number(size);

/** @returns what is wrong with a MaximumMessageSize, in words that follow `Invalid parameter: `. */
export const messageSizeProblem = (size: string): string | undefined =>
  /^\d{1,7}$/.test(size) && Number(size) >= LEAST_SIZE && Number(size) <= GREATEST_SIZE
    ? undefined
    : `MaximumMessageSize: Invalid value [${size}]. Must be an integer between ${LEAST_SIZE} and ${GREATEST_SIZE}.`;

/**
 * Messages of more than the usual size go to few subscriptions, and to some protocols alone.
 * @returns what is wrong with these subscriptions, as messageSizeProblem does.
 */
export function largeMessagesProblem(topic: Topic, subscriptions: readonly Pick<Subscription, 'protocol'>[]): string | undefined {
  if (largestMessageOf(topic) <= USUAL_SIZE) return undefined;
  const unfit = subscriptions.find(({ protocol }) => !PROTOCOLS.has(protocol));
  if (unfit !== undefined)
    return `MaximumMessageSize: Delivery protocol [${unfit.protocol}] does not support messages larger than ${USUAL_SIZE} bytes.`;
  return subscriptions.length > MOST_SUBSCRIPTIONS
    ? `MaximumMessageSize: A topic whose messages may be larger than ${USUAL_SIZE} bytes can have at most ${MOST_SUBSCRIPTIONS} subscriptions.`
    : undefined;
}
