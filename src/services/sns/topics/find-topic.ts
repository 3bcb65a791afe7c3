/** From ARNs to topics. */
import { NotFoundException } from '../../../../generated/sns/errors.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';

/** What an ARN of SNS names: `arn:aws:sns:us-east-1:123456789012:topic`, with a further part for a subscription. */
export interface SnsArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  /** What comes after the name, of subscriptions an id. */
  readonly rest: string | undefined;
}

const ARN = /^arn:(aws[a-z-]*):sns:([a-z0-9-]+):(\d{12}):([^:]+)(?::(.*))?$/;

/** @returns undefined for what is no ARN of SNS. */
export function readArn(arn: string): SnsArn | undefined {
  const [matched, partition = '', region = '', accountId = '', name = '', rest] = ARN.exec(arn) ?? [];
  return matched === undefined ? undefined : { partition, region, accountId, name, rest };
}

/** How a parameter is refused that should be an ARN; undefined where it has an ARN's parts. */
export function arnProblem(parameter: string, arn: string): string | undefined {
  if (arn === '') return `${parameter} Reason: no value for required parameter`;
  const parts = arn.split(':').length;
  return parts < 6 ? `${parameter} Reason: An ARN must have at least 6 elements, not ${parts}` : undefined;
}

/** Recorded: SNS knows the topics of its own region alone. Links that are clicked are signed by nobody and name no region. */
export const isElsewhere = ({ region }: SnsArn, ctx: Context): boolean =>
  region !== ctx.region && ctx.principal.kind !== 'anonymous' && isSigned(ctx);

/** Calls of other services are. */
export const isSigned = ({ request: { headers, target, body } }: Context): boolean =>
  body === undefined || headers.authorization !== undefined || target.includes('X-Amz-Credential');

/** @throws InvalidParameterException for what is no topic's ARN here, NotFoundException for one that names no topic. */
export function findTopic(storage: Storage, arn: string, ctx: Context): Topic {
  const topic = peekTopic(storage, arn, ctx);
  if (topic === undefined) throw new NotFoundException('Topic does not exist');
  return topic;
}

/**
 * @returns undefined where there is no such topic.
 * @throws InvalidParameterException for what is no topic's ARN here.
 */
export function peekTopic(storage: Storage, arn: string, ctx: Context): Topic | undefined {
  const read = readArn(arn);
  if (read === undefined || read.rest !== undefined || isElsewhere(read, ctx))
    throw invalidParameter(arnProblem('TopicArn', arn) ?? 'TopicArn');
  return storage.topics.in(read).get([read.name]);
}
