/** The requests of the throughput runs, as the SDKs send them (signatures are not checked, so theirs are placeholders). */

const scope = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

function request(method: string, target: string, service: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
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

const dynamodb = (operation: string, input: object): Buffer =>
  request(
    'POST',
    '/',
    'dynamodb',
    { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    JSON.stringify(input),
  );

/** An item of about 1 KB in ten attributes. */
const item = (id: number): object => ({
  id: { S: `item-${id}` },
  number: { N: String(id) },
  flag: { BOOL: true },
  tags: { SS: ['a', 'b', 'c'] },
  nested: { M: { x: { N: '1' }, y: { L: [{ S: 'one' }, { S: 'two' }] } } },
  ...Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`text${index}`, { S: 'lorem ipsum '.repeat(13) }])),
});

const KEYS = 1000;
const TABLE = 'bench';
const BUCKET = 'bench-bucket';

export interface Scenario {
  readonly name: string;
  /** At least so large a share of the bare server's rate. */
  readonly goal: number;
  readonly durable: boolean;
  /** Sent once each, before the clock runs. */
  readonly prepare: readonly Buffer[];
  /** Made beforehand: the load generator's own cost must not count. */
  readonly requests: readonly Buffer[];
}

const createTable = dynamodb('CreateTable', {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});
const puts = Array.from({ length: KEYS }, (_, id) => dynamodb('PutItem', { TableName: TABLE, Item: item(id) }));
const gets = Array.from({ length: KEYS }, (_, id) => dynamodb('GetItem', { TableName: TABLE, Key: { id: { S: `item-${id}` } } }));
const s3 = (method: string, target: string, body = ''): Buffer =>
  request(method, target, 's3', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, body);

export const scenarios: readonly Scenario[] = [
  { name: 'DynamoDB GetItem', goal: 0.55, durable: false, prepare: [createTable, ...puts], requests: gets },
  { name: 'DynamoDB PutItem', goal: 0.5, durable: false, prepare: [createTable], requests: puts },
  {
    name: 'S3 GetObject, 1 KB',
    goal: 0.5,
    durable: false,
    prepare: [s3('PUT', `/${BUCKET}`), s3('PUT', `/${BUCKET}/key`, 'x'.repeat(1024))],
    requests: [s3('GET', `/${BUCKET}/key`)],
  },
  {
    name: 'STS GetCallerIdentity',
    goal: 0.5,
    durable: false,
    prepare: [],
    requests: [
      request(
        'POST',
        '/',
        'sts',
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        'Action=GetCallerIdentity&Version=2011-06-15',
      ),
    ],
  },
  { name: 'DynamoDB PutItem, SQLite', goal: 0.25, durable: true, prepare: [createTable], requests: puts },
];
