/** What a user does to an emulator, as real clients see it. */
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClientConfigOptions, type StartOptions, startTinsmith, type Tinsmith } from '../../src/index.js';
import { temporaryDirectory } from '../state/temporary-directory.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function begin(options?: StartOptions): Promise<Tinsmith> {
  const aws = await startTinsmith(options);
  open.push({ close: () => aws.stop() });
  return aws;
}

function clientsOf(aws: Tinsmith, options: ClientConfigOptions = {}) {
  const config = aws.clientConfig(options);
  const clients = { dynamodb: new DynamoDBClient(config), s3: new S3Client(config), sts: new STSClient(config) };
  for (const client of Object.values(clients)) open.push({ close: () => client.destroy() });
  return clients;
}

const table = new CreateTableCommand({
  TableName: 'things',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
});
const item = (id: string): PutItemCommand => new PutItemCommand({ TableName: 'things', Item: { id: { S: id } } });

describe('an injected fault', () => {
  it('is tried again by the SDK until it is used up', async () => {
    const aws = await begin();
    const { dynamodb, s3 } = clientsOf(aws);
    await dynamodb.send(table);
    await aws.faults.add({ service: 'dynamodb', operation: 'PutItem', error: 'ProvisionedThroughputExceededException', times: 2 });
    expect((await dynamodb.send(item('a'))).$metadata.attempts).toBe(3);
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await aws.faults.add({ service: 's3', operation: 'PutObject', error: 'ServiceUnavailable', times: 1 });
    const put = await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'x'.repeat(100_000) }));
    expect(put.$metadata.attempts).toBe(2);
    expect((await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }))).ContentLength).toBe(100_000);
    expect(aws.requests.list({ operation: 'PutItem' }).map(({ code }) => code)).toEqual([
      'ProvisionedThroughputExceededException',
      'ProvisionedThroughputExceededException',
      '',
    ]);
  });

  it('is thrown as the class that the SDK has for it, and the operation leaves no trace', async () => {
    const aws = await begin();
    const { dynamodb } = clientsOf(aws);
    await dynamodb.send(table);
    await aws.faults.add({ service: 'dynamodb', operation: 'PutItem', error: 'ConditionalCheckFailedException', message: 'not now' });
    await expect(dynamodb.send(item('a'))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'not now',
      $fault: 'client',
    });
    aws.faults.clear();
    expect((await dynamodb.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(0);
  });

  it('holds a call up, and no other', async () => {
    const aws = await begin();
    const { sts, dynamodb } = clientsOf(aws);
    await aws.faults.add({ service: 'sts', operation: 'GetCallerIdentity', delayMs: 150, times: 1 });
    const order: string[] = [];
    await Promise.all([
      sts.send(new GetCallerIdentityCommand({})).then(() => order.push('sts')),
      dynamodb.send(new ListTablesCommand({})).then(() => order.push('dynamodb')),
    ]);
    expect(order).toEqual(['dynamodb', 'sts']);
    expect(aws.requests.list({ service: 'sts' })[0]?.durationMs).toBeGreaterThanOrEqual(145);
  });

  it('strikes a share of calls, the same ones under the same seed', async () => {
    const codes = async (): Promise<readonly string[]> => {
      const aws = await begin({ seed: 7, listen: false });
      const sts = new STSClient({ ...aws.clientConfig(), maxAttempts: 1 });
      await aws.faults.add({ service: 'sts', operation: '*', error: 'InternalFailure', share: 0.5 });
      for (let call = 0; call < 20; call += 1) await sts.send(new GetCallerIdentityCommand({})).catch(() => undefined);
      return aws.requests.list().map(({ code }) => code);
    };
    const first = await codes();
    expect(new Set(first)).toEqual(new Set(['', 'InternalFailure']));
    expect(await codes()).toEqual(first);
  });
});

describe('the clock', () => {
  it('dates what S3, DynamoDB and STS answer', async () => {
    const aws = await begin();
    const { s3, sts, dynamodb } = clientsOf(aws);
    const start = new Date('2031-05-06T07:08:09Z');
    await aws.clock.freeze(start);
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const made = await dynamodb.send(table);
    expect(made.TableDescription?.CreationDateTime).toEqual(start);
    await aws.clock.advance(60_000);
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'x' }));
    const later = new Date('2031-05-06T07:09:09Z');
    expect((await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }))).LastModified).toEqual(later);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))).Contents?.[0]?.LastModified).toEqual(later);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.[0]?.CreationDate).toEqual(start);
    const role = { RoleArn: 'arn:aws:iam::000000000000:role/reader', RoleSessionName: 'session', DurationSeconds: 900 };
    const { Credentials } = await sts.send(new AssumeRoleCommand(role));
    expect(Credentials?.Expiration).toEqual(new Date('2031-05-06T07:24:09Z'));
  });
});

describe('snapshots', () => {
  it('outlive the process in a data directory', async () => {
    const dataDir = temporaryDirectory();
    const first = await startTinsmith({ dataDir });
    const { dynamodb, s3 } = clientsOf(first);
    await dynamodb.send(table);
    await dynamodb.send(item('kept'));
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'kept' }));
    await first.snapshot('before');
    await dynamodb.send(item('late'));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'late' }));
    await first.stop();
    const second = await begin({ dataDir });
    const again = clientsOf(second);
    expect((await again.dynamodb.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(2);
    await second.restore('before');
    expect((await again.dynamodb.send(new ScanCommand({ TableName: 'things' }))).Items).toEqual([{ id: { S: 'kept' } }]);
    const { Body } = await again.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
    expect(await Body?.transformToString()).toBe('kept');
  });
});

