/** To queues. */
import type { MessageAttributeValue, SendMessageRequest } from '../../../../generated/sqs/types.js';
import type { CallAs } from '../../dependencies.js';
import { messageFor } from '../publish/publication.js';
import type { Storage, Topic } from '../storage.js';
import { asSns } from './calls.js';
import type { Confirmation, Delivery, DeliveryProtocol } from './deliver.js';
import { envelope } from './envelope.js';
import { failureOf } from './failure.js';
import { type ConfirmationType, confirmationEnvelope } from './http/message.js';

export const sqs: DeliveryProtocol = {
  deliver: (storage, delivery) => sendToQueue(storage, delivery.subscription.endpoint, delivery),
  // A queue of another account's; its owner finds the token in it.
  askConfirmation: (storage, confirmation) => sendToken(storage, 'SubscriptionConfirmation', confirmation),
  tellUnsubscribed: (storage, confirmation) => sendToken(storage, 'UnsubscribeConfirmation', confirmation),
};

async function sendToken(storage: Storage, type: ConfirmationType, confirmation: Confirmation): Promise<void> {
  const { topic, subscription, messageId } = confirmation;
  const MessageBody = confirmationEnvelope(storage, type, confirmation);
  const { QueueUrl, isFifo, as } = callOf(topic, subscription.endpoint);
  const place = isFifo ? { MessageGroupId: messageId, MessageDeduplicationId: messageId } : {};
  try {
    await storage.services.sqs.sendMessage({ QueueUrl, MessageBody, ...place }, as);
  } catch (error) {
    // A queue that isn't there, or that SNS may not write to, gets no token.
    failureOf(error);
  }
}

/**
 * @param queueArn the subscription's, or that of a dead-letter queue.
 * @throws what SQS refuses
 */
export function sendToQueue(storage: Storage, queueArn: string, delivery: Delivery): Promise<unknown> {
  const { topic, subscription, publication } = delivery;
  const { groupId, deduplicationId } = publication;
  const isRaw = subscription.attributes.RawMessageDelivery === 'true';
  const { QueueUrl, isFifo, as } = callOf(topic, queueArn);
  const message: SendMessageRequest = {
    QueueUrl,
    MessageBody: isRaw ? messageFor(publication, subscription.protocol) : envelope(storage, delivery),
    MessageAttributes: isRaw ? rawAttributes(delivery) : undefined,
    MessageGroupId: groupId,
    MessageDeduplicationId: isFifo ? deduplicationId : undefined,
  };
  return storage.services.sqs.sendMessage(message, as);
}

interface QueueCall {
  readonly QueueUrl: string;
  readonly isFifo: boolean;
  readonly as: CallAs;
}

/** By the queue's ARN; topics' rows are replaced when they or their subscriptions change. */
const calls = new WeakMap<Topic, Map<string, QueueCall>>();

function callOf(topic: Topic, queueArn: string): QueueCall {
  let known = calls.get(topic);
  if (known === undefined) {
    known = new Map();
    calls.set(topic, known);
  }
  let call = known.get(queueArn);
  if (call === undefined) {
    const [, , , region = topic.region, account = '', name = ''] = queueArn.split(':');
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    call = { QueueUrl, isFifo: queueArn.endsWith('.fifo'), as: asSns(topic, region) };
    known.set(queueArn, call);
  }
  return call;
}

function rawAttributes({ publication: { attributes, isReplayed } }: Delivery): Record<string, MessageAttributeValue> | undefined {
  const mapped = Object.entries(attributes).map(([name, { type, value }]): [string, MessageAttributeValue] => [
    name,
    type.startsWith('Binary') ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') } : { DataType: type, StringValue: value },
  ]);
  if (isReplayed === true) mapped.push(['Replayed', { DataType: 'String', StringValue: 'true' }]);
  return mapped.length === 0 ? undefined : Object.fromEntries(mapped);
}
