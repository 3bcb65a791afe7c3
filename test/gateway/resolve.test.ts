/** Which service and operation a request is taken for, or what it is refused with, seen from outside. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { type RawAnswer, type RawRequest, send, signedFor } from '../services/emulator.js';

let aws: Tinsmith;
beforeAll(async () => {
  aws = await startTinsmith({ listen: false });
});
afterAll(() => aws.stop());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const presigned = (service: string): string => `X-Amz-Credential=test%2F20260101%2Fus-east-1%2F${service}%2Faws4_request&X-Amz-Signature=0`;

/** What the journal says that the last request was for. */
async function resolvedBy(request: RawRequest): Promise<string> {
  aws.requests.clear();
  await send(aws, request);
  const [outcome] = aws.requests.list();
  return `${outcome?.service} ${outcome?.operation}`;
}

describe('a request finds its service', () => {
  it.each<[string, string, RawRequest]>([
    ['by its target', 'dynamodb ListTables', { method: 'POST', target: '/', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } }],
    [
      'by its target before its signature',
      'dynamodb ListTables',
      { method: 'POST', target: '/', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', ...signedFor('s3') } },
    ],
    [
      'by its signature before its host',
      's3 ListBuckets',
      { target: '/', headers: { ...signedFor('s3'), host: 'sqs.us-east-1.amazonaws.com' } },
    ],
    ['by its presigned query', 'sts GetCallerIdentity', { target: `/?Action=GetCallerIdentity&Version=2011-06-15&${presigned('sts')}` }],
    [
      'by its host',
      'sqs SendMessage',
      {
        method: 'POST',
        target: '/',
        headers: { ...form, host: 'sqs.us-east-1.localhost.localstack.cloud:4566' },
        body: 'Action=SendMessage',
      },
    ],
    [
      "by SQS's first host name",
      'sqs SendMessage',
      { method: 'POST', target: '/', headers: { ...form, host: 'us-west-2.queue.amazonaws.com' }, body: 'Action=SendMessage' },
    ],
    [
      "by a queue's URL, unsigned and without a version",
      'sqs AddPermission',
      { target: '/000000000000/queue?Action=AddPermission&Label=x' },
    ],
    [
      "by a queue's URL with a form",
      'sqs SendMessage',
      { method: 'POST', target: '/queue/eu-west-1/000000000000/queue', headers: form, body: 'Action=SendMessage&MessageBody=x' },
    ],
    [
      'by an action in the URL, before a form without one',
      'sqs SendMessage',
      { method: 'POST', target: '/000000000000/queue?Action=SendMessage', headers: form, body: 'MessageBody=x' },
    ],
    ['by a bucket in its host', 's3 GetObject', { target: '/a/b', headers: { host: 'bucket.s3.localhost.localstack.cloud:4566' } }],
    ['by a bucket before localhost', 's3 HeadBucket', { method: 'HEAD', target: '/', headers: { host: 'bucket.localhost:4566' } }],
    [
      'by a bucket that is named like a service, when the signature is of S3',
      's3 GetObject',
      { target: '/key', headers: { host: 'logs.localhost:4566', ...signedFor('s3') } },
    ],
    [
      'by a bucket with a region in its name, when the signature is of S3',
      's3 GetObject',
      { target: '/key', headers: { host: 'mail.eu-west-1.localhost:4566', ...signedFor('s3') } },
    ],
    [
      'by Action and Version',
      'sns ListTopics',
      { method: 'POST', target: '/', headers: form, body: 'Action=ListTopics&Version=2010-03-31' },
    ],
    ['by its path', 'lambda ListFunctions', { target: '/2015-03-31/functions/' }],
    ['as S3 when nothing else is known', 's3 GetObject', { target: '/bucket/key' }],
  ])('%s', async (_, expected, request) => {
    expect(await resolvedBy(request)).toBe(expected);
  });
});

