import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReservedWord } from '../../../../src/services/dynamodb/expressions/reserved-words.js';
import { type Refusal, refusal } from '../../emulator.js';
import { B, type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const syntax = (token: string, near: string) => `Syntax error; token: "${token}", near: "${near}"`;

/** Messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('a KeyConditionExpression', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
    await dynamodb.createTable('texts', { id: 'S', s: 'S' });
    await dynamodb.createTable('hash', { id: 'S' });
  });
  afterAll(() => dynamodb?.close());

  const values: Item = { ':a': S('a'), ':s': S('s'), ':n': N(1), ':m': N(5), ':l': { L: [] }, ':b': B(1), ':e': S('') };

  const refused = (TableName: string, expression: string, names?: Record<string, string>): Promise<Refusal> => {
    const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
    return refusal(
      dynamodb.client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: expression,
          ...(used.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(used) } : {}),
          ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
        }),
      ),
    );
  };

  it.each([
    [' ', '<EOF>', ' '],
    ['id', '<EOF>', 'id'],
    ['id =', '<EOF>', '='],
    ['id = :a AND', '<EOF>', 'AND'],
    ['id = :a AND n', '<EOF>', 'n'],
    ['(id = :a', '<EOF>', ':a'],
    ['id = :a AND n BETWEEN :a', '<EOF>', ':a'],
    ['id == :a', '=', '== :a'],
    ['id = :a = :a', '=', ':a = :a'],
    ['id = :a n = :n', 'n', ':a n ='],
    ['id = :a $ n', '$', ':a $ n'],
    ['id = :a AND n = 5', '5', '= 5'],
    ['id = :a AND n = :n + :m', '+', ':n + :m'],
    ['id = :a)', ')', ':a)'],
    ['()', ')', '()'],
    ['id = :a AND n IN ()', ')', '()'],
    ['AND = :a', 'AND', 'AND ='],
    ['id AND :a', 'AND', 'id AND :a'],
    ['between(id, :a)', 'between', 'between('],
    ['id = :a AND begins_with n', 'n', 'begins_with n'],
    ['_x = :a', '_', '_x'],
    ['5a = :a', '5', '5a'],
    ['a-b = :a', '-', 'a-b'],
    ['# = :a', '#', '# ='],
    ['id = :', ':', '= :'],
    ['é = :a', 'é', 'é ='],
    ['id = "x"', '"', '= "x'],
    ['id[x] = :a', 'x', '[x]'],
    ['id. = :a', '=', '. = :a'],
  ])('that reads %j is refused at %j, near %j', async (expression, token, near) => {
    expect(await refused('table', expression)).toEqual(invalid(`Invalid KeyConditionExpression: ${syntax(token, near)}`));
  });

  it.each([
    ['', 'The expression can not be empty;'],
    ['a'.repeat(4097), 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
    ['((id = :a))', 'The expression has redundant parentheses;'],
    ['((id)) = :a', 'The expression has redundant parentheses;'],
    ['name = :a', 'Attribute name is a reserved keyword; reserved keyword: name'],
    [`${'NOT '.repeat(300)}id = :a`, 'The expression contains too many operators; operator count: 301'],
    [Array(152).fill('id = :a').join(' AND '), 'The expression contains too many operators; operator count: 301'],
    [`id${'[0]'.repeat(32)} = :a`, 'The document path has too many nesting levels; nesting levels: 33'],
    [`${'('.repeat(1000)}id = :a${')'.repeat(1000)}`, 'The expression has redundant parentheses;'],
    [`${'NOT ('.repeat(600)}id = :a${')'.repeat(600)}`, 'The expression has redundant parentheses;'],
    ['('.repeat(4000), 'The expression has redundant parentheses;'],
    ['id = NULL', 'Attribute name is a reserved keyword; reserved keyword: NULL'],
    ['id = :a AND foo(n, :n)', 'Invalid function name; function: foo'],
    ['BEGINS_WITH(id, :a)', 'Invalid function name; function: BEGINS_WITH'],
    ['id = begins_with(id, :a)', 'The function is not allowed to be used this way in an expression; function: begins_with'],
    ['begins_with(id, :a) = :a', 'The function is not allowed to be used this way in an expression; function: begins_with'],
    [
      'id = :a AND begins_with(n)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    ['id = :zz', 'An expression attribute value used in expression is not defined; attribute value: :zz'],
    ['#x = :a', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
    [
      'id = id',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [id]',
    ],
    [
      'id = :a AND begins_with(n, :n)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'id = :a AND n BETWEEN :m AND :n',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'id = :a AND n BETWEEN :n AND :s',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:s}',
    ],
  ])('%j is invalid', async (expression, problem) => {
    expect(await refused('table', expression)).toEqual(invalid(`Invalid KeyConditionExpression: ${problem}`));
  });

  const type = invalidParameter('Condition parameter type does not match schema type');
  const operator = (name: string) => invalid(`Invalid operator used in KeyConditionExpression: ${name}`);
  const condition = (problem: string) => invalid(`Invalid condition in KeyConditionExpression: ${problem}`);
  const unsupported = invalid('Query key condition not supported');
  const missed = (name: string) => invalid(`Query condition missed key schema element: ${name}`);
  const once = invalid('KeyConditionExpressions must only contain one condition per key');
  const scalar = invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id");

  it.each<[string, Refusal]>([
    ['id = :a OR n = :n', operator('OR')],
    ['id = :a AND NOT n = :n', operator('NOT')],
    ['id = :a AND n <> :n', operator('<>')],
    ['id = :a AND n IN (:n)', operator('IN')],
    ['id = :a AND attribute_exists(n)', operator('attribute_exists')],
    ['id = :a AND contains(n, :n)', operator('contains')],
    ['id = :a AND size(n) = :n', invalid('KeyConditionExpressions cannot contain nested operations')],
    ['id = a', condition('Multiple attribute names used in one condition')],
    [':a = :a', condition('No key attribute specified')],
    [`${'NOT ('.repeat(100)}id = :a${')'.repeat(100)}`, operator('NOT')],
    ['id = :a AND begins_with(:s, n)', condition('begins_with operator must have the key attribute as its first operand')],
    ['id = :a AND :n BETWEEN n AND :m', condition('BETWEEN operator must have the key attribute as its first operand')],
    ['id.x = :a', scalar],
    ['id[0] = :a', scalar],
    ['id = :a AND id = :s', once],
    ['id = :a AND n >= :n AND n <= :m', once],
    ['id = :a AND (n = :n AND n = :m)', once],
    ['n = :n', missed('id')],
    ['id = :a AND z = :n', missed('n')],
    ['id < :a', unsupported],
    ['id BETWEEN :a AND :s', unsupported],
    ['begins_with(id, :a)', unsupported],
    ['id = :n', type],
    ['id = :a AND n = :s', type],
    ['id = :a AND n = :l', type],
    ['id = :a AND begins_with(n, :s)', type],
  ])('%j makes no query', async (expression, expected) => {
    expect(await refused('table', expression)).toEqual(expected);
  });

  it('of a table with a hash key alone has one condition', async () => {
    expect(await refused('hash', 'id = :a AND s = :s')).toEqual(unsupported);
    expect(await refused('hash', 'x = :a')).toEqual(missed('id'));
  });

  it.each([
    ['id = :e', 'id'],
    ['id = :a AND s > :e', 's'],
    ['id = :a AND begins_with(s, :e)', 's'],
  ])('%j asks for no key', async (expression, key) => {
    expect(await refused('texts', expression)).toEqual(
      invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${key}`,
      ),
    );
  });

  const ask = (input: object) => refusal(dynamodb.client.send(new QueryCommand({ TableName: 'table', ...input })));
  const expression = { KeyConditionExpression: 'id = :a' };
  const a = { ':a': S('a') };

  it.each<[string, object, string]>([
    [
      'unused names',
      { ...expression, ExpressionAttributeValues: a, ExpressionAttributeNames: { '#a': 'id', '#b': 'c' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}',
    ],
    [
      'unused values',
      { ...expression, ExpressionAttributeValues: { ...a, ':b': S('x'), ':c': S('x') } },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c}',
    ],
    [
      'no names',
      { ...expression, ExpressionAttributeValues: a, ExpressionAttributeNames: {} },
      'ExpressionAttributeNames must not be empty',
    ],
    ['no values', { ...expression, ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      'a name without #',
      { ...expression, ExpressionAttributeValues: a, ExpressionAttributeNames: { a: 'id' } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    ],
    [
      'an alias for nothing',
      { KeyConditionExpression: '#a = :a', ExpressionAttributeValues: a, ExpressionAttributeNames: { '#a': '' } },
      'ExpressionAttributeNames contains invalid value: Empty attribute name for key #a',
    ],
    [
      'a value without a colon',
      { ...expression, ExpressionAttributeValues: { ...a, b: S('x') } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
    ],
    [
      'a value that is wrong',
      { ...expression, ExpressionAttributeValues: { ':a': N('no') } },
      'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: no for key :a',
    ],
    [
      'no condition, and names that nothing uses',
      { FilterExpression: 'attribute_exists(z)', ExpressionAttributeNames: { '#z': 'z' } },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#z}',
    ],
    ['no condition', {}, 'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'],
    [
      'values but no expression',
      { ExpressionAttributeValues: a },
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null',
    ],
  ])('is refused with %s', async (_case, input, message) => {
    expect(await ask(input)).toEqual(invalid(message));
  });

  it('knows reserved words in any case', () => {
    for (const word of ['ABORT', 'name', 'Zone', 'SIZE', 'ttl']) expect(isReservedWord(word)).toBe(true);
    for (const word of ['id', 'constructor_', 'toString', 'names_', 'pk']) expect(isReservedWord(word)).toBe(false);
  });
});
