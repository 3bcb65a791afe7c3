/** From ARNs to topics. */
import { InvalidParameterException, NotFoundException } from '../../../../generated/sns/errors.js';
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

/** @throws InvalidParameterException for what is no topic's ARN, NotFoundException for one that names no topic. */
export function findTopic(storage: Storage, arn: string): Topic {
  const topic = peekTopic(storage, arn);
  if (topic === undefined) throw new NotFoundException('Topic does not exist');
  return topic;
}

/**
 * @returns undefined where there is no such topic.
 * @throws InvalidParameterException for what is no topic's ARN.
 */
export function peekTopic(storage: Storage, arn: string): Topic | undefined {
  const read = readArn(arn);
  if (read === undefined || read.rest !== undefined) throw new InvalidParameterException('Invalid parameter: TopicArn');
  return storage.topics.in(read).get([read.name]);
}
