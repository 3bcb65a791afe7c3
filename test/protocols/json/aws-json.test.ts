import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResourceNotFoundException } from '../../../generated/dynamodb/errors.js';
import { FrameworkError, ServiceError } from '../../../src/contract/errors.js';
import { awsJson1_0, awsJson1_1 } from '../../../src/protocols/json/aws-json.js';
import type { ReplyFacts } from '../../../src/protocols/protocol.js';
import { operationOf, requestParts, tablesOf } from '../tables-of.js';

const [dynamodb, sqs, secrets, kinesis] = await Promise.all([
  tablesOf('dynamodb'),
  tablesOf('sqs'),
  tablesOf('secretsmanager'),
  tablesOf('kinesis'),
]);
const reply: ReplyFacts = { requestId: 'a1b2' };

const read = (operation: string, body: string): unknown =>
  awsJson1_0.compile(dynamodb, operationOf(dynamodb, operation)).readRequest(requestParts({ body }));
const write = (operation: string, output: unknown): unknown =>
  awsJson1_0.compile(dynamodb, operationOf(dynamodb, operation)).writeResponse(output, reply);

const refusal = (work: () => unknown): FrameworkError => {
  try {
    work();
  } catch (error) {
    if (error instanceof FrameworkError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

class QueueDoesNotExist extends ServiceError {
  readonly code = 'QueueDoesNotExist';
  readonly httpStatus = 400;
  readonly fault = 'client';
  readonly shape = 'QueueDoesNotExist';
}

describe('requests', () => {
  it('reads items with their bytes and drops what the model does not know', () => {
    const body =
      '{"TableName":"t","Item":{"a":{"S":"x"},"b":{"B":"aGk="},"c":{"BS":["aGk="]},"d":{"L":[{"N":"1"}]}},"Unknown":{"deep":[1]}}';
    expect(read('PutItem', body)).toStrictEqual({
      TableName: 't',
      Item: {
        a: { S: 'x' },
        b: { B: new Uint8Array(Buffer.from('hi')) },
        c: { BS: [new Uint8Array(Buffer.from('hi'))] },
        d: { L: [{ N: '1' }] },
      },
    });
  });

  it('takes null for absent', () => {
    expect(read('GetItem', '{"TableName":"t","Key":{"a":{"S":"x","N":null}},"ConsistentRead":null}')).toStrictEqual({
      TableName: 't',
      Key: { a: { S: 'x' } },
    });
  });

  it('keeps __proto__ and constructor as names of attributes, and drops them as members', () => {
    const input = read(
      'PutItem',
      '{"TableName":"t","__proto__":{"x":1},"constructor":1,"Item":{"__proto__":{"B":"aGk="},"constructor":{"S":"c"}}}',
    );
    const { Item: item } = input as { Item: object };
    expect(Object.keys(input as object)).toStrictEqual(['TableName', 'Item']);
    expect(Object.keys(item)).toStrictEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(item, '__proto__')?.value).toStrictEqual({ B: new Uint8Array(Buffer.from('hi')) });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    ['{"TableName":1}', 'NUMBER_VALUE cannot be converted to String'],
    ['{"TableName":true}', 'TRUE_VALUE cannot be converted to String'],
    ['{"TableName":[]}', 'Start of list found where not expected'],
    ['{"TableName":{}}', 'Start of structure or map found where not expected.'],
    ['{"Limit":"1"}', 'STRING_VALUE cannot be converted to Integer'],
    ['{"Limit":1.5}', 'NUMBER_VALUE cannot be converted to Integer'],
    ['{"Limit":2147483648}', 'NUMBER_VALUE cannot be converted to Integer'],
    ['{"ConsistentRead":"true"}', 'STRING_VALUE cannot be converted to Boolean'],
    ['{"AttributesToGet":"a"}', 'Unexpected field type'],
    ['{"ExclusiveStartKey":"a"}', 'Unexpected field type'],
    ['{"ExclusiveStartKey":[]}', 'Start of list found where not expected'],
    ['{"ExclusiveStartKey":{"a":{"B":"%"}}}', 'only base-64-encoded strings are convertible to bytes'],
    ['10', 'Unexpected value type in payload'],
    ['null', 'Unexpected value type in payload'],
    ['[]', 'Start of list found where not expected'],
    ['{"TableName":"t"', 'Unexpected end of stream'],
    ['', 'Unexpected end of stream'],
    ['{"TableName":"t"}}', 'Unexpected token received from parser'],
  ])('refuses %s', (body, message) => {
    const error = refusal(() => read('Scan', body));
    expect([error.kind, error.httpStatus, error.message]).toStrictEqual(['SerializationException', 400, message]);
  });

  it.each([
    ['{}', {}],
    ['{"X":"1"}', {}],
    ['{"S":null}', {}],
    ['{"S":"1","N":"1"}', { S: '1', N: '1' }],
  ])('leaves the attribute value %s to DynamoDB, which refuses it in its turn', (value, given) => {
    expect(read('GetItem', `{"TableName":"t","Key":{"a":${value}}}`)).toStrictEqual({ TableName: 't', Key: { a: given } });
  });

  it('refuses what is nested too deeply', () => {
    const body = `{"TableName":"t","Item":{"a":${'{"L":['.repeat(100_000)}${']}'.repeat(100_000)}}}`;
    expect(refusal(() => read('PutItem', body)).kind).toBe('SerializationException');
  });

  it('reads the 32 levels that DynamoDB allows', () => {
    const body = `{"TableName":"t","Item":{"a":${'{"L":['.repeat(32)}{"S":"x"}${']}'.repeat(32)}}}`;
    expect(read('PutItem', body)).toHaveProperty('Item.a.L');
  });

  it('refuses bytes that are not UTF-8', () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const codec = awsJson1_0.compile(dynamodb, operationOf(dynamodb, 'Scan'));
    expect(refusal(() => codec.readRequest({ ...requestParts({}), body })).kind).toBe('SerializationException');
  });

  it('undoes the gzip of compressed requests, and refuses what is none', () => {
    const codec = awsJson1_0.compile(dynamodb, operationOf(dynamodb, 'Scan'));
    const headers = { 'content-encoding': 'gzip' };
    expect(codec.readRequest({ ...requestParts({ headers }), body: gzipSync('{"TableName":"t"}') })).toStrictEqual({ TableName: 't' });
    expect(refusal(() => codec.readRequest({ ...requestParts({ headers }), body: Buffer.from('{}') })).kind).toBe('SerializationException');
  });

  it('answers any JSON with an input or a refusal', () => {
    const value = fc.oneof(fc.jsonValue(), fc.record({ TableName: fc.jsonValue(), Item: fc.jsonValue() }));
    fc.assert(
      fc.property(value, (document) => {
        try {
          expect(read('PutItem', JSON.stringify(document))).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(FrameworkError);
        }
      }),
    );
  });
});

describe('answers', () => {
  it('writes bytes as base64 without touching the item, and leaves out what is null or not in the model', () => {
    const item = Object.freeze({ a: Object.freeze({ B: Buffer.from('hi') }), b: Object.freeze({ S: 'x', internal: 1 }) });
    const output = { Item: item, ConsumedCapacity: null, internal: true };
    expect(write('GetItem', output)).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': 'a1b2' },
      body: '{"Item":{"a":{"B":"aGk="},"b":{"S":"x"}}}',
    });
    expect(item.a.B).toBeInstanceOf(Buffer);
  });

  it('writes a map that has a key __proto__', () => {
    const item: unknown = JSON.parse('{"__proto__":{"S":"x"},"b":{"S":"y"}}');
    expect(write('GetItem', { Item: item })).toMatchObject({ body: '{"Item":{"__proto__":{"S":"x"},"b":{"S":"y"}}}' });
    const bytes = Object.defineProperty({}, '__proto__', { value: { B: Buffer.from('hi') }, enumerable: true });
    expect(write('GetItem', { Item: bytes })).toMatchObject({ body: '{"Item":{"__proto__":{"B":"aGk="}}}' });
  });

  it('writes timestamps as seconds with milliseconds', () => {
    const table = { TableDescription: { CreationDateTime: new Date(1_700_000_000_123) } };
    expect(write('CreateTable', table)).toMatchObject({ body: '{"TableDescription":{"CreationDateTime":1700000000.123}}' });
  });

  it("carries DynamoDB's checksum", () => {
    const response = awsJson1_0.compile(dynamodb, operationOf(dynamodb, 'ListTables')).writeResponse({ TableNames: ['é'] }, reply);
    expect(response.headers['x-amz-crc32']).toBe(String(crc32(Buffer.from('{"TableNames":["é"]}'))));
  });

  it('has no body where the operation has no output', () => {
    const response = awsJson1_1.compile(kinesis, operationOf(kinesis, 'DeleteStream')).writeResponse(undefined, reply);
    expect(response).toMatchObject({ status: 200, headers: { 'Content-Type': 'application/x-amz-json-1.1' }, body: '' });
  });
});

