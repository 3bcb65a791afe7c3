import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCli, openCli } from './aws-cli.js';
import { findPython } from './python.js';

const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

const table = {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'customer', AttributeType: 'S' },
    { AttributeName: 'number', AttributeType: 'N' },
    { AttributeName: 'progress', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'customer', KeyType: 'HASH' },
    { AttributeName: 'number', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-progress',
      KeySchema: [
        { AttributeName: 'progress', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  Tags: [{ Key: 'team', Value: 'core' }],
};

const keyOf = (customer: string, number: number) => ({ customer: { S: customer }, number: { N: String(number) } });

describe.skipIf('missing' in python)(`the AWS CLI with DynamoDB${skipped}`, () => {
  let cli: AwsCli;
  const dynamodb = (...words: readonly string[]) => cli.answer('dynamodb', ...words);
  const onOrders = (operation: string, ...words: readonly string[]) => dynamodb(operation, '--table-name', 'orders', ...words);

  beforeAll(async () => {
    cli = await openCli(python);
    await dynamodb('create-table', '--cli-input-json', await cli.file('table.json', table));
    await cli.text('dynamodb', 'wait', 'table-exists', '--table-name', 'orders');
  });
  afterAll(() => cli?.close());

  it('describes a table that a file describes, and sets what the table has besides', async () => {
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders';
    const [said, tags, lifetime, backups] = await Promise.all([
      cli.text(
        ...['dynamodb', 'describe-table', '--table-name', 'orders', '--output', 'text'],
        ...['--query', 'Table.[TableStatus, TableArn, GlobalSecondaryIndexes[0].IndexStatus]'],
      ),
      dynamodb('list-tags-of-resource', '--resource-arn', arn),
      onOrders('update-time-to-live', '--time-to-live-specification', 'Enabled=true,AttributeName=expires'),
      onOrders('update-continuous-backups', '--point-in-time-recovery-specification', 'PointInTimeRecoveryEnabled=true'),
    ]);
    expect(said).toBe(`ACTIVE\t${arn}\tACTIVE`);
    expect(tags).toEqual({ Tags: [{ Key: 'team', Value: 'core' }] });
    expect(lifetime).toEqual({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });
    expect(backups).toMatchObject({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
    });
  });

  it('puts, updates, gets and deletes an item with parameters from files and in shorthand', async () => {
    const Item = {
      ...keyOf('files', 1),
      progress: { S: 'open' },
      bytes: { B: 'hello' },
      tags: { SS: ['a', 'b'] },
      nested: { L: [{ M: {} }] },
    };
    const item = await cli.file('item.json', Item);
    await onOrders('put-item', '--item', item, '--condition-expression', 'attribute_not_exists(customer)');
    const key = ['--key', 'customer={S=files},number={N=1}'];
    const updated = await onOrders(
      ...(['update-item', ...key, '--return-values', 'ALL_NEW', '--return-consumed-capacity', 'TOTAL'] as const),
      ...['--update-expression', await cli.file('update.txt', 'SET price = if_not_exists(price, :none) + :more DELETE tags :old')],
      ...[
        '--expression-attribute-values',
        await cli.file('values.json', { ':none': { N: '0' }, ':more': { N: '2.50' }, ':old': { SS: ['a'] } }),
      ],
    );
    // The first version of the CLI takes bytes as they are, and shows them in base64.
    const after = { ...Item, bytes: { B: 'aGVsbG8=' }, tags: { SS: ['b'] }, price: { N: '2.5' } };
    expect(updated).toEqual({ Attributes: after, ConsumedCapacity: { TableName: 'orders', CapacityUnits: 2 } });
    const projection = [
      '--projection-expression',
      'price, tags, #n',
      '--expression-attribute-names',
      '{"#n":"nested"}',
      '--consistent-read',
    ];
    expect(await onOrders('get-item', ...key, ...projection)).toEqual({
      Item: { price: { N: '2.5' }, tags: { SS: ['b'] }, nested: { L: [{ M: {} }] } },
    });
    expect(await onOrders('delete-item', ...key, '--return-values', 'ALL_OLD')).toEqual({ Attributes: after });
    expect(await onOrders('get-item', ...key)).toBeUndefined();
  });

  it('writes and reads in batches from files, and pages through a query', async () => {
    const puts = Array.from({ length: 25 }, (_, number) => ({
      PutRequest: { Item: { ...keyOf('pages', number), progress: { S: number % 2 === 0 ? 'open' : 'paid' } } },
    }));
    expect(await dynamodb('batch-write-item', '--request-items', await cli.file('batch.json', { orders: puts }))).toEqual({
      UnprocessedItems: {},
    });
    const keys = await cli.file('keys.json', {
      orders: { Keys: [keyOf('pages', 3), keyOf('pages', 77)], ProjectionExpression: 'progress' },
    });
    const values = await cli.file('customer.json', { ':c': { S: 'pages' } });
    const query = ['--key-condition-expression', 'customer = :c', '--expression-attribute-values', values];
    const numbers = (page: unknown) => (page as { Items: { number: { N: string } }[] }).Items.map(({ number }) => Number(number.N)); // as printed
    const [got, first, all, counted, open] = await Promise.all([
      dynamodb('batch-get-item', '--request-items', keys),
      onOrders('query', ...query, '--max-items', '10', '--page-size', '4'),
      cli.text('dynamodb', 'query', '--table-name', 'orders', ...query, '--page-size', '7', '--query', 'length(Items)'),
      onOrders('scan', '--select', 'COUNT', '--filter-expression', 'begins_with(customer, :c)', '--expression-attribute-values', values),
      onOrders(
        ...(['query', '--index-name', 'by-progress', '--no-scan-index-forward', '--limit', '2', '--no-paginate'] as const),
        ...['--key-condition-expression', 'progress = :p', '--expression-attribute-values', ':p={S=open}'],
      ),
    ]);
    expect(got).toMatchObject({ Responses: { orders: [{ progress: { S: 'paid' } }] }, UnprocessedKeys: {} });
    expect(numbers(first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(all).toBe('25');
    expect(counted).toMatchObject({ Count: 25 });
    expect(numbers(open)).toEqual([24, 22]);
    expect(open).toMatchObject({ LastEvaluatedKey: { ...keyOf('pages', 22), progress: { S: 'open' } } });
    const { NextToken = '' } = first as { NextToken?: string }; // as printed
    const second = await onOrders('query', ...query, '--max-items', '10', '--page-size', '4', '--starting-token', NextToken);
    expect(numbers(second)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('writes a transaction from a file, once for its token, and says why one is cancelled', async () => {
    const add = (number: number, least: string) => ({
      Update: {
        TableName: 'orders',
        Key: keyOf('transaction', number),
        UpdateExpression: 'ADD price :one',
        ConditionExpression: 'attribute_not_exists(price) OR price > :least',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':least': { N: least } },
      },
    });
    const items = await cli.file('transaction.json', [add(1, '0'), add(2, '0')]);
    const write = () => dynamodb('transact-write-items', '--transact-items', items, '--client-request-token', 'once');
    await write();
    await write();
    const gets = [1, 2].map((number) => ({ Get: { TableName: 'orders', Key: keyOf('transaction', number) } }));
    const [refused, read, statement] = await Promise.all([
      cli.run('dynamodb', 'transact-write-items', '--transact-items', await cli.file('refused.json', [add(1, '0'), add(2, '5')])),
      dynamodb('transact-get-items', '--transact-items', await cli.file('gets.json', gets), '--query', 'Responses[].Item.price.N'),
      dynamodb(
        ...['execute-statement', '--statement', 'SELECT price FROM orders WHERE customer = ? AND "number" IN [?, ?]'],
        ...['--parameters', await cli.file('parameters.json', [{ S: 'transaction' }, { N: '1' }, { N: '9' }])],
      ),
    ]);
    expect(refused.stderr).toContain(
      '(TransactionCanceledException) when calling the TransactWriteItems operation: ' +
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    );
    expect(read).toEqual(['1', '1']);
    expect(statement).toMatchObject({ Items: [{ price: { N: '1' } }] });
  });

  it('reads the stream of a table', async () => {
    await onOrders('put-item', '--item', JSON.stringify(keyOf('stream', 1)));
    const streams = (...words: readonly string[]) => cli.answer('dynamodbstreams', ...words);
    const arn = await cli.text(
      'dynamodbstreams',
      'list-streams',
      '--table-name',
      'orders',
      '--query',
      'Streams[0].StreamArn',
      '--output',
      'text',
    );
    const shard = await streams('describe-stream', '--stream-arn', arn, '--query', 'StreamDescription.Shards[0].ShardId');
    const from = ['--shard-id', String(shard), '--shard-iterator-type', 'TRIM_HORIZON'];
    const iterator = await streams('get-shard-iterator', '--stream-arn', arn, ...from, '--query', 'ShardIterator');
    const records = await streams('get-records', '--shard-iterator', String(iterator), '--query', 'Records[-1].dynamodb.NewImage');
    expect(records).toEqual(keyOf('stream', 1));
  });

  it('deletes a table and waits until it is gone', async () => {
    const schema = ['--attribute-definitions', 'AttributeName=id,AttributeType=S', '--key-schema', 'AttributeName=id,KeyType=HASH'];
    const throughput = ['--provisioned-throughput', 'ReadCapacityUnits=5,WriteCapacityUnits=6'];
    const created = await dynamodb('create-table', '--table-name', 'short-lived', ...schema, ...throughput);
    expect(created).toMatchObject({ TableDescription: { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } } });
    await dynamodb('delete-table', '--table-name', 'short-lived');
    await cli.text('dynamodb', 'wait', 'table-not-exists', '--table-name', 'short-lived');
    expect(await dynamodb('list-tables', '--max-items', '5')).toEqual({ TableNames: ['orders'] });
  });

  const write = ['--table-name', 'orders', '--item'];
  it.each([
    [
      'an item without its sort key',
      ['put-item', ...write, '{"customer":{"S":"x"}}'],
      '(ValidationException) when calling the PutItem operation: One or more parameter values were invalid: Missing the key number in the item',
    ],
    [
      'an index key of the wrong type',
      ['put-item', ...write, JSON.stringify({ ...keyOf('x', 1), progress: { N: '1' } })],
      '(ValidationException) when calling the PutItem operation: One or more parameter values were invalid: ' +
        'Type mismatch for Index Key progress Expected: S Actual: N IndexName: by-progress',
    ],
    [
      'a condition that fails',
      ['put-item', ...write, JSON.stringify(keyOf('x', 1)), '--condition-expression', 'attribute_exists(customer)'],
      '(ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed',
    ],
    [
      'a number that is none',
      ['put-item', ...write, '{"customer":{"S":"x"},"number":{"N":"one"}}'],
      '(ValidationException) when calling the PutItem operation: The parameter cannot be converted to a numeric value: one',
    ],
    [
      'a query without the partition key',
      ['query', '--table-name', 'orders', '--key-condition-expression', '#n = :n'].concat(
        ['--expression-attribute-names', '{"#n":"number"}'],
        ['--expression-attribute-values', '{":n":{"N":"1"}}'],
      ),
      '(ValidationException) when calling the Query operation: Query condition missed key schema element: customer',
    ],
    [
      'a table that is there already',
      ['create-table', '--table-name', 'orders', '--billing-mode', 'PAY_PER_REQUEST'].concat(
        ['--attribute-definitions', 'AttributeName=id,AttributeType=S'],
        ['--key-schema', 'AttributeName=id,KeyType=HASH'],
      ),
      '(ResourceInUseException) when calling the CreateTable operation: Table already exists: orders',
    ],
  ])('reports %s', async (_what, words, message) => {
    const { status, stderr } = await cli.run('dynamodb', ...words);
    expect(stderr).toContain(message);
    expect(status).toBeGreaterThan(0);
  });
});
