import {
  type AttributeValue,
  type DynamoDBClient,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const FAILED = 'The conditional request failed';

describe.each(engines)('PartiQL statements (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable(
      'things',
      { pk: 'S', sk: 'N' },
      {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'by-group', KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
      },
    );
  });
  afterAll(() => dynamodb?.close());

  const execute = async (Statement: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
    client.send(new ExecuteStatementCommand({ Statement, ...more }));
  const items = async (statement: string, ...parameters: AttributeValue[]) =>
    (await execute(statement, parameters.length === 0 ? {} : { Parameters: parameters })).Items;
  const keys = async (statement: string) => (await items(statement))?.map(({ pk, sk }) => `${pk?.S}${sk?.N}`);

  const one = { pk: S('a'), sk: N(1), group: S('x'), l: { L: [N(1), { M: { z: S('q') } }] }, m: { M: { k: S('v') } }, n: { NULL: true } };
  beforeEach(() => dynamodb.put('things', one, { pk: S('a'), sk: N(2), tags: { SS: ['p', 'q'] } }, { pk: S('b'), sk: N(1), v: N(7) }));

  it('inserts an item once', async () => {
    await items(`DELETE FROM things WHERE pk='new' AND sk=1`);
    const insert = `INSERT INTO "things" VALUE {'pk':'new','sk':1.0,'it':'it''s','s':<<1,2>>,'l':[true,null,{'a':?}],'e':-1.5e3}`;
    expect(await items(insert, S('p'))).toEqual([]);
    expect((await client.send(new GetItemCommand({ TableName: 'things', Key: { pk: S('new'), sk: N(1) } }))).Item).toEqual({
      pk: S('new'),
      sk: N(1),
      it: S("it's"),
      s: { NS: ['1', '2'] },
      l: { L: [{ BOOL: true }, { NULL: true }, { M: { a: S('p') } }] },
      e: N(-1500),
    });
    expect(await refusal(items(insert, S('p')))).toMatchObject({
      code: 'DuplicateItemException',
      message: 'Duplicate primary key exists in table',
    });
    await items(`DELETE FROM things WHERE pk='new' AND sk=1`);
  });

  it.each([
    [`pk='a'`, ['a1', 'a2']],
    [`pk='a' AND sk>=2`, ['a2']],
    [`pk='a' AND sk BETWEEN 1 AND 1`, ['a1']],
    [`pk='a' ORDER BY sk DESC`, ['a2', 'a1']],
    [`pk IN ['b','a'] ORDER BY pk DESC`, ['b1', 'a1', 'a2']],
    [`(pk='b' OR pk='a') AND sk=1`, ['b1', 'a1']],
    [`pk='a' AND sk<>1`, ['a2']],
    [`pk='a' AND sk NOT IN (1)`, ['a2']],
    [`n IS NULL`, ['a1']],
    [`pk='a' AND n IS MISSING`, ['a2']],
    [`n IS NOT MISSING`, ['a1']],
    [`begins_with(pk,'a') AND contains(tags,'q')`, ['a2']],
    [`attribute_type(tags,'SS') AND size(tags)=2`, ['a2']],
    [`m.k='v' AND "l"[1]."z"='q'`, ['a1']],
    [`v IN [6,7] OR NOT pk='b' AND m.k='v'`, ['b1', 'a1']],
  ])('selects where %s', async (where, expected) => {
    const found = await keys(`SELECT pk,sk FROM things WHERE ${where}`);
    if (where.startsWith('v IN')) expect(found?.sort()).toEqual([...expected].sort());
    else expect(found).toEqual(expected);
  });

  it('reads an index, and shows paths under the name of their last attribute', async () => {
    expect(await items(`SELECT m.k, l[0], l[1].z FROM "things"."by-group" WHERE "group"='x'`)).toEqual([
      { k: S('v'), 'l[0]': N(1), z: S('q') },
    ]);
  });

  it('queries when the partition key is given, and scans otherwise', async () => {
    const cost = async (where: string) =>
      (await execute(`SELECT * FROM things WHERE ${where}`, { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true })).ConsumedCapacity;
    expect(await cost(`pk='a' AND sk=1`)).toEqual({ TableName: 'things', CapacityUnits: 1 });
    const large = { pk: S('large'), sk: N(1), z: S('x'.repeat(9000)) };
    await dynamodb.put('things', large);
    expect((await cost(`pk='a'`))?.CapacityUnits).toBe(1);
    expect((await cost(`sk=1`))?.CapacityUnits).toBe(3);
    await items(`DELETE FROM things WHERE pk='large' AND sk=1`);
  });

  it.each(['', ` WHERE pk IN ['b','none','a']`])('goes on where a page ended%s', async (where) => {
    const Statement = `SELECT pk, sk FROM things${where}`;
    const found: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await execute(Statement, { Limit: 1, ...(token === undefined ? {} : { NextToken: token }) });
      found.push(...(page.Items ?? []));
      token = page.NextToken;
      if (token !== undefined) expect(page.LastEvaluatedKey).toEqual(page.Items?.[0]);
    } while (token !== undefined);
    expect(found).toEqual(await items(Statement));
    expect(found).toHaveLength(3);
    expect(await refusal(execute(Statement, { NextToken: 'abc' }))).toEqual(invalid('Invalid NextToken'));
  });

  it('updates what is there, and returns what is asked for', async () => {
    const key = `WHERE pk='b' AND sk=1`;
    expect(
      await items(`UPDATE things SET v=v+1, w=list_append(?,[2]) SET t=set_add(t,<<'p','q'>>) ${key} RETURNING ALL NEW *`, { L: [N(1)] }),
    ).toEqual([{ pk: S('b'), sk: N(1), v: N(8), w: { L: [N(1), N(2)] }, t: { SS: ['p', 'q'] } }]);
    expect(await items(`UPDATE things SET t=set_delete(t,<<'p'>>) REMOVE w[0] REMOVE v ${key} RETURNING MODIFIED OLD *`)).toEqual([
      { v: N(8), w: { L: [N(1)] }, t: { SS: ['p', 'q'] } },
    ]);
    expect(await items(`SELECT * FROM things ${key}`)).toEqual([{ pk: S('b'), sk: N(1), w: { L: [N(2)] }, t: { SS: ['q'] } }]);
    const failed = { code: 'ConditionalCheckFailedException', message: FAILED };
    expect(await refusal(items(`UPDATE things SET v=1 WHERE pk='none' AND sk=1`))).toMatchObject(failed);
    expect(
      await refusal(execute(`UPDATE things SET v=1 ${key} AND v=9`, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
    ).toMatchObject({ ...failed, members: { Item: { pk: S('b'), sk: N(1) } } });
  });

  it.each([
    ['v + 1 + 1', 9],
    ['v - 1 - 1', 5],
    ['v - (1 - 2)', 8],
    ['(1 + v) + (v - 2)', 13],
    ['1 + if_not_exists(none, 2) + v', 10],
  ])('adds and subtracts any number of operands: %s', async (sum, v) => {
    expect(await items(`UPDATE things SET v = ${sum} WHERE pk='b' AND sk=1 RETURNING MODIFIED NEW *`)).toEqual([{ v: N(v) }]);
  });

  it('orders within each of several partitions, or the partitions too', async () => {
    const several = `SELECT pk, sk FROM things WHERE pk IN ['b','a']`;
    expect(await keys(`${several} ORDER BY sk DESC`)).toEqual(['b1', 'a2', 'a1']);
    expect(await keys(`${several} ORDER BY pk, sk DESC`)).toEqual(['a2', 'a1', 'b1']);
    expect(await keys(`${several} ORDER BY pk DESC, sk`)).toEqual(['b1', 'a1', 'a2']);
  });

  it('deletes one item, if its condition holds', async () => {
    expect(await refusal(items(`DELETE FROM things WHERE pk='b' AND sk=1 AND v=9`))).toMatchObject({ message: FAILED });
    expect(await items(`DELETE FROM things WHERE pk='b' AND sk=1 AND v=7 RETURNING ALL OLD *`)).toEqual([
      { pk: S('b'), sk: N(1), v: N(7) },
    ]);
    expect(await items(`DELETE FROM things WHERE pk='b' AND sk=1 AND v=7 RETURNING ALL OLD *`)).toEqual([]);
  });

  it.each(['NOT '.repeat(1900), '('.repeat(3000)])('refuses conditions that nest without end', async (opening) => {
    const statement = `SELECT * FROM things WHERE ${opening}v=1${')'.repeat(opening.startsWith('(') ? 3000 : 0)}`;
    expect(await refusal(items(statement))).toEqual(invalid(`Statement wasn't well formed, can't be processed: ${statement}`));
  });

  const noKey = 'Where clause does not contain a mandatory equality on all key attributes';
  it.each([
    ['SELEC * FROM things', "Statement wasn't well formed, can't be processed: Expected data manipulation"],
    ['SELECT * FROM', "Statement wasn't well formed, can't be processed: SELECT * FROM"],
    ['SELECT user FROM things', "Statement wasn't well formed, can't be processed: SELECT user FROM things"],
    ['DROP TABLE things', 'Unsupported operation: DropTable'],
    ['SELECT pk AS x FROM things', 'Aliasing is not supported'],
    ['SELECT * FROM things LIMIT 1', 'Unsupported clause: LIMIT at 1:28:1'],
    ['SELECT pk, pk FROM things', 'Duplicate identifiers in select clause: pk'],
    ['SELECT * FROM things ORDER BY sk', 'Must have WHERE clause in the statement when using ORDER BY clause.'],
    [`SELECT * FROM things WHERE pk='a' ORDER BY v`, 'Variable reference v in ORDER BY clause must be part of the primary key'],
    [
      'SELECT * FROM things WHERE v=1 ORDER BY sk',
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    ],
    ['SELECT * FROM things WHERE pk=?', "Number of parameters in request and statement don't match."],
    ['SELECT * FROM things WHERE pk=1', "Key attribute's data type should match its data type in table's schema: Key pk"],
    ['SELECT * FROM things WHERE v', 'WHERE clause must contain an expression that resolves to a boolean'],
    ['SELECT * FROM things WHERE foo(v)', 'Unrecognized function: foo'],
    [`SELECT * FROM things WHERE v LIKE 'a%'`, 'Unsupported operator in Condition Expression. Operator: like'],
    ['SELECT * FROM things WHERE v = MISSING', 'MISSING must be compared using IS operator'],
    [
      'SELECT * FROM things WHERE begins_with(v, 1)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [`INSERT INTO things VALUE {'pk':'a'}`, 'Key attribute should be present in the item: Key sk'],
    [`INSERT INTO things VALUE {'pk':'a','sk':'x'}`, "Key attribute's data type should match its data type in table's schema: Key sk"],
    [
      `INSERT INTO things VALUE {'pk':'a','sk':<<1,'a'>>}`,
      'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags',
    ],
    ['UPDATE things SET v=1', noKey],
    [`UPDATE things SET v=1 WHERE pk='a' AND sk>1`, noKey],
    [`DELETE FROM things WHERE pk='a' OR sk=1`, noKey],
    [`UPDATE "things"."by-group" SET v=1 WHERE pk='a'`, 'This operation is not supported on an index'],
    [`UPDATE things SET a=set_add(b,<<1>>) WHERE pk='a' AND sk=1`, 'The first argument to SET_ADD must equal the assignment value'],
    [
      `UPDATE things SET pk='z' WHERE pk='a' AND sk=1`,
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ],
    [
      `DELETE FROM things WHERE pk='a' AND sk=1 RETURNING ALL NEW *`,
      'Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
    ],
    [`EXISTS(SELECT * FROM things WHERE pk='a')`, 'EXISTS can only be used in ExecuteTransaction write requests.'],
  ])('refuses %s', async (statement, message) => {
    expect(await refusal(items(statement))).toEqual(invalid(message));
  });
});