describe('errors', () => {
  it("names DynamoDB's errors in its versioned namespace", () => {
    const response = awsJson1_0.writeError(new ResourceNotFoundException('Requested resource not found'), reply, dynamodb.facts, dynamodb);
    expect(response.status).toBe(400);
    expect(JSON.parse(String(response.body))).toStrictEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      message: 'Requested resource not found',
    });
    expect(response.headers['x-amz-crc32']).toBe(String(crc32(String(response.body))));
  });

  it.each([
    [new FrameworkError('SerializationException', 'm'), 'com.amazon.coral.service#SerializationException'],
    [new FrameworkError('ValidationException', 'm'), 'com.amazon.coral.validate#ValidationException'],
  ])('names the refusals of the framework: %s', (error, type) => {
    const { body } = awsJson1_0.writeError(error, reply, dynamodb.facts, dynamodb);
    expect(JSON.parse(String(body))).toStrictEqual({ __type: type, message: 'm' });
  });

  it('gives the bare name under awsJson1.1', () => {
    const { body, headers } = awsJson1_1.writeError(new FrameworkError('SerializationException', 'm'), reply, secrets.facts, secrets);
    expect(JSON.parse(String(body))).toStrictEqual({ __type: 'SerializationException', message: 'm' });
    expect(headers['Content-Type']).toBe('application/x-amz-json-1.1');
  });

  it("tells SQS's clients the codes of the query protocol", () => {
    const response = awsJson1_0.writeError(new QueueDoesNotExist('The specified queue does not exist.'), reply, sqs.facts, sqs);
    expect(response.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
    expect(JSON.parse(String(response.body)).__type).toBe('com.amazonaws.sqs#QueueDoesNotExist');
  });
});
