import {
  type AnalyticsConfiguration,
  DeleteBucketAnalyticsConfigurationCommand,
  DeleteBucketIntelligentTieringConfigurationCommand,
  DeleteBucketMetricsConfigurationCommand,
  GetBucketAnalyticsConfigurationCommand,
  GetBucketIntelligentTieringConfigurationCommand,
  GetBucketMetricsConfigurationCommand,
  type IntelligentTieringConfiguration,
  ListBucketAnalyticsConfigurationsCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
  ListBucketMetricsConfigurationsCommand,
  type MetricsConfiguration,
  PutBucketAnalyticsConfigurationCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutBucketMetricsConfigurationCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
const none = refused('NoSuchConfiguration', 'The specified configuration does not exist.', {}, 404);
const mismatch = refused('IdMismatch', 'Document ID does not match the specified configuration ID.');
const prefixAndTag = {
  Prefix: 'logs/',
  Tags: [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ],
};

describe.each(engines)('request metrics (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (MetricsConfiguration: MetricsConfiguration, Id = MetricsConfiguration.Id) =>
    opened.s3.send(new PutBucketMetricsConfigurationCommand({ Bucket, Id, MetricsConfiguration }));
  const get = async (Id: string) => (await opened.s3.send(new GetBucketMetricsConfigurationCommand({ Bucket, Id }))).MetricsConfiguration;
  const list = async (ContinuationToken?: string) => {
    const { $metadata, ...output } = await opened.s3.send(new ListBucketMetricsConfigurationsCommand({ Bucket, ContinuationToken }));
    return output;
  };

  it('are configured under ids, and answered 204', async () => {
    expect(await refusal(get('one'))).toEqual(none);
    expect(await list()).toEqual({ IsTruncated: false });
    expect((await put({ Id: 'one', Filter: { Prefix: 'logs/' } })).$metadata.httpStatusCode).toBe(204);
    expect(await get('one')).toEqual({ Id: 'one', Filter: { Prefix: 'logs/' } });
    await put({ Id: 'one', Filter: { And: prefixAndTag } });
    expect(await get('one')).toEqual({ Id: 'one', Filter: { And: prefixAndTag } });
    await put({ Id: 'all' });
    expect(await list()).toEqual({
      IsTruncated: false,
      MetricsConfigurationList: [{ Id: 'all' }, { Id: 'one', Filter: { And: prefixAndTag } }],
    });
    const remove = (Id: string) => opened.s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id }));
    expect((await remove('one')).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get('one'))).toEqual(none);
    expect(await refusal(remove('one'))).toEqual(none);
  });

  it('are refused where the ids differ, tags repeat, or an access point is meant', async () => {
    expect(await refusal(put({ Id: 'one' }, 'two'))).toEqual(mismatch);
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    expect(await refusal(put({ Id: 'one', Filter: { And: { Tags: twice } } }))).toEqual(malformed);
    const AccessPointArn = 'arn:aws:s3:us-east-1:000000000000:accesspoint/a';
    expect(await refusal(put({ Id: 'one', Filter: { AccessPointArn } }))).toEqual(
      refused('NotImplemented', 's3 PutBucketMetricsConfiguration: AccessPointArn is known but not emulated', {}, 501),
    );
  });

  it('are listed a hundred at a time, and number a thousand at most', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `id-${String(index).padStart(4, '0')}`);
    await opened.s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id: 'all' }));
    for (const Id of ids) await put({ Id });
    expect(await refusal(put({ Id: 'more' }))).toEqual(
      refused(
        'TooManyConfigurations',
        'You are attempting to create a new configuration but have already reached the 1,000-configuration limit.',
      ),
    );
    await put({ Id: 'id-0000', Filter: { Prefix: 'again' } });
    const listed: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await list(token);
      expect(page.ContinuationToken).toBe(token);
      expect(page.MetricsConfigurationList).toHaveLength(100);
      listed.push(...(page.MetricsConfigurationList ?? []).map(({ Id }) => Id));
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(listed).toEqual(ids);
    expect(await refusal(list('nonsense'))).toEqual(
      refused('InvalidArgument', 'The continuation token provided is incorrect', { ArgumentName: 'continuation-token' }),
    );
  });
});

