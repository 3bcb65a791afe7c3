import { DeleteTableCommand, DescribeTableCommand, type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../emulator.js';
import { N, type OpenDynamodb, openDynamodb, S } from './open-dynamodb.js';

describe.each(engines)("DynamoDB's state (%s)", (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
  });
  afterAll(() => dynamodb?.close());

  const countOf = async (TableName: string) => (await client.send(new DescribeTableCommand({ TableName }))).Table?.ItemCount;

  it('loses thousands of items with their table, and none of another', async () => {
    await dynamodb.createTable('many');
    await dynamodb.createTable('few');
    await dynamodb.put('few', { id: S('stays') });
    await dynamodb.put('many', ...Array.from({ length: 2500 }, (_, at) => ({ id: S(String(at)) })));
    expect(await countOf('many')).toBe(2500);
    await client.send(new DeleteTableCommand({ TableName: 'many' }));
    await dynamodb.createTable('many');
    expect(await countOf('many')).toBe(0);
    expect((await client.send(new ScanCommand({ TableName: 'many' }))).Count).toBe(0);
    expect(await countOf('few')).toBe(1);
  });

  it('counts what a snapshot brings back', async () => {
    await dynamodb.createTable('kept');
    await dynamodb.put('kept', { id: S('a') });
    expect(await countOf('kept')).toBe(1);
    await dynamodb.aws.snapshot('before');
    await dynamodb.put('kept', { id: S('b') });
    expect(await countOf('kept')).toBe(2);
    await dynamodb.aws.restore('before');
    expect(await countOf('kept')).toBe(1);
  });

  it('keeps partitions in the order of their keys, whatever the keys', async () => {
    await dynamodb.createTable('texts', { id: 'N', k: 'S' });
    await dynamodb.createTable('bytes', { id: 'N', k: 'B' });
    let partition = 0;
    const orderOf = async (table: string) => {
      const query = { TableName: table, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': N(partition) } };
      return (await client.send(new QueryCommand(query))).Items ?? [];
    };
    const text = fc.string({ minLength: 1, maxLength: 8, unit: 'binary' });
    const binary = fc.uint8Array({ minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { maxLength: 12 }), fc.array(binary, { maxLength: 12 }), async (texts, binaries) => {
        partition += 1;
        const id = N(partition);
        const distinct = [...new Map(binaries.map((each) => [each.join(), each])).values()];
        await dynamodb.put('texts', ...texts.map((k) => ({ id, k: S(k) })));
        await dynamodb.put('bytes', ...distinct.map((k) => ({ id, k: { B: k } })));
        const inOrder = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect((await orderOf('texts')).map(({ k }) => k?.S)).toEqual(inOrder);
        const bytesInOrder = distinct.map((each) => Buffer.from(each)).sort(Buffer.compare);
        expect((await orderOf('bytes')).map(({ k }) => Buffer.from(k?.B ?? []))).toEqual(bytesInOrder);
      }),
      { numRuns: 60 },
    );
  });
});
