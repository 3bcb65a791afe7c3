/** What HTTP endpoints are sent: https://docs.aws.amazon.com/sns/latest/dg/http-header.html */
import { messageFor } from '../../publish/publication.js';
import type { SignatureVersion } from '../../signing/signer.js';
import type { SignedConfirmation } from '../../signing/string-to-sign.js';
import type { Storage, Topic } from '../../storage.js';
import type { Confirmation, Delivery } from '../deliver.js';
import { envelope } from '../envelope.js';
import type { Post } from './post.js';

export type ConfirmationType = SignedConfirmation['Type'];

const PLAIN_TEXT = 'text/plain; charset=UTF-8';

/** @param contentType of the delivery policy. */
export function notificationPost(storage: Storage, delivery: Delivery, contentType: string): Post {
  const { topic, subscription, publication } = delivery;
  const { protocol, endpoint: url, arn } = subscription;
  const isRaw = subscription.attributes.RawMessageDelivery === 'true';
  return {
    url,
    headers: {
      ...headersOf('Notification', publication.messageId, topic, contentType),
      'x-amz-sns-subscription-arn': arn,
      ...(isRaw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
    },
    body: isRaw ? messageFor(publication, protocol) : envelope(storage, delivery),
  };
}

export function confirmationPost(storage: Storage, type: ConfirmationType, confirmation: Confirmation): Post {
  const { topic, subscription, messageId } = confirmation;
  const headers = headersOf(type, messageId, topic, PLAIN_TEXT);
  return {
    url: subscription.endpoint,
    // A subscription has no ARN before it is confirmed.
    headers: type === 'SubscriptionConfirmation' ? headers : { ...headers, 'x-amz-sns-subscription-arn': subscription.arn },
    body: confirmationEnvelope(storage, type, confirmation),
  };
}

/** JSON, signed. */
export function confirmationEnvelope({ signer }: Storage, type: ConfirmationType, confirmation: Confirmation): string {
  const { topic, token, messageId, timestamp, origin } = confirmation;
  const signed: SignedConfirmation = {
    Type: type,
    MessageId: messageId,
    Token: token,
    TopicArn: topic.arn,
    Message: CONFIRMATION_TEXTS[type](confirmation),
    SubscribeURL: subscribeUrl(confirmation),
    Timestamp: new Date(timestamp).toISOString(),
  };
  const fields = Object.entries({ ...signed, ...signer.sign(signed, signatureVersionOf(topic), origin) });
  return `{\n  ${fields.map(([name, value]) => `"${name}" : ${JSON.stringify(value)}`).join(',\n  ')}\n}`;
}

export const subscribeUrl = ({ topic, token, origin }: Confirmation): string =>
  `${origin}/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${token}`;

const CONFIRMATION_TEXTS: Readonly<Record<ConfirmationType, (confirmation: Confirmation) => string>> = {
  SubscriptionConfirmation: ({ topic }) =>
    `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  UnsubscribeConfirmation: ({ subscription }) =>
    `You have chosen to deactivate subscription ${subscription.arn}.\n` +
    'To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.',
};

const headersOf = (type: string, messageId: string, topic: Topic, contentType: string): Readonly<Record<string, string>> => ({
  'x-amz-sns-message-type': type,
  'x-amz-sns-message-id': messageId,
  'x-amz-sns-topic-arn': topic.arn,
  'Content-Type': contentType,
  'User-Agent': 'Amazon Simple Notification Service Agent',
  'Accept-Encoding': 'gzip,deflate',
});

const signatureVersionOf = (topic: Topic): SignatureVersion => (topic.attributes.SignatureVersion === '2' ? '2' : '1');
