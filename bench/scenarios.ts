/** Calls of small state, one figure each. */
import { dynamodb, queueUrl, request, s3, sqs } from './requests.js';

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
const MIB = 1024 * 1024;
const TABLE = 'bench';
const BUCKET = 'bench-bucket';
const QUEUE = 'bench-queue';

export interface Scenario {
  readonly name: string;
  /** At least so large a share of the bare server's rate. */
  readonly goal: number;
  readonly durable: boolean;
  /** Bytes of the bare server's answers, where its usual ones would be another matter. */
  readonly answerSize?: number;
  /** Whether DynamoDB Local knows it too. */
  readonly isDynamodb: boolean;
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

export const scenarios: readonly Scenario[] = [
  { name: 'DynamoDB GetItem, 1 KB', goal: 0.6, durable: false, isDynamodb: true, prepare: [createTable, ...puts], requests: gets },
  { name: 'DynamoDB PutItem, 1 KB', goal: 0.55, durable: false, isDynamodb: true, prepare: [createTable], requests: puts },
  {
    name: 'S3 PutObject, 1 KB',
    goal: 0.5,
    durable: false,
    isDynamodb: false,
    prepare: [s3('PUT', `/${BUCKET}`)],
    requests: Array.from({ length: KEYS }, (_, id) => s3('PUT', `/${BUCKET}/key-${id}`, 'x'.repeat(1024))),
  },
  {
    name: 'S3 GetObject, 1 MiB',
    goal: 0.7,
    durable: false,
    isDynamodb: false,
    answerSize: MIB,
    prepare: [s3('PUT', `/${BUCKET}`), s3('PUT', `/${BUCKET}/key`, 'x'.repeat(MIB))],
    requests: [s3('GET', `/${BUCKET}/key`)],
  },
  {
    name: 'S3 GetObject, 1 KB',
    goal: 0.5,
    durable: false,
    isDynamodb: false,
    prepare: [s3('PUT', `/${BUCKET}`), s3('PUT', `/${BUCKET}/key`, 'x'.repeat(1024))],
    requests: [s3('GET', `/${BUCKET}/key`)],
  },
  {
    name: 'SQS SendMessage, 1 KB',
    goal: 0.5,
    durable: false,
    isDynamodb: false,
    prepare: [sqs('CreateQueue', { QueueName: QUEUE })],
    requests: [sqs('SendMessage', { QueueUrl: queueUrl(QUEUE), MessageBody: 'x'.repeat(1024) })],
  },
  {
    name: 'STS GetCallerIdentity',
    goal: 0.5,
    durable: false,
    isDynamodb: false,
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
  { name: 'DynamoDB PutItem, 1 KB, SQLite', goal: 0.25, durable: true, isDynamodb: true, prepare: [createTable], requests: puts },
];
