import {
  DescribeContributorInsightsCommand,
  type DescribeContributorInsightsCommandInput,
  ListContributorInsightsCommand,
  type ListContributorInsightsCommandInput,
  UpdateContributorInsightsCommand,
  type UpdateContributorInsightsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';

describe.each(engines)('contributor insights (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    const index = {
      IndexName: 'by-kind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'ALL' as const },
    };
    await dynamodb.createTable(
      'counted',
      { id: 'S', at: 'N' },
      {
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
          { AttributeName: 'kind', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [index],
      },
    );
    await dynamodb.createTable('other');
  });
  afterAll(() => dynamodb?.close());

  const update = (input: UpdateContributorInsightsCommandInput) => dynamodb.client.send(new UpdateContributorInsightsCommand(input));
  const described = async (input: DescribeContributorInsightsCommandInput) => {
    const { $metadata, ...rest } = await dynamodb.client.send(new DescribeContributorInsightsCommand(input));
    return rest;
  };
  const listed = async (input: ListContributorInsightsCommandInput) => {
    const { $metadata, ...rest } = await dynamodb.client.send(new ListContributorInsightsCommand(input));
    return rest;
  };

  // As recorded on AWS: dynamodb_describe_contributor_insights.
  it('are disabled at first', async () => {
    expect(await described({ TableName: 'other' })).toEqual({ ContributorInsightsStatus: 'DISABLED', TableName: 'other' });
  });

  it('are enabled for tables and global indexes, with rules for each kind of key', async () => {
    expect(await update({ TableName: 'counted', ContributorInsightsAction: 'ENABLE' })).toMatchObject({
      TableName: 'counted',
      ContributorInsightsStatus: 'ENABLING',
      ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
    });
    await update({
      TableName: 'counted',
      IndexName: 'by-kind',
      ContributorInsightsAction: 'ENABLE',
      ContributorInsightsMode: 'THROTTLED_KEYS',
    });
    const rule = (kind: string, name: string) => expect.stringMatching(`^DynamoDBContributorInsights-${kind}-${name}-\\d+$`);
    expect(await described({ TableName: 'counted' })).toEqual({
      TableName: 'counted',
      ContributorInsightsStatus: 'ENABLED',
      ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
      ContributorInsightsRuleList: ['PKC', 'PKT', 'SKC', 'SKT'].map((kind) => rule(kind, 'counted')),
      LastUpdateDateTime: expect.any(Date),
    });
    expect(await described({ TableName: 'counted', IndexName: 'by-kind' })).toMatchObject({
      IndexName: 'by-kind',
      ContributorInsightsMode: 'THROTTLED_KEYS',
      ContributorInsightsRuleList: [rule('PKT', 'counted-by-kind')],
    });
    const first = { TableName: 'counted', ContributorInsightsStatus: 'ENABLED', ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS' };
    const second = {
      TableName: 'counted',
      IndexName: 'by-kind',
      ContributorInsightsStatus: 'ENABLED',
      ContributorInsightsMode: 'THROTTLED_KEYS',
    };
    expect(await listed({})).toEqual({ ContributorInsightsSummaries: [first, second] });
    const page = await listed({ MaxResults: 1 });
    expect(page).toEqual({ ContributorInsightsSummaries: [first], NextToken: expect.any(String) });
    expect(await listed({ MaxResults: 1, NextToken: page.NextToken })).toEqual({ ContributorInsightsSummaries: [second] });
    expect(await listed({ TableName: 'other' })).toEqual({ ContributorInsightsSummaries: [] });
    expect(await update({ TableName: 'counted', ContributorInsightsAction: 'DISABLE' })).toMatchObject({
      ContributorInsightsStatus: 'DISABLING',
    });
    expect((await described({ TableName: 'counted' })).ContributorInsightsStatus).toBe('DISABLED');
  });

  it('are for tables and indexes that exist', async () => {
    expect(await refusal(described({ TableName: 'counted', IndexName: 'none' }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: counted, Index: none not found',
    });
    const missing = { code: 'ResourceNotFoundException', status: 400 };
    expect(await refusal(described({ TableName: 'nowhere' }))).toMatchObject(missing);
    expect(await refusal(update({ TableName: 'counted', IndexName: 'nowhere', ContributorInsightsAction: 'ENABLE' }))).toMatchObject(
      missing,
    );
  });
});
