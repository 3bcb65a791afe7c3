import { Readable } from 'node:stream';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';

let aws: Tinsmith;
beforeAll(async () => {
  aws = await startTinsmith();
});
afterAll(() => aws.stop());

/** What a call was refused with, as the SDK gives it. */
async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number | undefined }> {
  const problem = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (
    !(
      problem instanceof dynamodb.DynamoDBServiceException ||
      problem instanceof s3.S3ServiceException ||
      problem instanceof sts.STSServiceException
    )
  ) {
    throw new Error(`expected a service exception, got ${String(problem)}`);
  }
  return { name: problem.name, message: problem.message, status: problem.$metadata.httpStatusCode };
}

describe('DynamoDB through the JavaScript SDK', () => {
  let client: dynamodb.DynamoDBClient;
  const TableName = 'things';
  beforeAll(async () => {
    client = new dynamodb.DynamoDBClient(aws.clientConfig());
    await client.send(
      new dynamodb.CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
      }),
    );
    await dynamodb.waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 2 }, { TableName });
  });
  afterAll(() => client.destroy());

  it('describes the table that was created', async () => {
    const { Table } = await client.send(new dynamodb.DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ItemCount: 0,
    });
    expect(Table?.CreationDateTime).toBeInstanceOf(Date);
    const { TableNames } = await client.send(new dynamodb.ListTablesCommand({}));
    expect(TableNames).toContain(TableName);
  });

  it('gives back an item with every type of attribute', async () => {
    const Item: Record<string, dynamodb.AttributeValue> = {
      id: { S: 'all' },
      at: { N: '1' },
      text: { S: 'ünïcode 🙂' },
      number: { N: '-12345678901234567890.123456789' },
      bytes: { B: Uint8Array.of(0, 255, 128) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ S: 'a' }, { N: '2' }, { L: [] }] },
      map: { M: { inner: { M: {} }, value: { S: '' } } },
      texts: { SS: ['a', 'b'] },
      numbers: { NS: ['1', '2.5'] },
      blobs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
    };
    await client.send(new dynamodb.PutItemCommand({ TableName, Item }));
    const { Item: read } = await client.send(new dynamodb.GetItemCommand({ TableName, Key: { id: { S: 'all' }, at: { N: '1' } } }));
    const sorted = (item: Record<string, dynamodb.AttributeValue> | undefined) => ({
      ...item,
      ...(item?.numbers?.NS && { numbers: { NS: [...item.numbers.NS].sort() } }),
    });
    expect(sorted(read)).toEqual(sorted(Item));
  });

  it('writes in batches, pages through a scan and queries a key in order', async () => {
    const put = (at: number) => ({ PutRequest: { Item: { id: { S: 'row' }, at: { N: String(at) } } } });
    const { UnprocessedItems } = await client.send(
      new dynamodb.BatchWriteItemCommand({ RequestItems: { [TableName]: Array.from({ length: 25 }, (_, at) => put(25 - at)) } }),
    );
    expect(UnprocessedItems).toEqual({});
    const query = await client.send(
      new dynamodb.QueryCommand({
        TableName,
        KeyConditionExpression: 'id = :id AND #at BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':id': { S: 'row' }, ':from': { N: '9' }, ':to': { N: '11' } },
      }),
    );
    expect(query.Items?.map((item) => item.at?.N)).toEqual(['9', '10', '11']);
    const pages: number[] = [];
    for await (const page of dynamodb.paginateScan({ client, pageSize: 10 }, { TableName })) pages.push(page.Items?.length ?? 0);
    expect(pages.reduce((sum, count) => sum + count, 0)).toBe(26);
    expect(pages.length).toBe(3);
  });

  it('gives the old item back when it is deleted', async () => {
    const Key = { id: { S: 'gone' }, at: { N: '0' } };
    await client.send(new dynamodb.PutItemCommand({ TableName, Item: { ...Key, note: { S: 'x' } } }));
    const { Attributes } = await client.send(new dynamodb.DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(Attributes?.note).toEqual({ S: 'x' });
    const { Item } = await client.send(new dynamodb.GetItemCommand({ TableName, Key }));
    expect(Item).toBeUndefined();
  });

  it('refuses a table that it does not know', async () => {
    const Key = { id: { S: 'x' } };
    expect(await refusal(client.send(new dynamodb.GetItemCommand({ TableName: 'bad-table', Key })))).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
      status: 400,
    });
    expect(await refusal(client.send(new dynamodb.DescribeTableCommand({ TableName: 'bad-table' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: bad-table not found',
    });
  });

  it('refuses a key of the wrong type', async () => {
    const put = client.send(new dynamodb.PutItemCommand({ TableName, Item: { id: { N: '1' }, at: { N: '1' } } }));
    expect(await refusal(put)).toMatchObject({
      name: 'ValidationException',
      message: 'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
    });
  });

  it('refuses a member of the wrong type', async () => {
    const TableName = { not: 'a name' } as unknown as string; // a caller in JavaScript has no compiler
    expect(await refusal(client.send(new dynamodb.DescribeTableCommand({ TableName })))).toMatchObject({
      name: 'SerializationException',
      status: 400,
    });
  });

  it('refuses a request without a required member', async () => {
    const input = { TableName } as dynamodb.GetItemCommandInput; // the compiler would ask for the key
    expect(await refusal(client.send(new dynamodb.GetItemCommand(input)))).toMatchObject({
      name: 'ValidationException',
      message: "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
    });
  });
});

