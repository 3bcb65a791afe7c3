/** To queues. */
import type { MessageAttributeValue, SendMessageRequest } from '../../../../generated/sqs/types.js';
import { AwsError } from '../../../contract/errors.js';
import { messageFor } from '../publish/publication.js';
import type { Storage, Topic } from '../storage.js';
import { asSns } from './calls.js';
import type { Delivery, DeliveryProtocol } from './deliver.js';
import { envelope } from './envelope.js';
import { DeliveryFailure } from './failure.js';
import { confirmationEnvelope } from './http/message.js';

export const sqs: DeliveryProtocol = {
  deliver: (storage, delivery) => sendToQueue(storage, delivery.subscription.endpoint, delivery),
  // A queue of another account's; its owner finds the token in it.
  askConfirmation: (storage, confirmation) => {
    const { topic, subscription } = confirmation;
    const body = confirmationEnvelope(storage, 'SubscriptionConfirmation', confirmation);
    return send(storage, topic, subscription.endpoint, { MessageBody: body }).catch((error: unknown) => {
      // A queue that isn't there, or that SNS may not write to, gets no token.
      if (!(error instanceof DeliveryFailure)) throw error;
    });
  },
};

/**
 * @param queueArn the subscription's, or that of a dead-letter queue.
 * @throws DeliveryFailure
 */
export function sendToQueue(storage: Storage, queueArn: string, delivery: Delivery): Promise<void> {
  const { topic, subscription, publication } = delivery;
  const { groupId, deduplicationId } = publication;
  const isRaw = subscription.attributes.RawMessageDelivery === 'true';
  const isFifo = queueArn.endsWith('.fifo');
  return send(storage, topic, queueArn, {
    MessageBody: isRaw ? messageFor(publication, subscription.protocol) : envelope(storage, delivery),
    MessageAttributes: isRaw ? rawAttributes(delivery) : undefined,
    MessageGroupId: groupId,
    MessageDeduplicationId: isFifo ? deduplicationId : undefined,
  });
}

type Message = Omit<SendMessageRequest, 'QueueUrl'>;

async function send(storage: Storage, topic: Topic, queueArn: string, message: Message): Promise<void> {
  const [, , , region = topic.region, account = '', name = ''] = queueArn.split(':');
  try {
    const input: SendMessageRequest = { ...message, QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` };
    await storage.services.sqs.sendMessage(input, asSns(topic, region));
  } catch (error) {
    if (error instanceof AwsError) throw new DeliveryFailure(error.message, { code: error.code });
    throw error;
  }
}

function rawAttributes({ publication: { attributes, isReplayed } }: Delivery): Record<string, MessageAttributeValue> | undefined {
  const mapped = Object.entries(attributes).map(([name, { type, value }]): [string, MessageAttributeValue] => [
    name,
    type.startsWith('Binary') ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') } : { DataType: type, StringValue: value },
  ]);
  if (isReplayed === true) mapped.push(['Replayed', { DataType: 'String', StringValue: 'true' }]);
  return mapped.length === 0 ? undefined : Object.fromEntries(mapped);
}
