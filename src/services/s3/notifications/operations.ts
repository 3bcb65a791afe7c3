/** What callers set and read of notifications. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { getNotificationConfiguration, putNotificationConfiguration } from './configuration.js';
import type { Destinations } from './destinations.js';

type NotificationOperations = Pick<S3Operations, 'getBucketNotificationConfiguration' | 'putBucketNotificationConfiguration'>;

/** Requests of PutBucketNotification and GetBucketNotification are of these operations, too: their form is the same with fewer elements. */
export function notificationOperations(storage: Storage, destinations: Destinations): NotificationOperations {
  const checkDigests = withBodyDigests(storage, () => undefined);
  return {
    getBucketNotificationConfiguration: (input) => getNotificationConfiguration(storage, input),
    putBucketNotificationConfiguration: async (input, ctx) => {
      await checkDigests(input, ctx);
      return putNotificationConfiguration(storage, destinations, input, ctx);
    },
  };
}