describe('accounts and regions', () => {
  it('see nothing of each other', async () => {
    const aws = await begin();
    const here = clientsOf(aws, { account: '111122223333', region: 'eu-west-1' });
    const there = clientsOf(aws, { account: '111122223333', region: 'us-west-2' });
    const other = clientsOf(aws, { account: '444455556666', region: 'eu-west-1' });
    const made = await here.dynamodb.send(table);
    expect(made.TableDescription?.TableArn).toBe('arn:aws:dynamodb:eu-west-1:111122223333:table/things');
    await here.dynamodb.send(item('mine'));
    for (const { dynamodb } of [there, other]) {
      expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
      await expect(dynamodb.send(item('theirs'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      await dynamodb.send(table);
      expect((await dynamodb.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(0);
    }
    expect((await other.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::444455556666:root');
    const role = { RoleArn: 'arn:aws:iam::444455556666:role/reader', RoleSessionName: 'session' };
    const { Credentials } = await here.sts.send(new AssumeRoleCommand(role));
    const assumed = new DynamoDBClient({
      ...aws.clientConfig({ region: 'eu-west-1' }),
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    open.push({ close: () => assumed.destroy() });
    expect((await assumed.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(0);
    expect((await here.dynamodb.send(new ScanCommand({ TableName: 'things' }))).Count).toBe(1);
  });
});

describe('several emulators in one process', () => {
  it('share no state, credentials, faults, requests, time or counts', async () => {
    const [one, two] = [await begin({ listen: false, seed: 1 }), await begin({ listen: false, seed: 1 })];
    const ofOne = clientsOf(one);
    const role = { RoleArn: 'arn:aws:iam::444455556666:role/reader', RoleSessionName: 'session' };
    const { Credentials } = await ofOne.sts.send(new AssumeRoleCommand(role));
    const identity = async (aws: Tinsmith): Promise<string | undefined> => {
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
      return (await new STSClient({ ...aws.clientConfig(), credentials }).send(new GetCallerIdentityCommand({}))).Account;
    };
    expect(await identity(one)).toBe('444455556666');
    expect(await identity(two)).toBe('000000000000');
    await ofOne.dynamodb.send(table);
    await one.clock.freeze(new Date('2031-05-06T07:08:09Z'));
    await one.faults.add({ service: 'dynamodb', operation: 'ListTables', error: 'InternalServerError' });
    two.requests.clear();
    expect((await clientsOf(two).dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    expect(two.clock.frozen).toBe(false);
    expect(two.requests.list()).toHaveLength(1);
    // The same seed gives the same ids, whatever another emulator did meanwhile.
    const keyOf = async (aws: Tinsmith): Promise<string | undefined> =>
      (await clientsOf(aws).sts.send(new AssumeRoleCommand(role))).Credentials?.AccessKeyId;
    const [three, four] = [await begin({ listen: false, seed: 5 }), await begin({ listen: false, seed: 5 })];
    expect(await keyOf(three)).toBe(await keyOf(four));
  });
});

describe.each(['memory', 'sqlite'] as const)('names that every object has, with the %s engine', (engine) => {
  const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];

  it('are data: attributes, map keys and metadata', async () => {
    const dataDir = engine === 'sqlite' ? temporaryDirectory() : undefined;
    const options: StartOptions = dataDir === undefined ? {} : { dataDir };
    let aws = await startTinsmith(options);
    open.push({ close: () => aws.stop() });
    const call = async (target: string, body: string): Promise<string> => {
      const headers = { 'x-amz-target': `DynamoDB_20120810.${target}`, 'content-type': 'application/x-amz-json-1.0' };
      const response = await fetch(aws.endpoint, { method: 'POST', headers, body });
      expect(response.status, await response.clone().text()).toBe(200);
      return response.text();
    };
    await clientsOf(aws).dynamodb.send(table);
    // Text, since an object literal would lose the first name.
    const members = names.map((name) => `"${name}":{"M":{"${name}":{"S":"in ${name}"}}}`).join(',');
    await call('PutItem', `{"TableName":"things","Item":{"id":{"S":"a"},${members}}}`);
    await clientsOf(aws).s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const metadata = Object.fromEntries(names.map((name) => [`x-amz-meta-${name}`, `value of ${name}`]));
    expect((await fetch(`${aws.endpoint}/bucket/__proto__`, { method: 'PUT', headers: metadata, body: 'x' })).status).toBe(200);
    if (dataDir !== undefined) {
      await aws.stop();
      aws = await startTinsmith(options);
    }
    const found = JSON.parse(await call('GetItem', '{"TableName":"things","Key":{"id":{"S":"a"}}}')) as { Item: object };
    const expected: object = JSON.parse(`{"id":{"S":"a"},${members}}`);
    expect(Object.entries(found.Item).sort()).toEqual(Object.entries(expected).sort());
    const { Item } = await clientsOf(aws).dynamodb.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: 'a' } } }));
    const constructorOf = Object.getOwnPropertyDescriptor(Item, 'constructor')?.value as AttributeValue | undefined;
    expect(constructorOf?.M).toHaveProperty('constructor', { S: 'in constructor' });
    const object = await fetch(`${aws.endpoint}/bucket/__proto__`);
    for (const name of names) expect(object.headers.get(`x-amz-meta-${name}`)).toBe(`value of ${name}`);
    expect(Object.prototype).not.toHaveProperty('S');
    const shown = (await (await fetch(`${aws.endpoint}/_tinsmith/requests?operation=GetItem`)).json()) as { requests: unknown[] };
    expect(shown.requests).toHaveLength(2);
  });
});
