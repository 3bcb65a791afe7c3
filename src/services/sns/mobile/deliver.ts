/** Push notifications to endpoints of mobile applications. No platform is called: what would go to a device is kept. */
import { EndpointDisabledException, PlatformApplicationDisabledException } from '../../../../generated/sns/errors.js';
import type { DeliveryProtocol } from '../delivery/deliver.js';
import { DeliveryFailure } from '../delivery/failure.js';
import { keptAttributes } from '../inspect/kept-messages.js';
import type { Publication } from '../publish/publication.js';
import { invalidParameter } from '../refusals.js';
import type { Storage } from '../storage.js';
import { tellOfEndpoint } from './events.js';
import { endpointAt, type FoundEndpoint } from './find.js';

export const application: DeliveryProtocol = {
  deliver: (storage, { topic, subscription, publication }) => {
    const found = endpointAt(storage, subscription.endpoint);
    if (found?.application === undefined) throw new DeliveryFailure('Endpoint does not exist', { code: 'EndpointNotFound' });
    const obstacle = obstacleOf(found);
    if (obstacle === undefined) return keep(storage, found, publication, topic.arn, subscription.arn);
    const failure = new DeliveryFailure(obstacle.message, { code: obstacle.code });
    const facts = {
      DeliveryAttempts: 1,
      FailureType: obstacle.code,
      FailureMessage: obstacle.message,
      MessageId: publication.messageId,
    };
    const telling = tellOfEndpoint(storage, found.application, found.endpoint, 'DeliveryFailure', found.scope, facts);
    if (telling === undefined) throw failure;
    return telling.then(() => Promise.reject(failure));
  },
  deliverDirectly: (storage, { target, publication }) => {
    const found = endpointAt(storage, target);
    if (found === undefined) throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
    const obstacle = obstacleOf(found);
    if (obstacle !== undefined) throw obstacle;
    keep(storage, found, publication, null, null);
  },
};

function obstacleOf({
  application: app,
  endpoint,
}: FoundEndpoint): EndpointDisabledException | PlatformApplicationDisabledException | undefined {
  if (app?.attributes.Enabled === 'false') return new PlatformApplicationDisabledException('Platform application is disabled');
  return endpoint.attributes.Enabled === 'false' ? new EndpointDisabledException('Endpoint is disabled') : undefined;
}

function keep(
  storage: Storage,
  { scope, application: app, endpoint }: FoundEndpoint,
  publication: Publication,
  topicArn: string | null,
  subscriptionArn: string | null,
): void {
  const { messageId, subject, message, byProtocol, attributes, timestamp } = publication;
  storage.kept.add(scope, 'push', {
    TargetArn: endpoint.arn,
    TopicArn: topicArn,
    SubscriptionArn: subscriptionArn,
    MessageId: messageId,
    // Of a message with the structure `json`, the platform's own payload.
    Message: byProtocol?.[app?.platform ?? ''] ?? message,
    Subject: subject ?? null,
    MessageAttributes: keptAttributes(attributes),
    Timestamp: new Date(timestamp).toISOString(),
  });
}
