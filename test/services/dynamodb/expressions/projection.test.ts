import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';
import { sample, sampleKey, syntax } from './expression-samples.js';

/** Answers and messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('a ProjectionExpression', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
    await dynamodb.client.send(new PutItemCommand({ TableName: 'table', Item: { ...sampleKey, ...sample } }));
  });
  afterAll(() => dynamodb?.close());

  const get = (ProjectionExpression: string, names?: Record<string, string>) =>
    dynamodb.client.send(
      new GetItemCommand({
        TableName: 'table',
        Key: sampleKey,
        ProjectionExpression,
        ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
      }),
    );

  it.each([
    ['a,b', {}],
    ['a[0],a[1],l[2],l[0]', { l: { L: [{ N: '1' }, { N: '3' }] } }],
    ['l[2], l[0]', { l: { L: [{ N: '1' }, { N: '3' }] } }],
    ['m.zz', {}],
    ['s.x', {}],
    ['l.x', {}],
    ['m[0]', {}],
    ['id, n, zz, m.b', { m: { M: { b: { S: 'x' } } }, n: { N: '1' }, id: { S: 'a' } }],
    ['m.a, l[1], m.b', { l: { L: [{ N: '2' }] }, m: { M: { a: { N: '1' }, b: { S: 'x' } } } }],
    ['a[0].b[1]', {}],
  ])('%j shows %j', async (expression, item) => {
    expect((await get(expression)).Item).toEqual(item);
  });

  it('knows names with dots by their aliases', async () => {
    expect((await get('#m.#a, #x', { '#m': 'm', '#a': 'a', '#x': 'm.a' })).Item).toEqual({ m: { M: { a: { N: '1' } } } });
  });

  it.each([
    ['', 'The expression can not be empty;'],
    [' ', syntax('<EOF>', ' ')],
    ['a,a', 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]'],
    ['a, a.b', 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]'],
    [
      'a[0], a.b',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, b]',
    ],
    [
      'a.b, a[1]',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]',
    ],
    ['id,', syntax('<EOF>', ',')],
    ['name', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['a b', syntax('b', 'a b')],
    ['m.a,m.b,m', 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, b], path two: [m]'],
    [
      'm.a, m.a',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, a]',
    ],
    ['#q', 'An expression attribute name used in the document path is not defined; attribute name: #q'],
    [':a', syntax(':a', ':a')],
    ['a(b)', syntax('(', 'a(b')],
    ['(a)', syntax('(', '(a')],
    ['size(a)', syntax('(', 'size(a')],
    ['a = :n', syntax('=', 'a = :n')],
    [
      'a.b.c, a.b',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, c], path two: [a, b]',
    ],
    ['a AND b', syntax('AND', 'a AND b')],
    ['a,b,a,b', 'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [b], path two: [b]'],
    [
      'a.b,a[0],a',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a]',
    ],
    ['x.name', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['a, name, a', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['a, #q, a', 'An expression attribute name used in the document path is not defined; attribute name: #q'],
    ['a[99999999999]', 'List index is not within the allowable range; index: [99999999999]'],
    [
      'a.b, b, a.b.c, b.c',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [b], path two: [b, c]',
    ],
    ['set', syntax('set', 'set')],
    ['and', syntax('and', 'and')],
    ['a.#q', 'An expression attribute name used in the document path is not defined; attribute name: #q'],
    ['NULL', 'Attribute name is a reserved keyword; reserved keyword: NULL'],
    ['a..b', syntax('.', '..b')],
    ['a.[0]', syntax('[', '.[0')],
    ['a[0]b', syntax('b', ']b')],
    [`a${'[0]'.repeat(33)}`, 'The document path has too many nesting levels; nesting levels: 34'],
    ['x'.repeat(4097), 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
  ])('%j is invalid', async (expression, problem) => {
    expect(await refusal(get(expression))).toEqual(invalid(`Invalid ProjectionExpression: ${problem}`));
  });

  it('shows nothing within a key', async () => {
    expect(await refusal(get('id.x'))).toEqual(
      invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id"),
    );
  });

  it('uses all names that are given', async () => {
    expect(await refusal(get('x', { '#a': 'b' }))).toEqual(
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}'),
    );
  });
});
