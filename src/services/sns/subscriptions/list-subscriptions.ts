/** ListSubscriptions and ListSubscriptionsByTopic. */
import type {
  Subscription as ListedSubscription,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicOutput,
  ListSubscriptionsInput,
  ListSubscriptionsOutput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { type Page, pageOf, readToken } from '../paging.js';
import type { Storage, Subscription } from '../storage.js';
import { findTopic, readArn } from '../topics/find-topic.js';
import { shownEndpoint } from './endpoints.js';

/** The caller's own, to whichever topics. */
export function listSubscriptions(storage: Storage, { NextToken }: ListSubscriptionsInput, ctx: Context): ListSubscriptionsOutput {
  const after = readToken(NextToken);
  return answerOf(pageOf(ownedBy(storage, ctx, after), ({ arn }) => arn));
}

function* ownedBy(storage: Storage, ctx: Context, after: string | undefined): IterableIterator<Subscription> {
  for (const [[arn]] of storage.owned.in(ctx).range(after === undefined ? {} : { after: [after] })) {
    const read = readArn(arn);
    const subscription = read?.rest === undefined ? undefined : storage.subscriptions.in(read).get([read.name, read.rest]);
    if (subscription !== undefined) yield subscription;
  }
}

export function listSubscriptionsByTopic(
  storage: Storage,
  input: ListSubscriptionsByTopicInput,
  ctx: Context,
): ListSubscriptionsByTopicOutput {
  const topic = findTopic(storage, input.TopicArn, ctx);
  const after = readToken(input.NextToken);
  const from = after === undefined ? {} : { after: [topic.name, after] };
  return answerOf(pageOf(storage.subscriptions.in(topic).values({ prefix: [topic.name], ...from }), ({ id }) => id));
}

const answerOf = ({ items, next }: Page<Subscription>): ListSubscriptionsOutput => ({
  Subscriptions: items.map(listed),
  ...(next === undefined ? {} : { NextToken: next }),
});

const listed = (subscription: Subscription): ListedSubscription => ({
  SubscriptionArn: subscription.isPending ? 'PendingConfirmation' : subscription.arn,
  Owner: subscription.owner,
  Protocol: subscription.protocol,
  Endpoint: shownEndpoint(subscription),
  TopicArn: subscription.topicArn,
});
