/** Email, as text and as JSON. No mail is sent: what would be in it is kept. */
import type { Confirmation, Delivery, DeliveryProtocol } from '../delivery/deliver.js';
import { envelope } from '../delivery/envelope.js';
import { confirmationEnvelope, subscribeUrl } from '../delivery/http/message.js';
import { type KeptEmail, keptAttributes } from '../inspect/kept-messages.js';
import { messageFor } from '../publish/publication.js';
import type { Storage } from '../storage.js';

export const email: DeliveryProtocol = {
  deliver: (storage, delivery) => {
    const { publication, subscription } = delivery;
    const { messageId, subject, attributes, timestamp } = publication;
    keep(storage, delivery, {
      Type: 'Notification',
      MessageId: messageId,
      Subject: subject ?? 'AWS Notification Message',
      Message: subscription.protocol === 'email-json' ? envelope(storage, delivery) : notificationText(delivery),
      MessageAttributes: keptAttributes(attributes),
      Timestamp: new Date(timestamp).toISOString(),
    });
  },
  askConfirmation: (storage, confirmation) => {
    const { messageId, timestamp, subscription } = confirmation;
    keep(storage, confirmation, {
      Type: 'SubscriptionConfirmation',
      MessageId: messageId,
      Subject: 'AWS Notification - Subscription Confirmation',
      Message:
        subscription.protocol === 'email-json'
          ? confirmationEnvelope(storage, 'SubscriptionConfirmation', confirmation)
          : confirmationText(confirmation),
      MessageAttributes: {},
      Timestamp: new Date(timestamp).toISOString(),
    });
  },
};

type EmailContent = Pick<KeptEmail, 'Type' | 'MessageId' | 'Subject' | 'Message' | 'MessageAttributes' | 'Timestamp'>;

function keep(storage: Storage, { topic, subscription }: Pick<Delivery, 'topic' | 'subscription'>, content: EmailContent): void {
  const { protocol, endpoint, arn } = subscription;
  storage.kept.add(topic, 'email', {
    To: endpoint,
    Protocol: protocol === 'email-json' ? 'email-json' : 'email',
    TopicArn: topic.arn,
    SubscriptionArn: arn,
    ...content,
  });
}

function notificationText({ subscription, publication }: Delivery): string {
  const { arn, endpoint } = subscription;
  return (
    `${messageFor(publication, 'email')}\n\n--\n` +
    'If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:\n' +
    `${publication.origin}/?Action=Unsubscribe&SubscriptionArn=${arn}&Endpoint=${encodeURIComponent(endpoint)}\n`
  );
}

const confirmationText = (confirmation: Confirmation): string =>
  `You have chosen to subscribe to the topic:\n${confirmation.topic.arn}\n\n` +
  `To confirm this subscription, click or visit the link below (If this was in error no action is necessary):\n${subscribeUrl(confirmation)}\n`;
