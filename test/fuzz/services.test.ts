/** The services themselves under requests that are nearly right: whatever gets past reading and validation is answered or refused. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { type RawAnswer, type RawRequest, send, signedFor } from '../services/emulator.js';
import { mutations } from './mutations.js';

const SEED = Number(process.env.TINSMITH_FUZZ_SEED ?? 20_260_101);
const RUNS = Number(process.env.TINSMITH_FUZZ_RUNS ?? 400);

let aws: Tinsmith;

const dynamodb = (operation: string, input: object): RawRequest => ({
  method: 'POST',
  target: '/',
  headers: {
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'content-type': 'application/x-amz-json-1.0',
    ...signedFor('dynamodb'),
  },
  body: JSON.stringify(input),
});
const sts = (parameters: Record<string, string>): RawRequest => ({
  method: 'POST',
  target: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...signedFor('sts') },
  body: new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString(),
});
const s3 = (method: string, target: string, headers: Record<string, string> = {}, body?: string): RawRequest => ({
  method,
  target,
  headers: { ...signedFor('s3'), ...headers },
  ...(body === undefined ? {} : { body }),
});

const table = {
  TableName: 'things',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'seq', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'seq', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};
const key = { id: { S: 'a' }, seq: { N: '1.5e3' } };
const item = { ...key, list: { L: [{ N: '-0.1' }, { M: { x: { B: 'AAEC' } } }] }, names: { SS: ['a', 'b'] }, none: { NULL: true } };

beforeAll(async () => {
  aws = await startTinsmith({ listen: false });
  await send(aws, dynamodb('CreateTable', table));
  await send(aws, dynamodb('PutItem', { TableName: 'things', Item: item }));
  await send(aws, s3('PUT', '/bucket'));
  await send(aws, s3('PUT', '/bucket/a/b', {}, 'some text'));
});
afterAll(() => aws.stop());

function expectNoFailure(answer: RawAnswer): void {
  if (answer.status !== 501) expect(answer.status, answer.body).toBeLessThan(500);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

const text = (bytes: Buffer): string => bytes.toString('latin1');

const saml = Buffer.from(
  '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Issuer>https://idp</Issuer><Subject><NameID>user</NameID></Subject><AttributeStatement><Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><AttributeValue>arn:aws:iam::123456789012:role/path/reader,arn:aws:iam::123456789012:saml-provider/idp</AttributeValue></Attribute><Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><AttributeValue>session</AttributeValue></Attribute></AttributeStatement></Assertion></samlp:Response>',
).toString('base64');
const jwt = ['{"alg":"none"}', '{"sub":"user","aud":"app","iss":"https://idp","exp":9999999999}', 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const role = { RoleArn: 'arn:aws:iam::123456789012:role/path/reader', RoleSessionName: 'session', DurationSeconds: '900' };

describe('a body that is nearly right', () => {
  it.each<[string, RawRequest]>([
    ['CreateTable', dynamodb('CreateTable', { ...table, TableName: 'others' })],
    [
      'PutItem',
      dynamodb('PutItem', {
        TableName: 'things',
        Item: item,
        ReturnValues: 'ALL_OLD',
      }),
    ],
    ['GetItem', dynamodb('GetItem', { TableName: 'things', Key: key, ConsistentRead: true })],
    ['DeleteItem', dynamodb('DeleteItem', { TableName: 'things', Key: { id: { S: 'z' }, seq: { N: '1' } }, ReturnValues: 'ALL_OLD' })],
    [
      'Query',
      dynamodb('Query', {
        TableName: 'things',
        KeyConditionExpression: '#id = :id AND seq BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#id': 'id' },
        ExpressionAttributeValues: { ':id': { S: 'a' }, ':from': { N: '-9.9E+125' }, ':to': { N: '9.9E+125' } },
        ExclusiveStartKey: key,
        ScanIndexForward: false,
        Limit: 3,
      }),
    ],
    ['Scan', dynamodb('Scan', { TableName: 'things', ExclusiveStartKey: key, Limit: 1, ReturnConsumedCapacity: 'TOTAL' })],
    [
      'BatchWriteItem',
      dynamodb('BatchWriteItem', {
        RequestItems: { things: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: { id: { S: 'q' }, seq: { N: '2' } } } }] },
      }),
    ],
    ['BatchGetItem', dynamodb('BatchGetItem', { RequestItems: { things: { Keys: [key], ConsistentRead: false } } })],
    ['ListTables', dynamodb('ListTables', { ExclusiveStartTableName: 'a.b', Limit: 1 })],
    [
      'AssumeRole',
      sts({
        Action: 'AssumeRole',
        ...role,
        Policy: '{"Version":"2012-10-17","Statement":[]}',
        'Tags.member.1.Key': 'k',
        'Tags.member.1.Value': 'v',
      }),
    ],
    [
      'AssumeRoleWithSAML',
      sts({
        Action: 'AssumeRoleWithSAML',
        RoleArn: role.RoleArn,
        PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/idp',
        SAMLAssertion: saml,
      }),
    ],
    ['AssumeRoleWithWebIdentity', sts({ Action: 'AssumeRoleWithWebIdentity', ...role, WebIdentityToken: jwt })],
    [
      'GetFederationToken',
      sts({ Action: 'GetFederationToken', Name: 'bob', 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    ],
    [
      'CreateBucket',
      s3(
        'PUT',
        '/new-bucket',
        { 'content-type': 'application/xml' },
        '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>',
      ),
    ],
    ['PutObject', s3('PUT', '/bucket/key', { 'content-type': 'text/plain' }, 'content')],
    [
      'PutObject in chunks',
      s3(
        'PUT',
        '/bucket/key',
        {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-trailer': 'x-amz-checksum-crc32',
          'x-amz-decoded-content-length': '3',
        },
        '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n',
      ),
    ],
  ])('is answered or refused: %s', async (_, request) => {
    const body = Buffer.from(String(request.body));
    const whole = await send(aws, request);
    expect(whole.status, whole.body).toBe(200);
    await fc.assert(
      fc.asyncProperty(mutations, async (mutate) => {
        expectNoFailure(await send(aws, { ...request, body: mutate(body) }));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

describe('a key condition that is nearly right', () => {
  const expression = 'id = :c and (seq >= :a)';
  const query = (changed: string): RawRequest => {
    const values = { ':a': { N: '1' }, ':b': { SS: ['a'] }, ':c': { S: 'a' } };
    return dynamodb('Query', { TableName: 'things', KeyConditionExpression: changed, ExpressionAttributeValues: values });
  };

  it('is answered or refused', async () => {
    const tokens = fc.constantFrom(
      ...'and AND or not NOT ( ) [ ] [0] [99999999999] . , = <> < >= :a :b :zz # #l id size( begins_with( between in é \u0000'.split(' '),
    );
    const grown = fc.tuple(fc.array(tokens, { maxLength: 12 }), fc.nat(20)).map(([added, place]) => {
      const words = expression.split(' ');
      return [...words.slice(0, place), ...added, ...words.slice(place)].join(' ');
    });
    const broken = mutations.map((mutate) => text(mutate(Buffer.from(expression))));
    await fc.assert(
      fc.asyncProperty(fc.oneof(grown, broken), async (changed) => {
        expectNoFailure(await send(aws, query(changed)));
      }),
      { seed: SEED, numRuns: RUNS * 3 },
    );
    for (const deep of ['('.repeat(50_000) + expression + ')'.repeat(50_000), `${'NOT '.repeat(50_000)}${expression}`])
      expect((await send(aws, query(deep))).status).toBe(400);
  });
});

describe('a header or target that is nearly right', () => {
  it.each<[string, string, RawRequest]>([
    ['range', 'bytes=0-3', s3('GET', '/bucket/a/b')],
    ['if-modified-since', 'Wed, 21 Oct 2015 07:28:00 GMT', s3('GET', '/bucket/a/b')],
    ['if-match', '"abc", *', s3('GET', '/bucket/a/b')],
    ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA=', s3('PUT', '/bucket/key', {}, 'x')],
    ['content-md5', 'AAAAAAAAAAAAAAAAAAAAAA==', s3('PUT', '/bucket/key', {}, 'x')],
    ['x-amz-decoded-content-length', '3', s3('PUT', '/bucket/key', { 'content-encoding': 'aws-chunked' }, '3\r\nabc\r\n0\r\n\r\n')],
    ['x-amz-meta-name', '=?UTF-8?B?w6k=?=', s3('PUT', '/bucket/key', {}, 'x')],
    ['authorization', signedFor('s3').authorization ?? '', s3('GET', '/bucket')],
    ['host', 'bucket.s3.us-east-1.localhost.localstack.cloud:4566', s3('GET', '/a/b')],
    [
      'target',
      '/bucket?list-type=2&prefix=a%2F&delimiter=/&max-keys=10&start-after=b&continuation-token=abc&encoding-type=url',
      s3('GET', '/'),
    ],
    ['target', '/bucket?marker=a&max-keys=1', s3('GET', '/')],
    ['target', '/bucket/a%2Fb/../c//%e4%b8%ad?response-content-type=text%2Fplain&partNumber=1', s3('GET', '/')],
    [
      'target',
      '/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0',
      { method: 'GET', target: '/' },
    ],
  ])('is answered or refused: %s %s', async (name, value, request) => {
    await fc.assert(
      fc.asyncProperty(mutations, async (mutate) => {
        // HTTP's own parser lets no line break or NUL through.
        const changed = text(mutate(Buffer.from(value))).replace(/[\0\r\n]/g, '');
        const mutated =
          name === 'target'
            ? { ...request, target: `/${changed.replace(/^\//, '')}` }
            : { ...request, headers: { ...request.headers, [name]: changed } };
        expectNoFailure(await send(aws, mutated));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
