/** HTTP and HTTPS. */
import type { DeliveryProtocol } from '../deliver.js';

/** Messages are kept before they are sent, so that none of it holds a call up or makes it fail. */
export const http: DeliveryProtocol = {
  deliver: ({ outbox }, delivery) => outbox.addNotification(delivery),
  askConfirmation: ({ outbox }, confirmation) => outbox.addConfirmation('SubscriptionConfirmation', confirmation),
  tellUnsubscribed: ({ outbox }, confirmation) => outbox.addConfirmation('UnsubscribeConfirmation', confirmation),
};
