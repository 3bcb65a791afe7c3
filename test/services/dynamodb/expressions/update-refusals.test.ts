import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Refusal, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb } from '../open-dynamodb.js';
import { sample, sampleKey, syntax, valuesFor } from './expression-samples.js';

const missing = 'The provided expression refers to an attribute that does not exist in the item';
const badPath = 'The document path provided in the update expression is invalid for update';
const wrongType = 'An operand in the update expression has an incorrect data type';
const tooPrecise = 'DynamoDB only supports precision up to 38 digits';

/** Messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('an UpdateExpression', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
    await dynamodb.client.send(new PutItemCommand({ TableName: 'table', Item: { ...sampleKey, ...sample } }));
  });
  afterAll(() => dynamodb?.close());

  const refused = (UpdateExpression: string): Promise<Refusal> =>
    refusal(
      dynamodb.client.send(new UpdateItemCommand({ TableName: 'table', Key: sampleKey, UpdateExpression, ...valuesFor(UpdateExpression) })),
    );

  it.each([
    ['', 'The expression can not be empty;'],
    ['SET', syntax('<EOF>', 'SET')],
    ['SET a', syntax('<EOF>', 'a')],
    ['SET a =', syntax('<EOF>', '=')],
    ['SET a = :n SET b = :n', 'The "SET" section can only be used once in an update expression;'],
    ['REMOVE a REMOVE b', 'The "REMOVE" section can only be used once in an update expression;'],
    [
      'SET a = :n, a = :n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    [
      'SET a = :n, a.b = :n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
    ],
    [
      'SET a[0] = :n, a.b = :n',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, b]',
    ],
    [
      'SET a = :n REMOVE a',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    ['SET a = :n,', syntax('<EOF>', ',')],
    ['SET #i = :s', 'An expression attribute name used in the document path is not defined; attribute name: #i'],
    ['SET a = x + :s', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    ['SET a = :n + :n + :n', syntax('+', ':n + :n')],
    ['SET a = ((x + :n))', 'The expression has redundant parentheses;'],
    ['SET a = if_not_exists(:n, :n)', 'Operator or function requires a document path; operator or function: if_not_exists'],
    [
      'SET a = if_not_exists(zz)',
      'Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
    ],
    ['SET a = list_append(#i)', 'An expression attribute name used in the document path is not defined; attribute name: #i'],
    ['SET a = list_append(l), b = :n + :s', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    ['SET a = list_append(l), b = foo(x)', 'Invalid function name; function: foo'],
    ['SET a = list_append(l) SET b = :n', 'The "SET" section can only be used once in an update expression;'],
    [
      'SET a = list_append(l,l,l), b = list_append(:l)',
      'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
    ],
    ['SET a = list_append(l, :n)', 'Incorrect operand type for operator or function; operator or function: list_append, operand type: N'],
    ['SET a = foo(x)', 'Invalid function name; function: foo'],
    ['SET a = size(x)', 'The function is not allowed in an update expression; function: size'],
    ['SET a = attribute_exists(x)', 'The function is not allowed in an update expression; function: attribute_exists'],
    ['SET foo(x) = :n', syntax('(', 'foo(x')],
    ['SET a = LIST_APPEND(l, :l)', 'Invalid function name; function: LIST_APPEND'],
    [
      'REMOVE l[0], l[0]',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, [0]]',
    ],
    ['ADD x :s', 'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND'],
    ['ADD x :l', 'Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND'],
    ['ADD x x', syntax('x', 'x x')],
    ['ADD x :n + :n', syntax('+', ':n + :n')],
    ['ADD l :l', 'Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND'],
    [
      'DELETE ss :n',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ],
    [
      'DELETE l :l',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: LIST, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ],
    ['FOO a', syntax('FOO', 'FOO a')],
    ['SET a = :n b = :n', syntax('b', ':n b =')],
    ['SET a = 5', syntax('5', '= 5')],
    ['SET name = :n', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = name', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET #q = :n', 'An expression attribute name used in the document path is not defined; attribute name: #q'],
    ['SET a = :undefined', 'An expression attribute value used in expression is not defined; attribute value: :undefined'],
    ['REMOVE a, b c', syntax('c', 'b c')],
    ['ADD a', syntax('<EOF>', 'a')],
    ['DELETE', syntax('<EOF>', 'DELETE')],
    ['SET a = :s + :n', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    ['SET a = :n + :s', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    ['SET a=list_append(:n,:l)', 'Incorrect operand type for operator or function; operator or function: list_append, operand type: N'],
    [
      'SET a=if_not_exists(zz,:n,:n)',
      'Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 3',
    ],
    [
      'SET a = list_append(list_append(l,:l),:l)',
      'The function is not allowed to be used this way in an expression; function: list_append',
    ],
    ['SET a = if_not_exists(size(x), :n)', 'The function is not allowed in an update expression; function: size'],
    ['SET a = x + (x - :n)', syntax('-', 'x - :n')],
    ['SET a = x + x + x', syntax('+', 'x + x')],
    ['SET a = -:n', syntax('-', '= -:n')],
    ['SET a = :n REMOVE', syntax('<EOF>', 'REMOVE')],
    ['SET a = b AND c', syntax('AND', 'b AND c')],
    ['REMOVE a = :n', syntax('=', 'a = :n')],
    [
      'SET a.b.c = :n, a.b = :n, a=:n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]',
    ],
    [
      'ADD bo :bo',
      'Incorrect operand type for operator or function; operator: ADD, operand type: BOOLEAN, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    ['SET a = :n + list_append(:l,:l)', 'The function is not allowed to be used this way in an expression; function: list_append'],
    [
      'SET a.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b.b = :n',
      'The document path has too many nesting levels; nesting levels: 33',
    ],
    [
      'SET a = list_append(l)',
      'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
    ],
    [
      'SET a = list_append(l,l,l)',
      'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3',
    ],
    ['SET a = if_not_exists(x + :n, :n)', syntax('+', 'x + :n')],
    ['SET a = begins_with(x,:n)', 'The function is not allowed in an update expression; function: begins_with'],
    ['SET (a) = :n', syntax('(', 'SET (a')],
    ['SET a = :nu + :n', 'Incorrect operand type for operator or function; operator or function: +, operand type: NULL'],
    ['set', syntax('<EOF>', 'set')],
    [
      'SET a=:n,b=:n REMOVE a,b',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [b], path two: [b]',
    ],
    [
      'SET a=:n, b=:n, a=:s, b=:s',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [b], path two: [b]',
    ],
    ['SET remove = :n', syntax('remove', 'SET remove =')],
    ['SET set = :n', syntax('set', 'SET set =')],
    ['REMOVE set', syntax('set', 'REMOVE set')],
    ['SET and = :n', syntax('and', 'SET and =')],
    ['SET a = (x + :n) + :n', syntax('+', ') + :n')],
    ['SET a = :n SET', syntax('<EOF>', 'SET')],
    ['SET a=:n SET b=foo(x)', 'Invalid function name; function: foo'],
    [
      'SET a=:n, a=:undefd',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    ['SET a=name, a=:n', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = foo(x), name = :n', 'Invalid function name; function: foo'],
    ['SET name = foo(x)', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = name + foo(x)', 'Attribute name is a reserved keyword; reserved keyword: name'],
    ['SET a = :undefd + foo(x)', 'Invalid function name; function: foo'],
    ['SET a = ((x)) SET b = :n', 'The expression has redundant parentheses;'],
    ['SET a = ((x)), b = foo(x)', 'The expression has redundant parentheses;'],
    ['SET a = :s + :undefd', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['SET a = :undefd + :s', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    [
      'SET a = list_append(x, :undefd), a = :n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    [
      'SET a=:n, a=#q',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    [
      'SET a = x + :s, a = :n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    [
      'ADD a :s, a :n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    ['SET a = if_not_exists(size(name), :undefd)', 'The function is not allowed in an update expression; function: size'],
    ['ADD a #q', syntax('#q', 'a #q')],
    [
      'SET a.b=:n, a[0]=:n, a=:n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a]',
    ],
    [
      'SET a = if_not_exists(list_append(l,l),:n)',
      'The function is not allowed to be used this way in an expression; function: list_append',
    ],
    ['SET a = if_not_exists(x, :n + :n)', syntax('+', ':n + :n')],
    ['SET x[99999999999] = :n', 'List index is not within the allowable range; index: [99999999999]'],
    ['SET a = x[99999999999]', 'List index is not within the allowable range; index: [99999999999]'],
    ['SET a = attribute_type(x)', 'The function is not allowed in an update expression; function: attribute_type'],
    [
      'DELETE ss :ss, ss :ss',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [ss], path two: [ss]',
    ],
    [
      'ADD x :n DELETE x :ss',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [x], path two: [x]',
    ],
    ['SET x = :s REMOVE l[0], l[1] SET q = :n', 'The "SET" section can only be used once in an update expression;'],
    [
      'SET a = list_append(if_not_exists(l, :l), :n)',
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: N',
    ],
    [
      'SET l[0]=:n, l[0].a=:n',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l, [0], a]',
    ],
    ['SET x=:n,', syntax('<EOF>', ',')],
    ['ADD x :n,', syntax('<EOF>', ',')],
    ['SET :n = a', syntax(':n', 'SET :n =')],
    ['SET a :n', syntax(':n', 'a :n')],
    ['ADD a = :n', syntax('=', 'a = :n')],
    ['set a = :n remove', syntax('<EOF>', 'remove')],
    ['SET a = list_append(:undefd, :n)', 'An expression attribute value used in expression is not defined; attribute value: :undefd'],
    ['SET #a.#b = :n', 'An expression attribute name used in the document path is not defined; attribute name: #a'],
    [`SET a${'.b'.repeat(32)} = :n`, 'The document path has too many nesting levels; nesting levels: 33'],
    ['S'.repeat(4097), 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
    [`SET a = ${'('.repeat(1000)}:n${')'.repeat(1000)}`, 'The expression has redundant parentheses;'],
    [
      `SET ${Array.from({ length: 301 }, (_, at) => `${at < 26 ? String.fromCharCode(97 + at) : `a${at}`}=:n+:n`).join(',')}`,
      'The expression contains too many operators; operator count: 301',
    ],
  ])('%j is invalid', async (expression, problem) => {
    expect(await refused(expression)).toEqual(invalid(`Invalid UpdateExpression: ${problem}`));
  });

  it.each([
    ['SET id = :s', 'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key'],
    ['REMOVE n', 'One or more parameter values were invalid: Cannot update attribute n. This attribute is part of the key'],
    ['ADD n :n', 'One or more parameter values were invalid: Cannot update attribute n. This attribute is part of the key'],
    ['SET id.a = :s', 'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key'],
    ['SET a = b', missing],
    ['SET a = x + s', wrongType],
    ['SET a = s + :n', wrongType],
    ['SET a = if_not_exists(zz, yy)', missing],
    ['SET a = list_append(l, s)', wrongType],
    ['SET a = list_append(l, zz)', missing],
    ['SET a = list_append(:l, x)', wrongType],
    ['SET zz.a = :n', badPath],
    ['SET zz[0] = :n', badPath],
    ['SET s.a = :n', badPath],
    ['SET s[0] = :n', badPath],
    ['SET m[0] = :n', badPath],
    ['SET l.a = :n', badPath],
    ['SET m.c.d = :n', badPath],
    ['REMOVE zz.a', badPath],
    ['REMOVE m.zz.q', badPath],
    ['REMOVE s.a', badPath],
    ['REMOVE l.a', badPath],
    ['ADD s :n', wrongType],
    ['ADD ss :ns', wrongType],
    ['ADD ss :n', wrongType],
    ['ADD x :ss', wrongType],
    ['ADD zz.q :n', badPath],
    ['DELETE ss :ns', wrongType],
    ['DELETE s :ss', wrongType],
    ['DELETE x :ss', wrongType],
    ['SET a = :n - zz', missing],
    ['SET a = zz', missing],
    ['SET a = zz + :n', missing],
    ['SET a = if_not_exists(s, :n) + :n', wrongType],
    ['SET x.y.z = :n', badPath],
    ['SET a = m + :n', wrongType],
    ['SET l[0].a = :n', badPath],
    ['SET m.a.b = :n', badPath],
    ['REMOVE m.a.b', badPath],
    ['REMOVE l[0].b', badPath],
    ['REMOVE m[0]', badPath],
    ['SET a[0][1] = :n', badPath],
    ['SET a = :n, m.zz.y = :n', badPath],
    ['DELETE l[0] :ss', wrongType],
    ['SET n.a = :n', 'One or more parameter values were invalid: Cannot update attribute n. This attribute is part of the key'],
    ['SET a = zz.b.c', missing],
    ['SET a = l[3]', missing],
    ['SET a = x.y', missing],
    ['ADD x :big', tooPrecise],
    ['SET a = :big + :big', tooPrecise],
    [
      'SET a = if_not_exists(id.a, :n)',
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: id",
    ],
  ])('%j does not go with the item', async (expression, message) => {
    expect(await refused(expression)).toEqual(invalid(message));
  });
});
