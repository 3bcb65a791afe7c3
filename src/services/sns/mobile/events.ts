/** What an application's topics are told of its endpoints: https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html */

import type { Scope } from '../../../contract/context.js';
import { AwsError } from '../../../contract/errors.js';
import type { CallAs } from '../../dependencies.js';
import type { Storage } from '../storage.js';
import type { PlatformApplication, PlatformEndpoint } from './rows.js';

export type EndpointEvent = 'EndpointCreated' | 'EndpointDeleted' | 'EndpointUpdated' | 'DeliveryFailure';

/**
 * A topic that refuses the event changes nothing for the caller.
 * @returns undefined where the application has no topic for it.
 */
export function tellOfEndpoint(
  storage: Storage,
  { arn, attributes }: PlatformApplication,
  endpoint: PlatformEndpoint,
  event: EndpointEvent,
  { accountId, region }: Scope,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<void> | undefined {
  const topic = attributes[`Event${event}`];
  if (topic === undefined) return undefined;
  // In the account's name: AWS asks for no policy of a topic that is the account's own.
  const root = `${arn.split(':', 2).join(':')}:iam::${accountId}:root`;
  const as: CallAs = { accountId, region, principal: { kind: 'root', accountId, arn: root, userId: accountId } };
  const Message = JSON.stringify({
    ...facts,
    EndpointArn: endpoint.arn,
    EventType: event,
    Resource: arn,
    Service: 'SNS',
    Time: new Date(storage.clock.now()).toISOString(),
  });
  return storage.services.sns
    .publish({ TopicArn: topic, Subject: `${event} event for app ${nameOf(arn)}`.slice(0, 100), Message }, as)
    .then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof AwsError)) throw error;
      },
    );
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