describe('a service that is not emulated', () => {
  const json = (service: string) => ({ type: /^application\/json/, body: `{"message":"The service ${service} is not emulated"}` });
  const awsJson = (service: string) => ({
    type: /^application\/x-amz-json-1\.1$/,
    body: `{"__type":"NotImplemented","message":"The service ${service} is not emulated"}`,
  });
  const xml = (service: string, type: RegExp) => ({
    type,
    body: expect.stringMatching(
      new RegExp(`<ErrorResponse><Error>.*<Code>NotImplemented</Code><Message>The service ${service} is not emulated</Message></Error>`),
    ),
  });
  const ec2 = {
    type: /^text\/xml/,
    body: expect.stringMatching(
      /<Response><Errors><Error><Code>NotImplemented<\/Code><Message>The service ec2 is not emulated<\/Message><\/Error><\/Errors><RequestID>[-0-9a-f]{36}</,
    ),
  };

  it.each<[string, RawRequest, { readonly type: RegExp; readonly body: unknown }]>([
    [
      'with a target',
      {
        method: 'POST',
        target: '/',
        headers: { 'x-amz-target': 'AWSGlue.GetDatabases', 'content-type': 'application/x-amz-json-1.1', ...signedFor('glue') },
        body: '{}',
      },
      awsJson('glue'),
    ],
    [
      'with a form',
      { method: 'POST', target: '/', headers: { ...form, ...signedFor('autoscaling') }, body: 'Action=DescribeTags&Version=2011-01-01' },
      xml('autoscaling', /^text\/xml/),
    ],
    [
      "with EC2's form",
      { method: 'POST', target: '/', headers: { ...form, ...signedFor('ec2') }, body: 'Action=DescribeVpcs&Version=2016-11-15' },
      ec2,
    ],
    ['with a presigned action', { target: `/?Action=DescribeVpcs&Version=2016-11-15&${presigned('ec2')}` }, ec2],
    ['with a path', { target: '/v1/apis', headers: signedFor('appsync') }, json('appsync')],
    [
      'with a form for a path',
      { method: 'POST', target: '/2013-01-01/search', headers: { ...form, ...signedFor('cloudsearch') } },
      json('cloudsearch'),
    ],
    ['with a path and XML', { target: '/2013-04-01/hostedzone', headers: signedFor('route53') }, xml('route53', /^application\/xml/)],
    ['with a presigned path', { target: `/model/m/invoke?${presigned('bedrock')}` }, json('bedrock')],
    ['at its host on AWS', { target: '/any/path', headers: { host: 'glue.us-east-1.amazonaws.com' } }, json('glue')],
    [
      'at its host without a region',
      { target: '/any', headers: { host: 'cloudfront.amazonaws.com' } },
      xml('cloudfront', /^application\/xml/),
    ],
    ['at its VPC endpoint', { target: '/any', headers: { host: 'vpce-1a.ssmmessages.us-east-1.vpce.amazonaws.com' } }, json('ssmmessages')],
    ['at its host here', { target: '/any', headers: { host: 'glue.eu-west-1.localhost.localstack.cloud:4566' } }, json('glue')],
    ["at an API's host", { target: '/any', headers: { host: 'abc123.execute-api.localhost.localstack.cloud:4566' } }, json('execute-api')],
    ["at a function's host", { target: '/any', headers: { host: 'abc123.lambda-url.us-east-1.on.aws' } }, json('lambda-url')],
    [
      'that signs as S3',
      { target: '/v20180820/jobs', headers: { 'x-amz-account-id': '000000000000', ...signedFor('s3') } },
      xml('s3-control', /^application\/xml/),
    ],
    [
      'that prefixes its host with an account',
      {
        target: '/v20180820/jobs',
        headers: { 'x-amz-account-id': '000000000000', host: '000000000000.localhost:4566', ...signedFor('s3') },
      },
      xml('s3-control', /^application\/xml/),
    ],
    ['whose name begins with s3', { target: '/S3Outposts/ListEndpoints', headers: signedFor('s3-outposts') }, json('s3-outposts')],
    [
      'that takes tokens',
      { target: '/assignment/accounts', headers: { 'x-amz-sso_bearer_token': 'abc' } },
      { type: /^application\/json/, body: '{"message":"No emulated service has GET /assignment/accounts"}' },
    ],
    [
      'that is asked for tokens',
      { method: 'POST', target: '/client/register', headers: { 'content-type': 'application/json' }, body: '{}' },
      { type: /^application\/json/, body: '{"message":"No emulated service has POST /client/register"}' },
    ],
  ])('is named, and never taken for S3: %s', async (_, request, expected) => {
    const answer: RawAnswer = await send(aws, request);
    expect(answer).toMatchObject({ status: 501, body: expected.body });
    expect(answer.headers['content-type']).toMatch(expected.type);
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[-0-9a-f]{36}$/);
  });

  it('is named in CBOR', async () => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor', ...signedFor('partnercentral') };
    const answer = await send(aws, { method: 'POST', target: '/service/PartnerCentralSelling/operation/ListOpportunities', headers });
    expect(answer.status).toBe(501);
    expect(answer.headers['content-type']).toBe('application/cbor');
    expect(answer.body).toContain('The service partnercentral is not emulated');
  });
});

describe('an operation that is known but not emulated', () => {
  it.each<[string, RawRequest]>([
    [
      'kms ListKeys',
      {
        method: 'POST',
        target: '/',
        headers: { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1', ...signedFor('kms') },
        body: '{}',
      },
    ],
    ['lambda ListFunctions', { target: '/2015-03-31/functions/', headers: signedFor('lambda') }],
    [
      'iam ListUsers',
      { method: 'POST', target: '/', headers: { ...form, ...signedFor('iam') }, body: 'Action=ListUsers&Version=2010-05-08' },
    ],
  ])('is named: %s', async (named, request) => {
    const answer = await send(aws, request);
    expect(answer.status).toBe(501);
    expect(answer.body).toContain(`${named} is known but not emulated`);
  });
});

describe('an emulator that was started with some services', () => {
  it('names another, known or not, in its protocol', async () => {
    const some = await startTinsmith({ listen: false, services: ['sts'] });
    try {
      const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' };
      const table = await send(some, { method: 'POST', target: '/', headers: { ...target, ...signedFor('dynamodb') }, body: '{}' });
      expect(table).toMatchObject({ status: 501, body: expect.stringContaining('The service dynamodb is not among those') });
      expect(table.headers['content-type']).toBe('application/x-amz-json-1.0');
      const bucket = await send(some, { target: '/bucket/key' });
      expect(bucket).toMatchObject({ status: 501, body: expect.stringContaining('<Message>The service s3 is not among those') });
      const glue = await send(some, { target: '/v1/apis', headers: signedFor('appsync') });
      expect(glue).toMatchObject({ status: 501, body: expect.stringContaining('The service appsync is not emulated') });
    } finally {
      await some.stop();
    }
  });
});
