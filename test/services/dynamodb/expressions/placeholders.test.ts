import { type AttributeValue, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal, send, signedFor } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const empty = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const several = 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';
const tooDeep = 'Nesting Levels have exceeded supported limits';

/** A scalar within so many lists. */
const nested = (lists: number): AttributeValue => (lists === 0 ? S('x') : { L: [nested(lists - 1)] });

/** Messages are those of DynamoDB Local 2.5, where AWS isn't known to say it otherwise. */
describe('the values of an expression', () => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    await dynamodb.createTable('table');
    await dynamodb.client.send(new PutItemCommand({ TableName: 'table', Item: { id: S('a'), m: { M: { l: { L: [] } } } } }));
  });
  afterAll(() => dynamodb?.close());

  const update = (UpdateExpression: string, value: unknown) =>
    dynamodb.client.send(
      new UpdateItemCommand({
        TableName: 'table',
        Key: { id: S('a') },
        UpdateExpression,
        // The types of the SDK allow no wrong value; AWS's check is what is tested.
        ExpressionAttributeValues: { ':v': value as AttributeValue },
      }),
    );

  it.each<[unknown, string]>([
    [{}, empty],
    [{ M: { a: {} } }, empty],
    [{ L: [{}] }, empty],
    [{ S: 'a', N: '1' }, several],
    [{ N: 'abc' }, 'The parameter cannot be converted to a numeric value: abc'],
    [{ N: '' }, 'The parameter cannot be converted to a numeric value'],
    [{ M: { a: { N: 'x' } } }, 'The parameter cannot be converted to a numeric value: x'],
    [{ N: '1e126' }, 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    [{ N: '1e-131' }, 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    [{ N: `1${'2'.repeat(38)}` }, 'Attempting to store more than 38 significant digits in a Number'],
    [{ SS: [] }, 'One or more parameter values were invalid: An string set  may not be empty'],
    [{ NS: [] }, 'One or more parameter values were invalid: An number set  may not be empty'],
    [{ BS: [] }, 'One or more parameter values were invalid: Binary sets should not be empty'],
    [{ SS: ['a', 'a'] }, 'One or more parameter values were invalid: Input collection [a, a] contains duplicates.'],
    [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
    [{ NULL: false }, 'One or more parameter values were invalid: Null attribute value types must have the value of true'],
  ])('are refused by the name under which they stand: %j', async (value, problem) => {
    expect(await refusal(update('SET a = :v', value))).toEqual(
      invalid(`ExpressionAttributeValues contains invalid value: ${problem} for key :v`),
    );
  });

  it('are looked at behind the parameters that do not go together', async () => {
    const mixed = new ScanCommand({
      TableName: 'table',
      AttributesToGet: ['a'],
      FilterExpression: 'a = :v',
      // As above.
      ExpressionAttributeValues: { ':v': {} as AttributeValue },
    });
    expect(await refusal(dynamodb.client.send(mixed))).toEqual(
      invalid(
        'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {FilterExpression}',
      ),
    );
  });

  it('take members that are null for absent, as a client without SDK sends them', async () => {
    const scan = (value: string) =>
      send(dynamodb.aws, {
        method: 'POST',
        target: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.Scan',
          ...signedFor('dynamodb'),
        },
        body: `{"TableName":"table","FilterExpression":"id = :v","ExpressionAttributeValues":{":v":${value}}}`,
      });
    const found = await scan('{"S":"a","N":null}');
    expect([found.status, JSON.parse(found.body).Count]).toEqual([200, 1]);
    const refused = await scan('{"S":null}');
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      400,
      {
        __type: 'com.amazon.coral.validate#ValidationException',
        message: `ExpressionAttributeValues contains invalid value: ${empty} for key :v`,
      },
    ]);
  });

  it('nest to 32 levels, counted from the item', async () => {
    await update('SET a = :v', nested(31));
    await update('SET m.a = :v', nested(30));
    await update('SET m.l[0] = :v', nested(29));
    expect(await refusal(update('SET a = :v', nested(32)))).toEqual(invalid(tooDeep));
    expect(await refusal(update('SET m.a = :v', nested(31)))).toEqual(invalid(tooDeep));
    expect(await refusal(update('SET m.l[0] = :v', nested(30)))).toEqual(invalid(tooDeep));
  });
});
