/** All services of the models behind the real dispatch, with handlers that answer nothing, and a valid request in every protocol. */
import { fileURLToPath } from 'node:url';
import { encode } from 'cbor-x';
import { routesOf } from '../../codegen/emit/routes.js';
import { descriptor, shapeTable } from '../../codegen/emit/tables.js';
import { emitValidators } from '../../codegen/emit/validators.js';
import { loadModels } from '../../codegen/model/load.js';
import { createClock } from '../../src/clock/emulator-clock.js';
import type { CatalogEntry, ServiceTables } from '../../src/contract/operation.js';
import type { WireHeaders, WireRequest, WireResponse } from '../../src/contract/wire.js';
import { Emulator } from '../../src/gateway/emulator.js';
import { Log } from '../../src/gateway/log.js';
import { openState } from '../../src/state/open.js';

export interface ValidRequest {
  readonly protocol: string;
  readonly method: string;
  readonly target: string;
  readonly headers: WireHeaders;
  readonly body: Buffer;
}

const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

const post = (protocol: string, service: string, target: string, headers: Record<string, string>, body: string | Buffer): ValidRequest => ({
  protocol,
  method: 'POST',
  target,
  headers: { host: 'localhost', authorization: signedFor(service), ...headers },
  body: Buffer.from(body),
});

const item = {
  id: { S: 'one' },
  number: { N: '12.5' },
  bytes: { B: 'AAEC' },
  list: { L: [{ S: 'a' }, { NULL: true }, { M: { x: { BOOL: false } } }] },
  set: { SS: ['a', 'b'] },
};

export const validRequests: readonly ValidRequest[] = [
  post(
    'awsJson1_0',
    'dynamodb',
    '/',
    { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-type': 'application/x-amz-json-1.0' },
    JSON.stringify({ TableName: 'things', Item: item, ReturnValues: 'NONE', ExpressionAttributeNames: { '#a': 'b' } }),
  ),
  post(
    'awsJson1_1',
    'logs',
    '/',
    { 'x-amz-target': 'Logs_20140328.PutLogEvents', 'content-type': 'application/x-amz-json-1.1' },
    JSON.stringify({ logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: 1_700_000_000_000, message: 'hello' }] }),
  ),
  post(
    'restJson1',
    'lambda',
    '/2015-03-31/functions',
    { 'content-type': 'application/json' },
    JSON.stringify({
      FunctionName: 'f',
      Role: 'arn:aws:iam::000000000000:role/r',
      Code: { ZipFile: 'UEsDBA==' },
      Environment: { Variables: { NAME: 'b' } },
      Layers: [],
      Timeout: 3,
    }),
  ),
  {
    ...post(
      'restXml',
      's3',
      '/bucket?lifecycle',
      { 'content-type': 'application/xml' },
      '<?xml version="1.0" encoding="UTF-8"?><LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>one</ID><Filter><Prefix>a/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>',
    ),
    method: 'PUT',
  },
  post(
    'awsQuery',
    'sns',
    '/',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3At&Message=hello&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=b',
  ),
  post(
    'awsQuery',
    'sqs',
    '/',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=SendMessageBatch&Version=2012-11-05&QueueUrl=http%3A%2F%2Flocalhost%2F000000000000%2Fq&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b&SendMessageBatchRequestEntry.1.DelaySeconds=1',
  ),
  post(
    'rpcv2Cbor',
    'monitoring',
    '/service/GraniteServiceVersion20100801/operation/PutMetricData',
    { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    encode({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5, Dimensions: [{ Name: 'a', Value: 'b' }], Unit: 'Count' }] }),
  ),
];

export async function openEverything(): Promise<Emulator> {
  const models = loadModels(fileURLToPath(new URL('../../models', import.meta.url)), { cover: 'all' });
  const catalog = models.map((model): CatalogEntry => {
    const operations = Object.fromEntries(model.covered.map((each) => [each.name, descriptor(model, each)]));
    const tables: ServiceTables = { facts: model.facts, shapes: shapeTable(model), operations };
    return {
      facts: model.facts,
      loadRoutes: async () => routesOf(model),
      loadTables: async () => tables,
      loadConstraints: async () => emitValidators(model, model.covered),
    };
  });
  const answerNothing = new Proxy({}, { get: () => () => ({}) });
  return new Emulator({
    catalog,
    loadService: async () => () => answerNothing,
    kernel: await openState(),
    clock: createClock(),
    log: new Log('silent'),
    defaultAccount: '000000000000',
    defaultRegion: 'us-east-1',
  });
}

export function wire({ method, target, headers }: Pick<ValidRequest, 'method' | 'target' | 'headers'>, body: Uint8Array): WireRequest {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    if (body.length > 0) yield body;
  };
  return {
    method,
    target,
    headers: { ...headers, 'content-length': String(body.length) },
    scheme: 'http',
    body: { length: body.length, read: async () => body, stream: () => Object.assign(chunks(), { length: body.length }) },
  };
}

export async function textOf({ body }: WireResponse): Promise<string> {
  if (body === undefined || typeof body === 'string') return body ?? '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString('latin1');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}