describe.each(engines)('storage class analysis (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (AnalyticsConfiguration: AnalyticsConfiguration) =>
    opened.s3.send(new PutBucketAnalyticsConfigurationCommand({ Bucket, Id: AnalyticsConfiguration.Id, AnalyticsConfiguration }));
  const exporting = (Destination: string): AnalyticsConfiguration => ({
    Id: 'whole',
    Filter: { Tag: { Key: 'a', Value: '1' } },
    StorageClassAnalysis: {
      DataExport: {
        OutputSchemaVersion: 'V_1',
        Destination: { S3BucketDestination: { Format: 'CSV', Bucket: Destination, Prefix: 'analysis' } },
      },
    },
  });

  it('is put, listed and deleted', async () => {
    const configuration = exporting('arn:aws:s3:::somewhere');
    await put(configuration);
    const get = async () =>
      (await opened.s3.send(new GetBucketAnalyticsConfigurationCommand({ Bucket, Id: 'whole' }))).AnalyticsConfiguration;
    expect(await get()).toEqual(configuration);
    const { $metadata, ...list } = await opened.s3.send(new ListBucketAnalyticsConfigurationsCommand({ Bucket }));
    expect(list).toEqual({ IsTruncated: false, AnalyticsConfigurationList: [configuration] });
    await opened.s3.send(new DeleteBucketAnalyticsConfigurationCommand({ Bucket, Id: 'whole' }));
    expect(await refusal(get())).toEqual(none);
  });

  it('is exported to what is a bucket', async () => {
    expect(await refusal(put(exporting('somewhere')))).toEqual(refused('InvalidS3DestinationBucket', 'Invalid bucket ARN.'));
  });
});

describe.each(engines)("Intelligent-Tiering's archive tiers (%s)", (engine) => {
  const opened = openBucket(engine);
  const put = (IntelligentTieringConfiguration: IntelligentTieringConfiguration) =>
    opened.s3.send(
      new PutBucketIntelligentTieringConfigurationCommand({
        Bucket,
        Id: IntelligentTieringConfiguration.Id,
        IntelligentTieringConfiguration,
      }),
    );
  const tiers = (...Tierings: NonNullable<IntelligentTieringConfiguration['Tierings']>): IntelligentTieringConfiguration => ({
    Id: 'tiers',
    Status: 'Enabled',
    Tierings,
  });

  it('are put, listed and deleted', async () => {
    const configuration = {
      ...tiers({ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }, { Days: 730, AccessTier: 'DEEP_ARCHIVE_ACCESS' }),
      Filter: { And: prefixAndTag },
    };
    await put(configuration);
    const get = async () =>
      (await opened.s3.send(new GetBucketIntelligentTieringConfigurationCommand({ Bucket, Id: 'tiers' }))).IntelligentTieringConfiguration;
    expect(await get()).toEqual(configuration);
    const { $metadata, ...list } = await opened.s3.send(new ListBucketIntelligentTieringConfigurationsCommand({ Bucket }));
    expect(list).toEqual({ IsTruncated: false, IntelligentTieringConfigurationList: [configuration] });
    await opened.s3.send(new DeleteBucketIntelligentTieringConfigurationCommand({ Bucket, Id: 'tiers' }));
    expect(await refusal(get())).toEqual(none);
  });

  it('begin after so many days, each once, and under one filter', async () => {
    expect(await refusal(put(tiers({ Days: 89, AccessTier: 'ARCHIVE_ACCESS' })))).toEqual(
      refused('InvalidArgument', "'Days' for the ARCHIVE_ACCESS tier must be between 90 and 730", {
        ArgumentName: 'Days',
        ArgumentValue: '89',
      }),
    );
    expect(await refusal(put(tiers({ Days: 731, AccessTier: 'DEEP_ARCHIVE_ACCESS' })))).toMatchObject({ code: 'InvalidArgument' });
    const twice = tiers({ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }, { Days: 100, AccessTier: 'ARCHIVE_ACCESS' });
    expect(await refusal(put(twice))).toEqual(malformed);
    const two = { ...tiers({ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }), Filter: { Prefix: 'a', Tag: { Key: 'a', Value: 'b' } } };
    expect(await refusal(put(two))).toEqual(malformed);
  });
});
