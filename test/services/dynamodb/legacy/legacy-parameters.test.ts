import {
  type AttributeValueUpdate,
  type Condition,
  type ConditionalOperator,
  DeleteItemCommand,
  type DynamoDBClient,
  type ExpectedAttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../emulator.js';
import { sample, sampleKey } from '../expressions/expression-samples.js';
import { B, type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const where = (
  ComparisonOperator: Condition['ComparisonOperator'],
  ...values: NonNullable<Condition['AttributeValueList']>
): Condition => ({
  ComparisonOperator,
  ...(values.length === 0 ? {} : { AttributeValueList: values }),
});
const set = (...SS: string[]) => ({ SS });
const item: Item = { ...sampleKey, ...sample };
const failed = { code: 'ConditionalCheckFailedException', message: 'The conditional request failed' };

/** Answers and messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('parameters from before there were expressions', () => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    client = dynamodb.client;
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
  });
  beforeEach(() => client.send(new PutItemCommand({ TableName: 'table', Item: item })));
  afterAll(() => dynamodb?.close());

  const expecting = (Expected: Record<string, ExpectedAttributeValue>, ConditionalOperator?: ConditionalOperator) =>
    client.send(
      new PutItemCommand({
        TableName: 'table',
        Item: item,
        Expected,
        ...(ConditionalOperator === undefined ? {} : { ConditionalOperator }),
      }),
    );

  it.each<[string, Record<string, ExpectedAttributeValue>]>([
    ['nothing', {}],
    ['no such attribute', { a: { Exists: false } }],
    ['a value', { s: { Value: S('str') } }],
    ['a value that exists', { s: { Exists: true, Value: S('str') } }],
    ['EQ of a set in another order', { ss: where('EQ', set('b', 'a')) }],
    ['a value with an operator', { x: { Value: N(4), ComparisonOperator: 'GT' } }],
    ['NE of another type', { x: where('NE', S('5')) }],
    ['NE of nothing', { zz: where('NE', S('5')) }],
    ['LE', { x: where('LE', N(5)) }],
    ['LT', { x: where('LT', N('5.1')) }],
    ['GE', { s: where('GE', S('str')) }],
    ['CONTAINS of a string', { s: where('CONTAINS', S('t')) }],
    ['CONTAINS of a set', { ss: where('CONTAINS', S('b')) }],
    ['CONTAINS of a list', { l: where('CONTAINS', N(2)) }],
    ['NOT_CONTAINS', { s: where('NOT_CONTAINS', S('q')) }],
    ['NOT_CONTAINS of another type', { x: where('NOT_CONTAINS', S('q')) }],
    ['BEGINS_WITH', { s: where('BEGINS_WITH', S('st')) }],
    ['BETWEEN', { x: where('BETWEEN', N(1), N(5)) }],
    ['IN', { x: where('IN', N(1), N('5.0')) }],
    ['NULL', { zz: where('NULL') }],
    ['NOT_NULL', { s: where('NOT_NULL') }],
    ['several', { s: where('NOT_NULL'), x: where('EQ', N(5)) }],
  ])('Expected holds with %s', async (_case, expected) => {
    await expecting(expected);
  });

  it.each<[string, Record<string, ExpectedAttributeValue>]>([
    ['another value', { s: { Value: S('other') } }],
    ['an attribute that is there', { s: { Exists: false } }],
    ['LT of another type', { x: where('LT', S('s')) }],
    ['CONTAINS of another type', { s: where('CONTAINS', N(1)) }],
    ['NOT_CONTAINS of nothing', { zz: where('NOT_CONTAINS', S('q')) }],
    ['BEGINS_WITH of bytes', { s: where('BEGINS_WITH', B(1)) }],
    ['IN of others', { x: where('IN', N(1), N(2)) }],
    ['NOT_NULL of nothing', { zz: where('NOT_NULL') }],
    ['one of several', { s: where('NOT_NULL'), x: where('EQ', N(6)) }],
  ])('Expected fails with %s', async (_case, expected) => {
    expect(await refusal(expecting(expected))).toMatchObject(failed);
  });

  it('Expected holds with one of several under OR', async () => {
    await expecting({ s: where('NULL'), x: where('EQ', N(5)) }, 'OR');
    expect(await refusal(expecting({ s: where('NULL'), x: where('EQ', N(5)) }, 'AND'))).toMatchObject(failed);
  });

  it.each<[string, Record<string, ExpectedAttributeValue>, string]>([
    ['a value that must be there', { a: { Exists: true } }, 'Value must be provided when Exists is true for Attribute: a'],
    ['nothing at all', { a: {} }, 'Value must be provided when Exists is null for Attribute: a'],
    ['a value of nothing', { s: { Exists: false, Value: S('x') } }, 'Value cannot be used when Exists is false for Attribute: s'],
    [
      'Exists and an operator',
      { s: { Exists: true, ComparisonOperator: 'EQ' } },
      'Exists and ComparisonOperator cannot be used together for Attribute: s',
    ],
    [
      'a list without an operator',
      { s: { AttributeValueList: [S('a')] } },
      'AttributeValueList can only be used with a ComparisonOperator for Attribute: s',
    ],
    [
      'a value and a list',
      { s: { Value: S('a'), AttributeValueList: [S('a')], ComparisonOperator: 'IN' } },
      'Value and AttributeValueList cannot be used together for Attribute: s',
    ],
    ['an operator alone', { s: where('EQ') }, 'Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: s'],
    ['EQ of two', { s: where('EQ', S('a'), S('b')) }, 'Invalid number of argument(s) for the EQ ComparisonOperator'],
    ['NULL of one', { s: where('NULL', S('a')) }, 'Invalid number of argument(s) for the NULL ComparisonOperator'],
    ['BETWEEN of one', { s: where('BETWEEN', S('a')) }, 'Invalid number of argument(s) for the BETWEEN ComparisonOperator'],
    ['BETWEEN of two types', { s: where('BETWEEN', S('a'), N(1)) }, 'AttributeValues inside AttributeValueList must be of same type'],
    ['IN of two types', { s: where('IN', S('a'), N(1)) }, 'AttributeValues inside AttributeValueList must be of same type'],
    ['IN of a set', { s: where('IN', set('a')) }, 'ComparisonOperator IN is not valid for SS AttributeValue type'],
    ['LT of a truth', { s: where('LT', { BOOL: true }) }, 'ComparisonOperator LT is not valid for BOOL AttributeValue type'],
    ['CONTAINS of a set', { s: where('CONTAINS', set('a')) }, 'ComparisonOperator CONTAINS is not valid for SS AttributeValue type'],
    [
      'NOT_CONTAINS of a list',
      { s: where('NOT_CONTAINS', { L: [] }) },
      'ComparisonOperator NOT_CONTAINS is not valid for L AttributeValue type',
    ],
    ['BEGINS_WITH of a number', { s: where('BEGINS_WITH', N(1)) }, 'ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type'],
    ['an empty set', { s: { Value: { SS: [] } } }, 'An string set  may not be empty'],
  ])('Expected is refused with %s', async (_case, expected, message) => {
    expect(await refusal(expecting(expected))).toEqual(invalidParameter(message));
  });

  it('BETWEEN goes upwards', async () => {
    expect(await refusal(expecting({ s: where('BETWEEN', S('b'), S('a')) }))).toEqual(
      invalid('The BETWEEN condition was provided a range where the lower bound is greater than the upper bound'),
    );
  });

  it('ConditionalOperator joins two conditions or more', async () => {
    expect(await refusal(expecting({}, 'AND'))).toEqual(invalid('ConditionalOperator cannot be used without Filter or Expected'));
    expect(await refusal(expecting({ s: where('NULL') }, 'OR'))).toEqual(
      invalid('ConditionalOperator can only be used when Filter or Expected has two or more elements'),
    );
    const lone = client.send(new ScanCommand({ TableName: 'table', ConditionalOperator: 'AND' }));
    expect(await refusal(lone)).toEqual(invalid('ConditionalOperator cannot be used without Filter or Expected'));
  });

  it('Expected guards DeleteItem', async () => {
    const remove = (Expected: Record<string, ExpectedAttributeValue>) =>
      client.send(new DeleteItemCommand({ TableName: 'table', Key: sampleKey, Expected }));
    expect(await refusal(remove({ x: { Value: N(6) } }))).toMatchObject(failed);
    await remove({ x: { Value: N(5) } });
    expect(await client.send(new GetItemCommand({ TableName: 'table', Key: sampleKey }))).not.toHaveProperty('Item');
  });

  const update = (AttributeUpdates: Record<string, AttributeValueUpdate>, more: Partial<UpdateItemCommandInput> = {}) =>
    client.send(new UpdateItemCommand({ TableName: 'table', Key: sampleKey, AttributeUpdates, ReturnValues: 'ALL_NEW', ...more }));
  const { s: _s, ...withoutS } = item;

  it.each<[string, Record<string, AttributeValueUpdate>, Item]>([
    ['PUT', { a: { Action: 'PUT', Value: S('q') } }, { ...item, a: S('q') }],
    ['no action', { 'm.a': { Value: S('q') } }, { ...item, 'm.a': S('q') }],
    ['DELETE', { s: { Action: 'DELETE' } }, withoutS],
    ['DELETE of members', { ss: { Action: 'DELETE', Value: set('a', 'z') } }, { ...item, ss: set('b') }],
    ['ADD of a number', { x: { Action: 'ADD', Value: N('0.5') }, y: { Action: 'ADD', Value: N(3) } }, { ...item, x: N('5.5'), y: N(3) }],
    ['ADD of members', { ss: { Action: 'ADD', Value: set('a', 'q') } }, { ...item, ss: set('a', 'b', 'q') }],
    ['ADD of elements', { l: { Action: 'ADD', Value: { L: [S('q')] } } }, { ...item, l: { L: [N(1), N(2), N(3), S('q')] } }],
    ['nothing', {}, item],
  ])('AttributeUpdates: %s', async (_case, updates, expected) => {
    expect((await update(updates)).Attributes).toEqual(expected);
  });

  it('AttributeUpdates make an item unless they only delete', async () => {
    const Key = { id: S('new'), n: N(1) };
    await update({ a: { Action: 'DELETE' } }, { Key });
    expect(await client.send(new GetItemCommand({ TableName: 'table', Key }))).not.toHaveProperty('Item');
    expect((await update({ a: { Action: 'ADD', Value: N(1) } }, { Key })).Attributes).toEqual({ ...Key, a: N(1) });
  });

  const mismatch = invalid('Type mismatch for attribute to update');
  it.each<[string, Record<string, AttributeValueUpdate>, object]>([
    ['PUT of nothing', { a: { Action: 'PUT' } }, invalidParameter('Only DELETE action is allowed when no attribute value is specified')],
    ['ADD of a string', { x: { Action: 'ADD', Value: S('3') } }, invalidParameter('ADD action is not supported for the type STRING')],
    ['ADD of a map', { m: { Action: 'ADD', Value: { M: {} } } }, invalidParameter('ADD action is not supported for the type MAP')],
    [
      'ADD of a truth',
      { x: { Action: 'ADD', Value: { BOOL: true } } },
      invalidParameter('ADD action is not supported for the type BOOLEAN'),
    ],
    ['ADD to a string', { s: { Action: 'ADD', Value: N(1) } }, mismatch],
    [
      'DELETE of a string',
      { s: { Action: 'DELETE', Value: S('a') } },
      invalidParameter('DELETE action with value is not supported for the type STRING'),
    ],
    [
      'DELETE of a list',
      { l: { Action: 'DELETE', Value: { L: [] } } },
      invalidParameter('DELETE action with value is not supported for the type LIST'),
    ],
    ['DELETE of other members', { ss: { Action: 'DELETE', Value: { NS: ['1'] } } }, mismatch],
    ['a key', { id: { Value: S('z') } }, invalidParameter('Cannot update attribute id. This attribute is part of the key')],
    ['no number', { a: { Value: N('x') } }, invalid('The parameter cannot be converted to a numeric value: x')],
  ])('AttributeUpdates are refused with %s', async (_case, updates, expected) => {
    expect(await refusal(update(updates))).toEqual(expected);
  });

  const query = (input: Partial<QueryCommandInput>) => client.send(new QueryCommand({ TableName: 'table', ...input }));
  const hash = { id: where('EQ', S('a')) };

  it('KeyConditions and QueryFilter make a query', async () => {
    for (const more of [{}, { n: where('BETWEEN', N(0), N(4)) }, { n: where('GE', N(1)) }, { n: where('LT', N(2)) }])
      expect((await query({ KeyConditions: { ...hash, ...more } })).Items).toEqual([item]);
    expect((await query({ KeyConditions: { ...hash, n: where('GT', N(1)) } })).Count).toBe(0);
    expect(await query({ KeyConditions: hash, QueryFilter: { x: where('EQ', N(6)) } })).toMatchObject({ Count: 0, ScannedCount: 1 });
    const either = { x: where('EQ', N(6)), s: where('EQ', S('str')) };
    expect((await query({ KeyConditions: hash, QueryFilter: either, ConditionalOperator: 'OR' })).Count).toBe(1);
    expect((await query({ KeyConditions: hash, AttributesToGet: ['x', 'zz'] })).Items).toEqual([{ x: N(5) }]);
    const filter = { FilterExpression: 'x = :x', ExpressionAttributeValues: { ':x': N(5) } };
    expect((await query({ KeyConditions: hash, ...filter })).Count).toBe(1);
  });

  it.each<[string, Partial<QueryCommandInput>, object]>([
    ['no KeyConditions', { KeyConditions: {} }, invalid('Conditions can be of length 1 or 2 only')],
    ['a range of hash keys', { KeyConditions: { id: where('LT', S('a')) } }, invalid('Query key condition not supported')],
    ['hash keys to choose from', { KeyConditions: { id: where('IN', S('a')) } }, invalid('Query key condition not supported')],
    [
      'range keys to choose from',
      { KeyConditions: { ...hash, n: where('IN', N(1)) } },
      invalid('Attempted conditional constraint is not an indexable operation'),
    ],
    [
      'a key of another type',
      { KeyConditions: { ...hash, n: where('EQ', S('0')) } },
      invalidParameter('Condition parameter type does not match schema type'),
    ],
    ['no hash key', { KeyConditions: { n: where('EQ', N(1)) } }, invalid('Query condition missed key schema element: id')],
    [
      'a filter on a key',
      { KeyConditions: hash, QueryFilter: { n: where('EQ', N(1)) } },
      invalid('QueryFilter can only contain non-primary key attributes: Primary key attribute: n'),
    ],
    ['a name twice', { KeyConditions: hash, AttributesToGet: ['x', 'x'] }, invalidParameter('Duplicate value in attribute name: x')],
    [
      'names for a count',
      { KeyConditions: hash, AttributesToGet: ['x'], Select: 'COUNT' },
      invalid('Cannot specify the AttributesToGet when choosing to get only the Count'),
    ],
    [
      'names for everything',
      { KeyConditions: hash, AttributesToGet: ['x'], Select: 'ALL_ATTRIBUTES' },
      invalid('Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES'),
    ],
  ])('a query is refused with %s', async (_case, input, expected) => {
    expect(await refusal(query(input))).toEqual(expected);
  });

  const scan = (input: Partial<ScanCommandInput>) => client.send(new ScanCommand({ TableName: 'table', ...input }));

  it('ScanFilter looks at keys too', async () => {
    expect((await scan({ ScanFilter: { id: where('EQ', S('a')) } })).Count).toBe(1);
    expect(await scan({ ScanFilter: { id: where('EQ', S('b')) } })).toMatchObject({ Count: 0 });
    expect((await scan({ ScanFilter: { x: where('EQ', N(5)) }, AttributesToGet: ['x'] })).Items).toEqual([{ x: N(5) }]);
  });

  const mixed = (legacy: string, expressions: string) =>
    invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy}} Expression parameters: {${expressions}}`,
    );
  const expressions = { FilterExpression: 'x', ProjectionExpression: 'y' };

  it('do not go along with expressions', async () => {
    const legacy: Partial<ScanCommandInput> = { AttributesToGet: ['x'], ConditionalOperator: 'AND' };
    expect(await refusal(query({ ...legacy, ...expressions, QueryFilter: {}, KeyConditions: hash, KeyConditionExpression: 'z' }))).toEqual(
      mixed(
        'AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions',
        'ProjectionExpression, FilterExpression, KeyConditionExpression',
      ),
    );
    expect(await refusal(scan({ ...legacy, ...expressions, ScanFilter: {} }))).toEqual(
      mixed('AttributesToGet, ScanFilter, ConditionalOperator', 'ProjectionExpression, FilterExpression'),
    );
    const updates = { Expected: {}, ConditionalOperator: 'AND', UpdateExpression: 'x', ConditionExpression: 'y' } as const;
    expect(await refusal(update({}, updates))).toEqual(
      mixed('AttributeUpdates, Expected, ConditionalOperator', 'UpdateExpression, ConditionExpression'),
    );
    const put = client.send(new PutItemCommand({ TableName: 'table', Item: item, Expected: {}, ConditionExpression: 'y' }));
    expect(await refusal(put)).toEqual(mixed('Expected', 'ConditionExpression'));
    const get = client.send(new GetItemCommand({ TableName: 'table', Key: sampleKey, AttributesToGet: ['x'], ProjectionExpression: 'y' }));
    expect(await refusal(get)).toEqual(mixed('AttributesToGet', 'ProjectionExpression'));
  });
});