describe('S3 through the JavaScript SDK', () => {
  let client: s3.S3Client;
  const Bucket = 'pictures';
  beforeAll(async () => {
    client = new s3.S3Client(aws.clientConfig());
    await client.send(new s3.CreateBucketCommand({ Bucket }));
    await s3.waitUntilBucketExists({ client, maxWaitTime: 20 }, { Bucket });
  });
  afterAll(() => client.destroy());

  it('gives back an object with its type, metadata and checksum', async () => {
    const Key = 'a b/ü+&=?#%25 //c.txt';
    const put = await client.send(
      new s3.PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata: { colour: 'green' } }),
    );
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(put.ChecksumCRC32).toBe('NhCmhg==');
    const got = await client.send(new s3.GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentLength: 5,
      Metadata: { colour: 'green' },
      ETag: put.ETag,
      ChecksumCRC32: 'NhCmhg==',
    });
    const part = await client.send(new s3.GetObjectCommand({ Bucket, Key, Range: 'bytes=1-3' }));
    expect(await part.Body?.transformToString()).toBe('ell');
    expect(part.ContentRange).toBe('bytes 1-3/5');
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'a b/' }));
    expect(Contents?.map((object) => object.Key)).toEqual([Key]);
  });

  it('uploads a stream of unknown length in parts', async () => {
    const chunk = Buffer.alloc(1024 ** 2, 5);
    const stream = () => Readable.from(Array.from({ length: 11 }, () => chunk));
    const target = { Bucket, Key: 'in-parts', ContentType: 'text/plain', Metadata: { colour: 'blue' } };
    const upload = new Upload({ client, partSize: 5 * 1024 ** 2, queueSize: 2, params: { ...target, Body: stream() } });
    const progress: (number | undefined)[] = [];
    upload.on('httpUploadProgress', ({ loaded }) => progress.push(loaded));
    expect(await upload.done()).toMatchObject({ Bucket, Key: 'in-parts', ETag: expect.stringMatching(/-3"$/), ChecksumType: 'COMPOSITE' });
    expect(progress.at(-1)).toBe(11 * chunk.length);
    const got = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'in-parts' }));
    expect(got).toMatchObject({ ContentLength: 11 * chunk.length, ContentType: 'text/plain', Metadata: { colour: 'blue' } });
    expect(Buffer.compare(Buffer.from((await got.Body?.transformToByteArray()) ?? []), Buffer.alloc(11 * chunk.length, 5))).toBe(0);
    expect((await client.send(new s3.ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  it('takes a stream and gives one back', async () => {
    const chunk = Buffer.alloc(64 * 1024, 7);
    const body = Readable.from(Array.from({ length: 32 }, () => chunk));
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'stream', Body: body, ContentLength: 32 * chunk.length }));
    const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), Buffer.alloc(32 * chunk.length, 7))).toBe(0);
  });

  it('pages through a listing by delimiter', async () => {
    for (const Key of ['list/a/1', 'list/a/2', 'list/b/1', 'list/c']) await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: '' }));
    const seen: (string | undefined)[] = [];
    const pages = s3.paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Prefix: 'list/', Delimiter: '/' });
    for await (const page of pages) {
      for (const { Prefix } of page.CommonPrefixes ?? []) seen.push(Prefix);
      for (const { Key } of page.Contents ?? []) seen.push(Key);
    }
    expect(seen).toEqual(['list/a/', 'list/b/', 'list/c']);
  });

  it('refuses a bucket or a key that it does not know', async () => {
    expect(await refusal(client.send(new s3.GetObjectCommand({ Bucket: 'no-such-bucket-here', Key: 'x' })))).toEqual({
      name: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
      status: 404,
    });
    expect(await refusal(client.send(new s3.GetObjectCommand({ Bucket, Key: 'no-such-key' })))).toEqual({
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
      status: 404,
    });
    expect(await refusal(client.send(new s3.HeadObjectCommand({ Bucket, Key: 'no-such-key' })))).toMatchObject({
      name: 'NotFound',
      status: 404,
    });
  });

  it('refuses a number that is none, and a checksum that does not fit', async () => {
    const MaxKeys = 'many' as unknown as number; // a caller in JavaScript has no compiler
    expect(await refusal(client.send(new s3.ListObjectsV2Command({ Bucket, MaxKeys })))).toMatchObject({
      name: 'InvalidArgument',
      status: 400,
    });
    const put = client.send(new s3.PutObjectCommand({ Bucket, Key: 'broken', Body: 'hello', ChecksumCRC32: 'AAAAAA==' }));
    expect(await refusal(put)).toMatchObject({ name: 'BadDigest', status: 400 });
    expect(await refusal(client.send(new s3.HeadObjectCommand({ Bucket, Key: 'broken' })))).toMatchObject({ status: 404 });
  });

  it('keeps a bucket that holds objects, and deletes an empty one', async () => {
    await client.send(new s3.CreateBucketCommand({ Bucket: 'short-lived' }));
    await client.send(new s3.PutObjectCommand({ Bucket: 'short-lived', Key: 'x', Body: 'x' }));
    expect(await refusal(client.send(new s3.DeleteBucketCommand({ Bucket: 'short-lived' })))).toMatchObject({
      name: 'BucketNotEmpty',
      status: 409,
    });
    await client.send(new s3.DeleteObjectCommand({ Bucket: 'short-lived', Key: 'x' }));
    await client.send(new s3.DeleteBucketCommand({ Bucket: 'short-lived' }));
    const { Buckets } = await client.send(new s3.ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
  });
});

