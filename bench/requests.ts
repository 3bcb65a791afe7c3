/** Whole requests, head and body, as the SDKs send them (signatures are not checked, so theirs are placeholders). */

const scope = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

export function request(method: string, target: string, service: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: 127.0.0.1',
    'user-agent: aws-sdk-js/3.0.0 ua/2.1 os/linux lang/js md/nodejs api/bench',
    'amz-sdk-invocation-id: 2b1e4a2c-53a5-4f0a-9d3e-2f5a4f0c1b7d',
    'amz-sdk-request: attempt=1; max=3',
    'x-amz-date: 20260101T000000Z',
    `authorization: ${scope(service)}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const awsJson = (service: string, target: string, input: object): Buffer =>
  request('POST', '/', service, { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify(input));

export const dynamodb = (operation: string, input: object): Buffer => awsJson('dynamodb', `DynamoDB_20120810.${operation}`, input);

export const sqs = (operation: string, input: object): Buffer => awsJson('sqs', `AmazonSQS.${operation}`, input);

/** Of the account that all requests here are signed for. */
export const queueUrl = (name: string): string => `http://127.0.0.1/000000000000/${name}`;

export const s3 = (method: string, target: string, body = ''): Buffer =>
  request(method, target, 's3', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, body);

/** As clients of the query protocol send it. */
export const query = (service: string, version: string, action: string, input: Readonly<Record<string, string>>): Buffer =>
  request(
    'POST',
    '/',
    service,
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    new URLSearchParams({ Action: action, Version: version, ...input }).toString(),
  );
