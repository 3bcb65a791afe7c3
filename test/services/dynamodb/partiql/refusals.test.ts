import { type AttributeValue, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const key = `WHERE pk='a' AND sk=1`;

/** Messages are those of DynamoDB Local 2.5, less the place in the statement. */
describe('PartiQL refuses', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('things', { pk: 'S', sk: 'N' });
    await dynamodb.put('things', { pk: S('a'), sk: N(1), v: N(1), s: { SS: ['p'] }, l: { L: [N(1)] } });
  });
  afterAll(() => dynamodb?.close());

  const execute = (Statement: string, Parameters?: AttributeValue[]) =>
    dynamodb.client.send(new ExecuteStatementCommand({ Statement, ...(Parameters === undefined ? {} : { Parameters }) }));

  it.each([
    [`SET s = set_add(s, 'c')`, 'The second argument to SET_ADD must be a value with type SET'],
    [`SET s = set_delete(s, [1])`, 'The second argument to SET_DELETE must be a value with type SET'],
    [`SET v = v * 2`, 'Unsupported operator in Update Expression. Operator: *'],
    [`SET v = NOT v`, 'Unsupported operator in Update Expression. Operator: not'],
    [`SET l = list_append(l, 1 + 1)`, 'Unsupported expression in Update Expression'],
    [`SET v = <<>>`, 'Empty bags are not supported'],
    [`SET v = {'a': v}`, 'Unsupported data type: VariableReference'],
    [`SET v = {'a': 1, 'a': 2}`, 'Duplicate keys in tuple. Key: a under root'],
    [`SET v = {a: 1}`, 'Tuple keys must be of type String. Actual type: VariableReference under root'],
    [`SET v = foo(v)`, 'Unrecognized function: foo'],
    [`SET v = size(l)`, 'The function is not allowed in an update expression; function: size'],
    [
      `SET l = list_append(l)`,
      'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
    ],
    [`SET v = v + 'x'`, 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    [`SET v = v + (1 + 'x')`, 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    [`SET v = none`, 'The provided expression refers to an attribute that does not exist in the item'],
    [`SET v = v - none - 1`, 'The provided expression refers to an attribute that does not exist in the item'],
    [
      `SET v = 1, v = 2`,
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [v], path two: [v]',
    ],
    [`SET none.a = 1`, 'The document path provided in the update expression is invalid for update'],
  ])('UPDATE ... %s', async (clauses, message) => {
    expect(await refusal(execute(`UPDATE things ${clauses} ${key}`))).toEqual(invalid(message));
  });

  it.each([
    [
      `INSERT INTO things VALUE [1]`,
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
    ],
    [
      `INSERT INTO "things"."index" VALUE {'pk':'b','sk':1}`,
      'FROM clause may only contain a single table name in data manipulation statements',
    ],
    [`INSERT INTO things VALUE {'pk':'b','sk':1} RETURNING ALL OLD *`, 'RETURNING is not supported in INSERT'],
    [`UPDATE things SET v=1 ${key} RETURNING ALL OLD v`, "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"],
    ['SELECT * FROM a.b.c', 'A path may contain at most 2 components in the FROM clause'],
    ['SELECT * FROM things, others', 'Only select from a single table or index is supported.'],
    ['SELECT 1 FROM things', 'Unexpected path component'],
    ['SELECT * FROM things WHERE (v = 1) = true', 'Unsupported expression in Condition Expression'],
    [
      `SELECT * FROM things WHERE 1 IN [v]`,
      'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member',
    ],
    [
      'SELECT * FROM things WHERE v=1 ORDER BY v',
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ],
  ])('%s', async (statement, message) => {
    expect(await refusal(execute(statement))).toEqual(invalid(message));
  });

  it('parameters that are no values', async () => {
    const statement = 'SELECT * FROM things WHERE pk=?';
    expect(await refusal(execute(statement, [{ N: 'x' }]))).toEqual(invalid('The parameter cannot be converted to a numeric value: x'));
    // The types of the SDK allow no wrong value; AWS's check is what is tested.
    expect(await refusal(execute(statement, [{} as AttributeValue]))).toEqual(
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    );
    expect(await refusal(execute(statement))).toEqual(invalid("Number of parameters in request and statement don't match."));
  });
});