describe('STS through the JavaScript SDK', () => {
  it('names the caller, and the role that was assumed', async () => {
    const client = new sts.STSClient(aws.clientConfig());
    expect(await client.send(new sts.GetCallerIdentityCommand({}))).toMatchObject({ Account: '000000000000' });
    const { Credentials } = await client.send(
      new sts.AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/builder', RoleSessionName: 'nightly' }),
    );
    client.destroy();
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken) throw new Error('no credentials');
    const credentials = {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    };
    const assumed = new sts.STSClient({ ...aws.clientConfig(), credentials });
    expect(await assumed.send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/builder/nightly',
    });
    assumed.destroy();
  });

  it('refuses a role without an ARN and a session that is too short', async () => {
    const client = new sts.STSClient(aws.clientConfig());
    const input = { RoleSessionName: 'nightly' } as sts.AssumeRoleCommandInput; // the compiler would ask for the ARN
    expect(await refusal(client.send(new sts.AssumeRoleCommand(input)))).toMatchObject({
      message: "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
      status: 400,
    });
    const short = { RoleArn: 'arn:aws:iam::123456789012:role/builder', RoleSessionName: 'nightly', DurationSeconds: 10 };
    expect(await refusal(client.send(new sts.AssumeRoleCommand(short)))).toMatchObject({ name: 'ValidationError', status: 400 });
    client.destroy();
  });
});
