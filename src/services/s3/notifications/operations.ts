/** What callers set and read of notifications. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { getNotificationConfiguration, putNotificationConfiguration } from './configuration.js';
import type { Destinations } from './destinations.js';
import { readOldConfiguration, showOldConfiguration } from './old-configuration.js';

type NotificationOperations = Pick<
  S3Operations,
  'getBucketNotification' | 'getBucketNotificationConfiguration' | 'putBucketNotification' | 'putBucketNotificationConfiguration'
>;

export function notificationOperations(storage: Storage, destinations: Destinations): NotificationOperations {
  const checkDigests = withBodyDigests(storage, () => undefined);
  return {
    getBucketNotification: (input) => showOldConfiguration(getNotificationConfiguration(storage, input)),
    getBucketNotificationConfiguration: (input) => getNotificationConfiguration(storage, input),
    putBucketNotification: async (input, ctx) => {
      await checkDigests(input, ctx);
      const NotificationConfiguration = readOldConfiguration(input.NotificationConfiguration);
      return putNotificationConfiguration(storage, destinations, { ...input, NotificationConfiguration }, ctx);
    },
    putBucketNotificationConfiguration: async (input, ctx) => {
      await checkDigests(input, ctx);
      return putNotificationConfiguration(storage, destinations, input, ctx);
    },
  };
}
