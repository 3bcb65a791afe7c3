/** Storage class analysis, request metrics and Intelligent-Tiering's archive tiers: checked and kept. */
import { InvalidArgument, InvalidS3DestinationBucket } from '../../../../generated/s3/errors.js';
import type { S3Operations } from '../../../../generated/s3/index.js';
import type { AnalyticsConfiguration, IntelligentTieringConfiguration, MetricsConfiguration } from '../../../../generated/s3/types.js';
import { unemulated } from '../../../contract/not-emulated.js';
import type { Storage } from '../storage.js';
import { bucketNameIn } from './destination-bucket.js';
import { malformedXml, readFilter } from './filters.js';
import { deleteConfiguration, getConfiguration, listConfigurations, putConfiguration } from './lists.js';

type ConfigurationOperations = Pick<
  S3Operations,
  | 'deleteBucketAnalyticsConfiguration'
  | 'deleteBucketIntelligentTieringConfiguration'
  | 'deleteBucketMetricsConfiguration'
  | 'getBucketAnalyticsConfiguration'
  | 'getBucketIntelligentTieringConfiguration'
  | 'getBucketMetricsConfiguration'
  | 'listBucketAnalyticsConfigurations'
  | 'listBucketIntelligentTieringConfigurations'
  | 'listBucketMetricsConfigurations'
  | 'putBucketAnalyticsConfiguration'
  | 'putBucketIntelligentTieringConfiguration'
  | 'putBucketMetricsConfiguration'
>;

export const configurationOperations = (storage: Storage): ConfigurationOperations => ({
  deleteBucketAnalyticsConfiguration: (input) => deleteConfiguration(storage, input, 'analytics'),
  getBucketAnalyticsConfiguration: (input) => ({ AnalyticsConfiguration: getConfiguration(storage, input, 'analytics') }),
  listBucketAnalyticsConfigurations: (input) => {
    const { facts, page } = listConfigurations(storage, input, 'analytics');
    return page === undefined ? facts : { ...facts, AnalyticsConfigurationList: page };
  },
  putBucketAnalyticsConfiguration: (input) => {
    putConfiguration(storage, input, 'analytics', input.AnalyticsConfiguration, () => checkAnalytics(input.AnalyticsConfiguration));
    return {};
  },

  deleteBucketIntelligentTieringConfiguration: (input) => deleteConfiguration(storage, input, 'intelligent-tiering'),
  getBucketIntelligentTieringConfiguration: (input) => ({
    IntelligentTieringConfiguration: getConfiguration(storage, input, 'intelligent-tiering'),
  }),
  listBucketIntelligentTieringConfigurations: (input) => {
    const { facts, page } = listConfigurations(storage, input, 'intelligent-tiering');
    return page === undefined ? facts : { ...facts, IntelligentTieringConfigurationList: page };
  },
  putBucketIntelligentTieringConfiguration: (input) => {
    const configuration = input.IntelligentTieringConfiguration;
    putConfiguration(storage, input, 'intelligent-tiering', configuration, () => checkTiering(configuration));
    return {};
  },

  deleteBucketMetricsConfiguration: (input) => deleteConfiguration(storage, input, 'metrics'),
  getBucketMetricsConfiguration: (input) => ({ MetricsConfiguration: getConfiguration(storage, input, 'metrics') }),
  listBucketMetricsConfigurations: (input) => {
    const { facts, page } = listConfigurations(storage, input, 'metrics');
    return page === undefined ? facts : { ...facts, MetricsConfigurationList: page };
  },
  putBucketMetricsConfiguration: (input) => {
    putConfiguration(storage, input, 'metrics', input.MetricsConfiguration, () => checkMetrics(input.MetricsConfiguration));
    return {};
  },
});

function checkAnalytics({ Filter, StorageClassAnalysis }: AnalyticsConfiguration): void {
  if (Filter !== undefined) readFilter(Filter);
  const destination = StorageClassAnalysis.DataExport?.Destination.S3BucketDestination;
  if (destination !== undefined && bucketNameIn(destination.Bucket) === undefined)
    throw new InvalidS3DestinationBucket('Invalid bucket ARN.');
}

function checkMetrics({ Filter }: MetricsConfiguration): void {
  if (Filter === undefined) return;
  if (Filter.AccessPointArn !== undefined || Filter.And?.AccessPointArn !== undefined)
    throw unemulated('s3 PutBucketMetricsConfiguration', 'AccessPointArn');
  readFilter(Filter);
}

/** Days. S3 API reference, Tiering: at least so many, and at most two years. */
const FEWEST_DAYS: Readonly<Record<string, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 };
const MOST_DAYS = 730;

function checkTiering({ Filter, Tierings }: IntelligentTieringConfiguration): void {
  if (Filter !== undefined) readFilter(Filter);
  if (Tierings.length === 0 || new Set(Tierings.map(({ AccessTier }) => AccessTier)).size < Tierings.length) throw malformedXml();
  for (const { AccessTier, Days } of Tierings) {
    const fewest = FEWEST_DAYS[AccessTier] ?? 0;
    if (Days < fewest || Days > MOST_DAYS)
      throw new InvalidArgument(`'Days' for the ${AccessTier} tier must be between ${fewest} and ${MOST_DAYS}`, {
        ArgumentName: 'Days',
        ArgumentValue: String(Days),
      });
  }
}
