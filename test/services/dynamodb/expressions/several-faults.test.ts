/** Which of several faults a refusal tells: as DynamoDB Local does, whose expressions are read as AWS reads them. */
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';

const all: Record<string, AttributeValue> = { ':s': { S: 'a' }, ':n': { N: '1' }, ':l': { L: [] }, ':ss': { SS: ['a'] } };

const valuesIn = (text: string) => {
  const used = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(text));
  return used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) };
};

const TableName = 'table';
const Key = { id: { S: 'k' } };
const operandType = (operator: string, type: string): string =>
  `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
const overlap = (one: string, two: string): string =>
  `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${one}], path two: [${two}]`;
const undefinedValue = (name: string): string =>
  `An expression attribute value used in expression is not defined; attribute value: ${name}`;
const undefinedName = (name: string): string =>
  `An expression attribute name used in the document path is not defined; attribute name: ${name}`;
const intoKey = (key: string): string =>
  `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}`;

describe.each(engines)('of several faults, DynamoDB (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable(TableName, { id: 'S' });
    await dynamodb.createTable(
      'indexed',
      { id: 'S' },
      {
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'x', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'byX', KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
      },
    );
  });
  afterAll(() => dynamodb?.close());

  it.each([
    ['SET a = :u1, b = :u2', undefinedValue(':u2')],
    ['SET a = :u1, b = :s + :n', operandType('+', 'S')],
    ['SET a = :s + :n, b = :u1', undefinedValue(':u1')],
    ['SET a = list_append(:s, :l), b = list_append(:n, :l)', operandType('list_append', 'N')],
    [
      'SET b = :s + :n ADD a :ss, c :s',
      'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    ['ADD a :s SET b = :u1', undefinedValue(':u1')],
    ['SET a = #u1, b = #u2', undefinedName('#u2')],
    ['SET a = #u1, #u2 = :n', undefinedName('#u2')],
    ['SET a = b, a = #u1', overlap('a', 'a')],
    ['REMOVE a, b, b.c, a.d', overlap('b', 'b, c')],
    ['ADD b :n, #u1 :n DELETE a :ss, a :ss', overlap('a', 'a')],
    ['REMOVE #u1, a, a', overlap('a', 'a')],
  ])('tells the last of an update: %s', async (UpdateExpression, problem) => {
    const call = client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ...valuesIn(UpdateExpression) }));
    expect(await refusal(call)).toEqual(invalid(`Invalid UpdateExpression: ${problem}`));
  });

  it.each([
    ['begins_with(a, :n) AND attribute_exists(b, b)', operandType('begins_with', 'N')],
    [
      'attribute_exists(b, b) AND begins_with(a, :n)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ],
    ['begins_with(:u1)', undefinedValue(':u1')],
    ['begins_with(size(:n))', operandType('size', 'N')],
    ['begins_with(a) AND size(a)', 'The function is not allowed to be used this way in an expression; function: size'],
    ['begins_with(a) AND status = :s', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['b BETWEEN :ss AND b', operandType('BETWEEN', 'SS')],
  ])('tells the first of a condition: %s', async (ConditionExpression, problem) => {
    const call = client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression, ...valuesIn(ConditionExpression) }));
    expect(await refusal(call)).toEqual(invalid(`Invalid ConditionExpression: ${problem}`));
  });

  it('tells what is wrong with an item or a key before its condition', async () => {
    const ConditionExpression = 'a = = b';
    const wrong = { N: 'x' };
    const message = 'The parameter cannot be converted to a numeric value: x';
    // The client's send has an overload for each command.
    for (const command of [
      new PutItemCommand({ TableName, Item: { ...Key, a: wrong }, ConditionExpression }),
      new DeleteItemCommand({ TableName, Key: { id: wrong }, ConditionExpression }),
      new UpdateItemCommand({ TableName, Key: { id: wrong }, UpdateExpression: 'SET', ConditionExpression }),
    ])
      expect(await refusal(client.send(command as PutItemCommand))).toEqual(invalid(message));
  });

  it("tells malformed names of values before malformed values, and Expected's faults before those of AttributeUpdates", async () => {
    const badName = client.send(
      new DeleteItemCommand({
        TableName,
        Key,
        ConditionExpression: 'a = :a',
        ExpressionAttributeValues: { ':a': { N: 'x' }, b: { S: '' } },
      }),
    );
    expect(await refusal(badName)).toEqual(invalid('ExpressionAttributeValues contains invalid key: Syntax error; key: "b"'));
    const badExpected = client.send(
      new UpdateItemCommand({ TableName, Key, AttributeUpdates: { a: { Action: 'ADD' } }, Expected: { b: { Exists: true } } }),
    );
    expect(await refusal(badExpected)).toEqual(
      invalid('One or more parameter values were invalid: Value must be provided when Exists is true for Attribute: b'),
    );
  });

  it('refuses paths into the keys of indexes, after those into keys', async () => {
    const Item = { ...Key, x: { S: 'a' } };
    const put = (ConditionExpression: string) => client.send(new PutItemCommand({ TableName: 'indexed', Item, ConditionExpression }));
    const update = (UpdateExpression: string) => client.send(new UpdateItemCommand({ TableName: 'indexed', Key, UpdateExpression }));
    const get = (ProjectionExpression: string) => client.send(new GetItemCommand({ TableName: 'indexed', Key, ProjectionExpression }));
    expect(await refusal(put('attribute_exists(x.a)'))).toEqual(invalid(intoKey('IndexKey: x')));
    expect(await refusal(put('attribute_exists(x.a) AND attribute_exists(id.a)'))).toEqual(invalid(intoKey('Key: id')));
    expect(await refusal(update('REMOVE x[0]'))).toEqual(invalid(intoKey('IndexKey: x')));
    expect(await refusal(update('SET a = x.b'))).toEqual(invalid(intoKey('IndexKey: x')));
    expect(await refusal(get('x[1]'))).toEqual(invalid(intoKey('IndexKey: x')));
  });

  it('refuses if_not_exists of the same path twice, and an empty name among AttributesToGet', async () => {
    const update = client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: 'SET b = if_not_exists(a.b, a.b)' }));
    expect(await refusal(update)).toEqual(
      invalid(
        'Invalid UpdateExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: [a, b]',
      ),
    );
    expect(await refusal(client.send(new GetItemCommand({ TableName, Key, AttributesToGet: [''] })))).toEqual(
      invalid('Empty attribute name'),
    );
  });

  it.each([
    [
      'id = :s AND x >= :l',
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: >=, operand type: L',
    ],
    [
      'id = :s OR #u1 = :s',
      'Invalid KeyConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #u1',
    ],
    ['id < :s AND x = :s', 'Query key condition not supported'],
  ])('asks of a key condition whether it is a condition first: %s', async (KeyConditionExpression, message) => {
    const call = client.send(new QueryCommand({ TableName, KeyConditionExpression, ...valuesIn(KeyConditionExpression) }));
    expect(await refusal(call)).toEqual(invalid(message));
  });

  it('tells what a query does not use before what is no key condition, and its filter before that it has none', async () => {
    const unused = { KeyConditionExpression: 'id = :a OR id = :a', ExpressionAttributeValues: { ':a': { S: 'a' }, ':b': { S: 'b' } } };
    expect(await refusal(client.send(new QueryCommand({ TableName, ...unused })))).toEqual(
      invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}'),
    );
    expect(await refusal(client.send(new QueryCommand({ TableName, FilterExpression: 'a = = b' })))).toEqual(
      invalid('Invalid FilterExpression: Syntax error; token: "=", near: "= = b"'),
    );
  });

  it('shows binary bounds of BETWEEN by their length', async () => {
    const ExpressionAttributeValues = { ':a': { B: Uint8Array.of(2, 1) }, ':b': { B: Uint8Array.of(1) } };
    const call = client.send(
      new DeleteItemCommand({ TableName, Key, ConditionExpression: 'a BETWEEN :a AND :b', ExpressionAttributeValues }),
    );
    expect(await refusal(call)).toEqual(
      invalid(
        'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {B:java.nio.HeapByteBuffer[pos=0 lim=2 cap=2]}, upper bound operand: AttributeValue: {B:java.nio.HeapByteBuffer[pos=0 lim=1 cap=1]}',
      ),
    );
  });
});
