import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';
import { sample, sampleKey, syntax, valuesFor } from './expression-samples.js';

/** Answers and messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('a condition', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
    await dynamodb.client.send(new PutItemCommand({ TableName: 'table', Item: { ...sampleKey, ...sample } }));
  });
  afterAll(() => dynamodb?.close());

  const put = (ConditionExpression: string) =>
    dynamodb.client.send(
      new PutItemCommand({
        TableName: 'table',
        Item: { ...sampleKey, ...sample },
        ConditionExpression,
        ...valuesFor(ConditionExpression),
      }),
    );
  const filter = async (FilterExpression: string) =>
    (await dynamodb.client.send(new ScanCommand({ TableName: 'table', FilterExpression, ...valuesFor(FilterExpression) }))).Count;

  it.each([
    ':n = :n',
    'size(s) = size(s)',
    'size(:s) = :n',
    'attribute_type(s,:T)',
    'contains(l,:n)',
    'NOT s = :s',
    'l[0] = :n',
    'm.a = :n',
    'begins_with(:s,:s)',
    ':nu = :nu',
    'contains(:s,:s)',
    'size(:ss)=:n',
    'size(:b)=:n',
    'zz <> :n',
    'NOT zz = :n',
    'x <> :s',
    'size(l) = size(l)',
    'attribute_exists(l[0])',
    'attribute_not_exists(s[0])',
    'size(:u) = :two2',
    'size(m) = :two2',
    'size(ss) = :two2',
    'NOT size(x) = :n',
    'NOT size(zz) = :n',
    'size(x) <> :n',
    'x > :five OR NOT x > :five',
    'NOT s > :n',
    'contains(s,:e)',
    'begins_with(s,:e)',
    'x IN (:s, :five)',
    'contains(s, :T) OR contains(s, :Z) OR x >= :five',
  ])('%j holds', async (expression) => {
    await put(expression);
    expect(await filter(expression)).toBe(1);
  });

  it.each([
    's = :s',
    's < :n',
    's = :l',
    ':n < :s',
    ':n = :s',
    ':n < :n',
    'size(s) = :n',
    'size(s) < :s',
    'size(:l) > :n',
    'size(x) = :n',
    'size(zz) = :n',
    'attribute_type(:n,:T)',
    'begins_with(s,:s)',
    'begins_with(s, x)',
    'begins_with(s,:b)',
    'contains(s,:n)',
    'contains(s,:s)',
    'contains(:n,:s)',
    'contains(ss,:s)',
    'contains(s,:ss)',
    'contains(s,:l)',
    'contains(:bo,:s)',
    'contains(:m,:s)',
    'contains(:l,:s)',
    'contains(size(s),:s)',
    's BETWEEN :s AND :s',
    's BETWEEN x AND :n',
    ':n BETWEEN :s AND :s',
    's IN (:s,:n,:l)',
    'size(s) IN (:n)',
    'size(s) BETWEEN :n AND :n',
    'size(s) BETWEEN :s AND :s',
    'NOT NOT s = :s',
    '(s = :s)',
    '(s) = :s',
    's = :s AND x = :n OR x = :n',
    'id = :s',
    'm.a < :s',
    'contains(s,size(s))',
    'size(s) = :nu',
    ':s = :T OR s = :s',
    's = :nu',
    'contains(s,m)',
    'size(:m) = :n',
    'zz < :n',
    'size(x) = :n OR size(l) = :n',
    'contains(bo,:bo)',
    'm < :n',
    'attribute_exists(l[5])',
    'attribute_exists(m.a.b)',
    'attribute_exists(s[0])',
    'begins_with(s,zz)',
    'x IN (l[0], zz)',
    's IN (:n)',
    'size(:u) = :five',
    'size(bo) = :n',
  ])('%j does not hold', async (expression) => {
    expect(await refusal(put(expression))).toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      status: 400,
    });
    expect(await filter(expression)).toBe(0);
  });

  it.each([
    ['', 'The expression can not be empty;'],
    ['s < :bo', 'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL'],
    ['s < :nu', 'Incorrect operand type for operator or function; operator or function: <, operand type: NULL'],
    ['s < :l', 'Incorrect operand type for operator or function; operator or function: <, operand type: L'],
    ['s < :ss', 'Incorrect operand type for operator or function; operator or function: <, operand type: SS'],
    [
      's = s',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]',
    ],
    ['size(:n) = :n', 'Incorrect operand type for operator or function; operator or function: size, operand type: N'],
    ['size(:bo) = :n', 'Incorrect operand type for operator or function; operator or function: size, operand type: BOOL'],
    ['attribute_exists(:n)', 'Operator or function requires a document path; operator or function: attribute_exists'],
    ['attribute_not_exists(:n)', 'Operator or function requires a document path; operator or function: attribute_not_exists'],
    ['attribute_exists(size(x))', 'Operator or function requires a document path; operator or function: attribute_exists'],
    ['attribute_type(s,:s)', 'Invalid attribute type name found; type: x, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}'],
    ['attribute_type(s,:n)', 'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N'],
    ['attribute_type(s,:Z)', 'Invalid attribute type name found; type: Z, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}'],
    [
      'attribute_type(s, x)',
      'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {S,N,SS,INTSET,DECIMAL,FLOAT,B,HD,HDS,DOUBLE,DECIMALSET,DOUBLESET,NULL,BS,FS,INT,NS,L,M,BOOL,DICT}',
    ],
    ['begins_with(s,:n)', 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N'],
    ['begins_with(:n,:s)', 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N'],
    ['begins_with(:l,:s)', 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: L'],
    [
      'begins_with(s,s)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: begins_with, first operand: [s]',
    ],
    [
      'contains(s, s)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]',
    ],
    [
      's BETWEEN :n AND :s',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}',
    ],
    ['s BETWEEN :bo AND :bo', 'Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL'],
    ['s BETWEEN :l AND :l', 'Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: L'],
    [
      's IN (s)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [s]',
    ],
    [
      's IN (:s, s)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [s]',
    ],
    ['(s = :s) AND ((x = :n))', 'The expression has redundant parentheses;'],
    [
      's <> s',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: <>, first operand: [s]',
    ],
    [
      's = (s)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]',
    ],
    ['s', syntax('<EOF>', 's')],
    ['size(s)', 'The function is not allowed to be used this way in an expression; function: size'],
    [':n', syntax('<EOF>', ':n')],
    ['s = :s,', syntax(',', ':s,')],
    ['s = :s AND', syntax('<EOF>', 'AND')],
    ['attribute_exists(s) = :bo', 'The function is not allowed to be used this way in an expression; function: attribute_exists'],
    [
      'attribute_exists(s, x)',
      'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
    ],
    ['foo(s)', 'Invalid function name; function: foo'],
    ['if_not_exists(s,:n) = :n', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['list_append(s,:n) = :n', 'The function is not allowed in a condition expression; function: list_append'],
    ['s = :undefd', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['#q = :s', 'An expression attribute name used in the document path is not defined; attribute name: #q'],
    ['name = :s', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['s + :n = :n', syntax('+', 's + :n')],
    ['s > :s AND foo(x) AND name = :s AND (((x=:n))) AND x = :undefinedz', 'The expression has redundant parentheses;'],
    [
      's BETWEEN :s AND :T',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {S:S}',
    ],
    ['size(size(s)) = :n', 'Incorrect operand type for operator or function; operator or function: size, operand type: N'],
    ['attribute_type(s,:bo)', 'Incorrect operand type for operator or function; operator or function: attribute_type, operand type: BOOL'],
    ['begins_with(s,size(s))', 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N'],
    [
      'attribute_type(zz,zz)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: attribute_type, first operand: [zz]',
    ],
    [':nu < :nu', 'Incorrect operand type for operator or function; operator or function: <, operand type: NULL'],
    ['x = :n AND x = :n AND', syntax('<EOF>', 'AND')],
    ['s IN ()', syntax(')', '()')],
    ['s IN :s', syntax(':s', 'IN :s')],
    ['x BETWEEN :n', syntax('<EOF>', ':n')],
    ['x[99999999999] = :n', 'List index is not within the allowable range; index: [99999999999]'],
    ['x[-1] = :n', syntax('-', '[-1')],
    [
      'contains(m.a,m.a)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [m, a]',
    ],
    [
      'm.a=m.a',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [m, a]',
    ],
    [
      'l[0] = l[0]',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [l, [0]]',
    ],
    ['size(:nu) = :n', 'Incorrect operand type for operator or function; operator or function: size, operand type: NULL'],
    [
      's BETWEEN s AND s',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: BETWEEN, first operand: [s]',
    ],
    ['s < :m', 'Incorrect operand type for operator or function; operator or function: <, operand type: M'],
    ['size(s) < :bo', 'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL'],
    ['size(s) < :m', 'Incorrect operand type for operator or function; operator or function: <, operand type: M'],
    ['begins_with(s,:ss)', 'Incorrect operand type for operator or function; operator or function: begins_with, operand type: SS'],
    ['set = :n', syntax('set', 'set =')],
    ['x = :n AND a > #q AND foo(x)', 'Invalid function name; function: foo'],
    ['foo(x) AND x = :undefd', 'Invalid function name; function: foo'],
    ['x < :bo AND :undefd = x', 'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL'],
    ['x = x AND foo(x)', 'Invalid function name; function: foo'],
    ['x = x AND name = :n', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['x IN (:undefd,x)', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['contains(:undefd, x.name)', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['attribute_type(:undefd, x)', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['size(:undefd) < :bo', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['name < foo(x)', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['begins_with(:n, :undefd)', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['x BETWEEN :undefd AND :bo', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    [
      'l = l',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [l]',
    ],
    ['size(#a) = size(#a)', 'An expression attribute name used in the document path is not defined; attribute name: #a'],
    ['if_not_exists(x)', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['list_append(x) = x', 'The function is not allowed in a condition expression; function: list_append'],
    ['size(x) = if_not_exists(x,:n)', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['contains(if_not_exists(x,:n), :n)', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['attribute_exists(if_not_exists(x,:n))', 'The function is not allowed in a condition expression; function: if_not_exists'],
    [`s IN (${Array(101).fill(':s').join(',')})`, 'The IN operator is provided with too many operands; number of operands: 101'],
    ['x'.repeat(4097), 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
  ])('%j is invalid', async (expression, problem) => {
    expect(await refusal(put(expression))).toEqual(invalid(`Invalid ConditionExpression: ${problem}`));
    expect(await refusal(filter(expression))).toEqual(invalid(`Invalid FilterExpression: ${problem}`));
  });

  it('looks at nothing within a key', async () => {
    const message = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id";
    expect(await refusal(put('id.x = :n'))).toEqual(invalid(message));
    expect(await refusal(filter('id[0] = :n'))).toEqual(invalid(message));
  });
});
