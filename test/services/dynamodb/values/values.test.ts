import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { B, type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, putValue, S } from '../open-dynamodb.js';

describe.each(engines)('attribute values (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('values');
  });
  afterAll(() => dynamodb?.close());

  const roundTrip = async (item: Item): Promise<Item | undefined> => {
    await client.send(new PutItemCommand({ TableName: 'values', Item: item }));
    const { Item } = await client.send(new GetItemCommand({ TableName: 'values', Key: { id: item.id ?? S('') } }));
    return Item;
  };

  it('of every type come back as they were put', async () => {
    const item: Item = {
      id: S('all'),
      text: S('ünï\u0000😀'),
      empty: S(''),
      number: N('-1.5'),
      bytes: B(0, 255, 10),
      noBytes: B(),
      yes: { BOOL: true },
      no: { BOOL: false },
      nothing: { NULL: true },
      texts: { SS: ['b', 'a', ''] },
      numbers: { NS: ['2', '1'] },
      binaries: { BS: [Uint8Array.of(1), new Uint8Array()] },
      list: { L: [S('a'), { L: [] }, { M: {} }] },
      map: { M: { inner: { M: { deep: N(1) } } } },
    };
    expect(await roundTrip(item)).toEqual(item);
  });

  it('have their numbers in canonical form, at every depth', async () => {
    const item = {
      id: S('canonical'),
      a: N('1.50'),
      b: { NS: ['1e2', '0.10'] },
      c: { L: [N('007')] },
      d: { M: { x: { L: [N('-0')] }, y: S('1.50') } },
    };
    expect(await roundTrip(item)).toEqual({
      id: S('canonical'),
      a: N('1.5'),
      b: { NS: ['100', '0.1'] },
      c: { L: [N('7')] },
      d: { M: { x: { L: [N('0')] }, y: S('1.50') } },
    });
  });

  it('may be called like what every JavaScript object has', async () => {
    const item = { id: S('proto'), constructor: N('1.0'), toString: S('x'), hasOwnProperty: S('y') };
    expect(await roundTrip(item)).toEqual({ ...item, constructor: N('1') });
  });

  it.each([
    ['no type', {}, invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')],
    [
      'two types',
      { S: 'a', N: '1' },
      invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'),
    ],
    ['no number', { N: 'abc' }, invalid('The parameter cannot be converted to a numeric value: abc')],
    ['no number, in a list', { L: [{ N: 'abc' }] }, invalid('The parameter cannot be converted to a numeric value: abc')],
    ['no number, in a set', { NS: ['1', 'x'] }, invalid('The parameter cannot be converted to a numeric value: x')],
    ['an empty string set', { SS: [] }, invalidParameter('An string set  may not be empty')],
    ['an empty number set', { NS: [] }, invalidParameter('An number set  may not be empty')],
    ['an empty binary set', { BS: [] }, invalidParameter('Binary sets should not be empty')],
    ['a string twice', { SS: ['a', 'b', 'a'] }, invalidParameter('Input collection [a, b, a] contains duplicates.')],
    ['a number twice, written differently', { NS: ['1', '1.0'] }, invalid('Input collection contains duplicates')],
    [
      'a binary twice',
      { BS: [Uint8Array.of(97), Uint8Array.of(97)] },
      invalidParameter('Input collection [YQ==, YQ==]of type BS contains duplicates.'),
    ],
    ['a null that is false', { NULL: false }, invalidParameter('Null attribute value types must have the value of true')],
    ['an attribute without a name', { M: { '': S('x') } }, invalid('Empty attribute name')],
  ])('are refused with %s', async (_case, value, expected) => {
    expect(await refusal(putValue(client, 'values', value))).toEqual(expected);
  });

  it('nest to 32 levels', async () => {
    const nested = (levels: number): unknown =>
      levels === 1 ? S('x') : levels % 2 === 0 ? { L: [nested(levels - 1)] } : { M: { m: nested(levels - 1) } };
    await putValue(client, 'values', nested(32));
    expect(await refusal(putValue(client, 'values', nested(33)))).toEqual(
      invalid('Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'),
    );
  });

  it('make an item of at most 400 KB, names included', async () => {
    const rest = 'id'.length + 'x'.length + 'value'.length;
    await putValue(client, 'values', S('x'.repeat(400 * 1024 - rest)));
    const tooLarge = putValue(client, 'values', S('x'.repeat(400 * 1024 - rest + 1)));
    expect(await refusal(tooLarge)).toEqual(invalid('Item size has exceeded the maximum allowed size'));
    const tooLargeInUtf8 = putValue(client, 'values', S('é'.repeat(200 * 1024)));
    expect(await refusal(tooLargeInUtf8)).toEqual(invalid('Item size has exceeded the maximum allowed size'));
  });
});
