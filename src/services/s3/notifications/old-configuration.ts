/**
 * PutBucketNotification's and GetBucketNotification's form, with one target of each kind. On the wire it is the newer form with
 * fewer elements, and such requests reach the newer operations; other services' calls come here.
 */
import type { NotificationConfiguration, NotificationConfigurationDeprecated } from '../../../../generated/s3/types.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';

interface OldTarget {
  readonly Id?: string | undefined;
  readonly Event?: string | undefined;
  readonly Events?: string[] | undefined;
}

export function readOldConfiguration(old: NotificationConfigurationDeprecated): NotificationConfiguration {
  const { TopicConfiguration: topic, QueueConfiguration: queue, CloudFunctionConfiguration: cloudFunction } = old;
  refuseUnemulated('s3 PutBucketNotification', cloudFunction ?? {}, ['InvocationRole']);
  const shared = ({ Id, Event, Events }: OldTarget) => ({
    Events: Events ?? (Event === undefined ? [] : [Event]),
    ...(Id === undefined ? {} : { Id }),
  });
  return {
    ...(topic === undefined ? {} : { TopicConfigurations: [{ ...shared(topic), TopicArn: topic.Topic ?? '' }] }),
    ...(queue === undefined ? {} : { QueueConfigurations: [{ ...shared(queue), QueueArn: queue.Queue ?? '' }] }),
    ...(cloudFunction === undefined
      ? {}
      : { LambdaFunctionConfigurations: [{ ...shared(cloudFunction), LambdaFunctionArn: cloudFunction.CloudFunction ?? '' }] }),
  };
}

/** The first target of each kind. */
export function showOldConfiguration(configuration: NotificationConfiguration): NotificationConfigurationDeprecated {
  const [topic] = configuration.TopicConfigurations ?? [];
  const [queue] = configuration.QueueConfigurations ?? [];
  const [lambda] = configuration.LambdaFunctionConfigurations ?? [];
  const shared = ({ Id, Events }: OldTarget) => ({ Id, Events, Event: Events?.[0] });
  return {
    ...(topic === undefined ? {} : { TopicConfiguration: { ...shared(topic), Topic: topic.TopicArn } }),
    ...(queue === undefined ? {} : { QueueConfiguration: { ...shared(queue), Queue: queue.QueueArn } }),
    ...(lambda === undefined ? {} : { CloudFunctionConfiguration: { ...shared(lambda), CloudFunction: lambda.LambdaFunctionArn } }),
  };
}
