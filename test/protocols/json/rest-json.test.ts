import { describe, expect, it } from 'vitest';
import { FrameworkError } from '../../../src/contract/errors.js';
import { restJson1 } from '../../../src/protocols/json/rest-json.js';
import type { OperationCodec } from '../../../src/protocols/protocol.js';
import { operationOf, requestParts, tablesOf } from '../tables-of.js';

const [lambda, apigateway] = await Promise.all([tablesOf('lambda'), tablesOf('apigateway')]);
const json = { 'content-type': 'application/json' };

const codec = (name: string): OperationCodec<unknown, unknown> => restJson1.compile(lambda, operationOf(lambda, name));
const refusal = (work: () => unknown): FrameworkError => {
  try {
    work();
  } catch (error) {
    if (error instanceof FrameworkError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

describe('requests', () => {
  it('reads labels, query parameters and headers', () => {
    const input = codec('ListFunctions').readRequest(requestParts({ method: 'GET', query: 'MaxItems=5&Marker=a%2Fb+c' }));
    expect(input).toStrictEqual({ MaxItems: 5, Marker: 'a/b c' });
    const invocation = codec('Invoke').readRequest(
      requestParts({ labels: { FunctionName: 'f' }, headers: { 'x-amz-invocation-type': 'Event' }, body: '{"a":1}' }),
    );
    expect(invocation).toMatchObject({ FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{"a":1}') });
  });

  it("answers a number where a string is expected as API Gateway's recording has it", () => {
    const put = restJson1.compile(apigateway, operationOf(apigateway, 'PutIntegrationResponse'));
    const labels = { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', statusCode: '200' };
    const error = refusal(() =>
      put.readRequest(requestParts({ method: 'PUT', labels, headers: json, body: '{"responseTemplates":{"application/json":1}}' })),
    );
    expect(error.message).toBe('class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String');
  });

  it('refuses a document of another media type, and an answer that the caller would not take', () => {
    const body = '{"FunctionName":"f"}';
    expect(
      refusal(() => codec('CreateFunction').readRequest(requestParts({ body, headers: { 'content-type': 'text/xml' } }))).httpStatus,
    ).toBe(415);
    expect(
      refusal(() => codec('CreateFunction').readRequest(requestParts({ body, headers: { ...json, accept: 'text/html' } }))).httpStatus,
    ).toBe(406);
  });

  it.each(['application/json', '*/*', 'text/html, application/*;q=0.8', 'text/html, image/gif, *; q=.2'])('takes Accept: %s', (accept) => {
    const body = '{"FunctionName":"f"}';
    expect(codec('CreateFunction').readRequest(requestParts({ body, headers: { ...json, accept } }))).toMatchObject({ FunctionName: 'f' });
  });

  it('refuses a query string that is not percent-encoded UTF-8', () => {
    expect(refusal(() => codec('ListFunctions').readRequest(requestParts({ method: 'GET', query: 'Marker=%ff' }))).kind).toBe(
      'SerializationException',
    );
  });
});

describe('answers', () => {
  it('writes status, headers and payload where they are bound', () => {
    const response = codec('Invoke').writeResponse(
      { StatusCode: 202, FunctionError: 'Unhandled', Payload: Buffer.from('null') },
      { requestId: 'a1b2' },
    );
    expect(response).toMatchObject({ status: 202, headers: { 'X-Amz-Function-Error': 'Unhandled', 'x-amzn-RequestId': 'a1b2' } });
    expect(String(response.body)).toBe('null');
  });

  it('encodes what a header can not hold, so that no value opens another header', () => {
    const { headers } = codec('Invoke').writeResponse({ FunctionError: 'a\r\nSet-Cookie: b' }, { requestId: 'a1b2' });
    expect(headers['X-Amz-Function-Error']).toBe(`=?UTF-8?B?${Buffer.from('a\r\nSet-Cookie: b').toString('base64')}?=`);
  });

  it('has no body with 204', () => {
    const response = codec('DeleteFunctionConcurrency').writeResponse({}, { requestId: 'a1b2' });
    expect(response).toStrictEqual({ status: 204, headers: { 'x-amzn-RequestId': 'a1b2' } });
  });

  it('names errors in a header', () => {
    const response = restJson1.writeError(new FrameworkError('AccessDenied', 'no'), { requestId: 'a1b2' }, lambda.facts, lambda);
    expect(response).toMatchObject({ status: 403, headers: { 'x-amzn-ErrorType': 'AccessDeniedException' }, body: '{"message":"no"}' });
  });

  it('answers HEAD without a body', () => {
    const response = restJson1.writeError(new FrameworkError('AccessDenied', 'no'), { requestId: 'a1b2', method: 'HEAD' });
    expect(response.body).toBeUndefined();
  });
});
