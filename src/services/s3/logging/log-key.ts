/** The keys of log files (S3 User Guide, "Logging requests with server access logging", "Log object key format"). */
import type { LoggingEnabled } from '../../../../generated/s3/types.js';
import type { Bucket } from '../storage.js';

/**
 * @param deliveredAt milliseconds since the epoch.
 * @param day the day of the events in the file: `2026-01-31`.
 */
export function logKey(
  { TargetPrefix, TargetObjectKeyFormat }: LoggingEnabled,
  source: Bucket,
  deliveredAt: number,
  day: string,
  unique: string,
): string {
  const [date = '', time = ''] = new Date(deliveredAt).toISOString().slice(0, 19).split('T');
  const partitioned = TargetObjectKeyFormat?.PartitionedPrefix;
  if (partitioned === undefined) return `${TargetPrefix}${date}-${time.replaceAll(':', '-')}-${unique}`;
  // By the time of events there is nothing finer than the day.
  const [partition, clock] = partitioned.PartitionDateSource === 'EventTime' ? [day, '00-00-00'] : [date, time.replaceAll(':', '-')];
  return `${TargetPrefix}${source.accountId}/${source.region}/${source.name}/${partition.replaceAll('-', '/')}/${partition}-${clock}-${unique}`;
}
