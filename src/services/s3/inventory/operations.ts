/** What callers set and read of inventories. */
import { InvalidS3DestinationBucket } from '../../../../generated/s3/errors.js';
import type { S3Operations } from '../../../../generated/s3/index.js';
import type { InventoryConfiguration } from '../../../../generated/s3/types.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { bucketNameIn } from '../configurations/destination-bucket.js';
import { malformedXml } from '../configurations/filters.js';
import { deleteConfiguration, getConfiguration, listConfigurations, putConfiguration } from '../configurations/lists.js';
import type { Storage } from '../storage.js';
import { isReportable } from './fields.js';
import type { InventorySchedule } from './schedule.js';

type InventoryOperations = Pick<
  S3Operations,
  | 'deleteBucketInventoryConfiguration'
  | 'getBucketInventoryConfiguration'
  | 'listBucketInventoryConfigurations'
  | 'putBucketInventoryConfiguration'
>;

export const inventoryOperations = (storage: Storage, schedule: InventorySchedule): InventoryOperations => ({
  deleteBucketInventoryConfiguration: (input) => {
    const output = deleteConfiguration(storage, input, 'inventory');
    schedule.cancel(input.Bucket, input.Id);
    return output;
  },
  getBucketInventoryConfiguration: (input) => ({ InventoryConfiguration: getConfiguration(storage, input, 'inventory') }),
  listBucketInventoryConfigurations: (input) => {
    const { facts, page } = listConfigurations(storage, input, 'inventory');
    return page === undefined ? facts : { ...facts, InventoryConfigurationList: page };
  },
  putBucketInventoryConfiguration: (input) => {
    const configuration = input.InventoryConfiguration;
    const bucket = putConfiguration(storage, input, 'inventory', configuration, () => check(configuration));
    if (configuration.IsEnabled) schedule.plan(bucket, configuration);
    else schedule.cancel(bucket.name, configuration.Id);
    return {};
  },
});

function check({ Destination, OptionalFields = [] }: InventoryConfiguration): void {
  const { Bucket, Format, Encryption } = Destination.S3BucketDestination;
  if (bucketNameIn(Bucket) === undefined) throw new InvalidS3DestinationBucket('Invalid bucket ARN.');
  if (Format !== 'CSV') throw unemulated('s3 PutBucketInventoryConfiguration', `Format ${Format}`);
  if (Encryption?.SSES3 !== undefined && Encryption.SSEKMS !== undefined) throw malformedXml();
  for (const field of OptionalFields) {
    if (!isReportable(field)) throw unemulated('s3 PutBucketInventoryConfiguration', `OptionalFields ${field}`);
  }
}
