/** From ARNs to subscriptions. */
import { NotFoundException } from '../../../../generated/sns/errors.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { arnProblem, isElsewhere, readArn, type SnsArn } from '../topics/find-topic.js';

export interface FoundSubscription {
  readonly topic: Topic;
  readonly subscription: Subscription;
}

/** @throws InvalidParameterException for what is no subscription's ARN here. */
export function readSubscriptionArn(arn: string, ctx: Context): SnsArn & { readonly rest: string } {
  const problem = arnProblem('SubscriptionArn', arn);
  if (problem !== undefined) throw invalidParameter(problem);
  const read = readArn(arn);
  const rest = read?.rest;
  if (read === undefined || rest === undefined || isElsewhere(read, ctx)) throw invalidParameter('SubscriptionId');
  return { ...read, rest };
}

/**
 * @returns undefined where there is no such subscription.
 * @throws InvalidParameterException for what is no subscription's ARN here.
 */
export function peekSubscription(storage: Storage, arn: string, ctx: Context): FoundSubscription | undefined {
  const read = readSubscriptionArn(arn, ctx);
  const topic = storage.topics.in(read).get([read.name]);
  const subscription = storage.subscriptions.in(read).get([read.name, read.rest]);
  return topic === undefined || subscription === undefined ? undefined : { topic, subscription };
}

/** @throws InvalidParameterException, NotFoundException */
export function findSubscription(storage: Storage, arn: string, ctx: Context): FoundSubscription {
  const found = peekSubscription(storage, arn, ctx);
  if (found === undefined) throw new NotFoundException('Subscription does not exist');
  return found;
}
