import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  type ExecuteTransactionCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

describe.each(engines)('several PartiQL statements (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
  });
  beforeEach(async () => {
    await dynamodb.createTable(tableName());
    await dynamodb.put(table, { id: S('a'), v: N(1) }, { id: S('b'), v: N(2) });
  });
  afterAll(() => dynamodb?.close());

  let table = '';
  let count = 0;
  const tableName = (): string => {
    count += 1;
    table = `users${count}`;
    return table;
  };
  const batch = async (...statements: string[]) => {
    const Statements = statements.map((Statement) => ({ Statement }));
    return (await client.send(new BatchExecuteStatementCommand({ Statements }))).Responses;
  };
  const transact = (statements: readonly string[], more: Partial<ExecuteTransactionCommandInput> = {}) =>
    client.send(new ExecuteTransactionCommand({ TransactStatements: statements.map((Statement) => ({ Statement })), ...more }));
  const ids = async () => (await client.send(new ScanCommand({ TableName: table }))).Items?.map(({ id }) => id?.S).sort();

  it('tell of each write in a batch whether it succeeded', async () => {
    const ok = { TableName: table };
    expect(
      await batch(
        `INSERT INTO ${table} VALUE {'id':'c'}`,
        `INSERT INTO ${table} VALUE {'id':'a'}`,
        `UPDATE ${table} SET v=1 WHERE id='none'`,
        `INSERT INTO ${table} VALUE {'x':1}`,
        `INSERT INTO nowhere VALUE {'id':'c'}`,
        `DELETE FROM ${table} WHERE id='b' RETURNING ALL OLD *`,
      ),
    ).toEqual([
      ok,
      { ...ok, Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' } },
      { ...ok, Error: { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' } },
      { Error: { Code: 'ValidationError', Message: 'Key attribute should be present in the item: Key id' } },
      { Error: { Code: 'ResourceNotFound', Message: 'Requested resource not found' } },
      { ...ok, Item: { id: S('b'), v: N(2) } },
    ]);
    expect(await ids()).toEqual(['a', 'c']);
  });

  it('read single items in a batch', async () => {
    expect(await batch(`SELECT v FROM ${table} WHERE id='a'`, `SELECT * FROM ${table} WHERE id='z'`, `SELECT * FROM ${table}`)).toEqual([
      { TableName: table, Item: { v: N(1) } },
      { TableName: table },
      { Error: { Code: 'ValidationError', Message: 'Only single item select is supported' } },
    ]);
  });

  it('are refused in a batch that reads and writes, or names an item twice', async () => {
    const [read, write] = [`SELECT * FROM ${table} WHERE id='a'`, `DELETE FROM ${table} WHERE id='b'`];
    const mixed = invalid('Read and write requests together in the same batch is not supported.');
    expect(await refusal(batch(read, write))).toEqual(mixed);
    expect(await refusal(batch(`SELECT * FROM ${table}`, write))).toEqual(mixed);
    expect(await refusal(batch(write, write))).toEqual(invalid('Provided list of item keys contains duplicates'));
  });

  it('write all or nothing in a transaction', async () => {
    const [check, insert] = [`EXISTS(SELECT * FROM ${table} WHERE id='a' AND v=1)`, `INSERT INTO ${table} VALUE {'id':'c'}`];
    expect(
      await refusal(transact([insert, `INSERT INTO ${table} VALUE {'id':'b'}`, `UPDATE ${table} SET w=1 WHERE id='a' AND v=9`])),
    ).toMatchObject({
      code: 'TransactionCanceledException',
      members: { CancellationReasons: [{ Code: 'None' }, { Code: 'DuplicateItem' }, { Code: 'ConditionalCheckFailed' }] },
    });
    expect(await ids()).toEqual(['a', 'b']);
    expect((await transact([check, insert, `DELETE FROM ${table} WHERE id='b'`])).Responses).toEqual([]);
    expect(await ids()).toEqual(['a', 'c']);
  });

  it('are carried out once for each token', async () => {
    const more = { ClientRequestToken: `${table}-${engine}` };
    await transact([`UPDATE ${table} SET v=v+1 WHERE id='a'`], more);
    await transact([`UPDATE ${table} SET v=v+1 WHERE id='a'`], more);
    expect((await transact([`SELECT * FROM ${table} WHERE id='a'`, `SELECT * FROM ${table} WHERE id='z'`])).Responses).toEqual([
      { Item: { id: S('a'), v: N(2) } },
      {},
    ]);
    expect(await refusal(transact([`DELETE FROM ${table} WHERE id='a'`], more))).toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
  });

  it('of a transaction check one item, and something of it', async () => {
    const message = 'Validation failed in TransactStatements[1]: EXISTS() must contain a single item read with additional condition';
    for (const where of ['', ` WHERE id='a'`, ` WHERE id='a' OR v=1`, ' WHERE v=1'])
      expect(await refusal(transact([`DELETE FROM ${table} WHERE id='b'`, `EXISTS(SELECT * FROM ${table}${where})`]))).toEqual(
        invalid(message),
      );
    expect(await refusal(transact([`DELETE FROM ${table} WHERE id='b'`, `EXISTS(SELECT * FROM none WHERE id='a')`]))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('of a transaction return nothing', async () => {
    expect(await refusal(transact([`DELETE FROM ${table} WHERE id='b' RETURNING ALL OLD *`]))).toEqual(
      invalid('Validation failed in TransactStatements[0]: RETURNING clause is not supported in ExecuteTransaction.'),
    );
  });

  it('of a transaction say of each item what is wrong with its key', async () => {
    const type = "Key attribute's data type should match its data type in table's schema: Key id";
    for (const statement of [`SELECT * FROM ${table} WHERE id=1`, `DELETE FROM ${table} WHERE id=1`])
      expect(await refusal(transact([statement]))).toMatchObject({
        code: 'TransactionCanceledException',
        message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
        members: { CancellationReasons: [{ Code: 'ValidationError', Message: type }] },
      });
  });

  it('in a transaction must read by key, and not write besides', async () => {
    expect(await refusal(transact([`SELECT * FROM ${table} WHERE v=1`]))).toEqual(
      invalid(
        'Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.',
      ),
    );
    expect(await refusal(transact([`SELECT * FROM ${table} WHERE id='a'`, `DELETE FROM ${table} WHERE id='b'`]))).toEqual(
      invalid('ExecuteTransaction API does not support both read and write operations in the same request.'),
    );
  });
});
