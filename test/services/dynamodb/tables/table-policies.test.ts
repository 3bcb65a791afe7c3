import {
  DeleteResourcePolicyCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  type DynamoDBClient,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  PutResourcePolicyCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, invalidParameter, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';

const arnOf = (table: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`;

describe.each(engines)('what is attached to tables (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
  });
  afterAll(() => dynamodb?.close());

  const tags = async (table: string) => (await client.send(new ListTagsOfResourceCommand({ ResourceArn: arnOf(table) }))).Tags;
  const tag = (table: string, Tags: Tag[]) => client.send(new TagResourceCommand({ ResourceArn: arnOf(table), Tags }));
  const untag = (table: string, ...TagKeys: string[]) => client.send(new UntagResourceCommand({ ResourceArn: arnOf(table), TagKeys }));

  it('adds tags, changes their values and removes them', async () => {
    await dynamodb.createTable('tagged', { id: 'S' }, { Tags: [{ Key: 'a', Value: '1' }] });
    await tag('tagged', [
      { Key: 'b', Value: '' },
      { Key: 'a', Value: '2' },
    ]);
    expect(await tags('tagged')).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ]);
    await untag('tagged', 'a', 'none');
    expect(await tags('tagged')).toEqual([{ Key: 'b', Value: '' }]);
  });

  it('refuses tags that AWS keeps to itself, twice the same, and more than 50', async () => {
    await dynamodb.createTable('strict');
    expect(await refusal(tag('strict', [{ Key: 'AWS:x', Value: '' }]))).toEqual(
      invalidParameter('Tag keys starting with aws: are reserved for system use. Key: AWS:x'),
    );
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    expect(await refusal(tag('strict', twice))).toEqual(invalidParameter('Duplicate tag keys found. Key: a'));
    const many = (count: number, start: string) => Array.from({ length: count }, (_, at) => ({ Key: `${start}${at}`, Value: '' }));
    await tag('strict', many(50, 'k'));
    expect(await refusal(tag('strict', many(1, 'other')))).toEqual(invalid('The number of tags exceeds the limit of 50 tags per resource'));
    await tag('strict', many(1, 'k'));
  });

  it('refuses tags of what is no table', async () => {
    expect(await refusal(tag('none', [{ Key: 'a', Value: '' }]))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Requested resource not found: ResourcArn: ${arnOf('none')} not found`,
    });
    const call = client.send(new UntagResourceCommand({ ResourceArn: 'arn:aws:s3:::bucket', TagKeys: ['a'] }));
    expect(await refusal(call)).toEqual(invalid('Invalid TableArn: Invalid ResourceArn provided as input arn:aws:s3:::bucket'));
  });

  const policy = (Sid: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid, Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: '*' }],
    });
  const put = async (table: string, Policy: string, ExpectedRevisionId?: string) =>
    (await client.send(new PutResourcePolicyCommand({ ResourceArn: arnOf(table), Policy, ExpectedRevisionId }))).RevisionId;
  const get = (table: string) => client.send(new GetResourcePolicyCommand({ ResourceArn: arnOf(table) }));
  const remove = (table: string, ExpectedRevisionId?: string) =>
    client.send(new DeleteResourcePolicyCommand({ ResourceArn: arnOf(table), ExpectedRevisionId }));

  it('keeps a policy, with a revision for each text', async () => {
    await dynamodb.createTable('policed');
    const first = await put('policed', policy('one'), 'NO_POLICY');
    expect(await put('policed', policy('one'))).toBe(first);
    expect(await get('policed')).toMatchObject({ Policy: policy('one'), RevisionId: first });
    const second = await put('policed', policy('two'), first);
    expect(second).not.toBe(first);
    const notFound = {
      code: 'PolicyNotFoundException',
      message: `Resource-based policy not found for the provided ResourceArn: ${arnOf('policed')}`,
    };
    expect(await refusal(put('policed', policy('three'), first))).toMatchObject(notFound);
    expect(await refusal(remove('policed', first))).toMatchObject(notFound);
    expect((await remove('policed', second)).RevisionId).toBe(second);
    expect(await refusal(get('policed'))).toMatchObject(notFound);
    // Removing what isn't there is no error.
    expect((await remove('policed')).RevisionId).toBeUndefined();
    expect(await refusal(remove('policed', second))).toMatchObject(notFound);
  });

  it('takes a policy with a new table', async () => {
    await dynamodb.createTable('created', { id: 'S' }, { ResourcePolicy: policy('one') });
    expect(await get('created')).toMatchObject({ Policy: policy('one'), RevisionId: expect.any(String) });
  });

  it("keeps a stream's policy apart from its table's", async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const;
    const { TableDescription } = await dynamodb.createTable('streamed', { id: 'S' }, { StreamSpecification });
    const ResourceArn = TableDescription?.LatestStreamArn ?? '';
    const { RevisionId } = await client.send(new PutResourcePolicyCommand({ ResourceArn, Policy: policy('stream') }));
    await put('streamed', policy('table'));
    const ofStream = () => client.send(new GetResourcePolicyCommand({ ResourceArn }));
    expect(await ofStream()).toMatchObject({ Policy: policy('stream'), RevisionId });
    expect(await get('streamed')).toMatchObject({ Policy: policy('table') });
    const wrong = { ResourceArn, ExpectedRevisionId: '0' };
    const notFound = {
      code: 'PolicyNotFoundException',
      message: `Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`,
    };
    expect(await refusal(client.send(new DeleteResourcePolicyCommand(wrong)))).toMatchObject(notFound);
    expect((await client.send(new DeleteResourcePolicyCommand({ ResourceArn }))).RevisionId).toBe(RevisionId);
    expect(await refusal(ofStream())).toMatchObject(notFound);
    expect(await get('streamed')).toMatchObject({ Policy: policy('table') });
    const none = ResourceArn.replace('streamed', 'nowhere');
    expect(await refusal(client.send(new GetResourcePolicyCommand({ ResourceArn: none })))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Requested resource not found: ResourcArn: ${none} not found`,
    });
  });

  it('refuses what is no policy', async () => {
    await dynamodb.createTable('lawless');
    expect(await refusal(put('lawless', 'no JSON'))).toEqual(invalid('Invalid policy document: The policy is not valid JSON'));
    expect(await refusal(put('lawless', '{}'))).toEqual(invalid('Invalid policy document: Missing required field Statement'));
    expect(await refusal(put('lawless', policy('x'.repeat(20 * 1024))))).toEqual(
      invalid('Resource-based policy size limit exceeded: the maximum size is 20 KB'),
    );
    expect(await refusal(put('none', policy('one')))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Requested resource not found: ResourcArn: ${arnOf('none')} not found`,
    });
  });

  it("tells the account's limits and the caller's endpoint", async () => {
    expect(await client.send(new DescribeLimitsCommand({}))).toMatchObject({
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    });
    const { Endpoints } = await client.send(new DescribeEndpointsCommand({}));
    expect(Endpoints).toEqual([{ Address: new URL(dynamodb.aws.endpoint).host, CachePeriodInMinutes: 1440 }]);
  });
});
