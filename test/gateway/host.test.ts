import { describe, expect, it } from 'vitest';
import { createHostReader } from '../../src/gateway/host.js';

const read = createHostReader(new Set(['s3', 'sqs', 'lambda', 'dynamodb', 'sts']));

describe('the Host header', () => {
  it.each([
    ['localhost:4566', {}],
    ['127.0.0.1:4566', {}],
    ['tinsmith:4566', {}],
    ['s3.localhost', { service: 's3' }],
    ['bucket.s3.localhost:4566', { service: 's3', subject: 'bucket' }],
    ['bucket.localhost:4566', { subject: 'bucket' }],
    ['my.bucket.s3.amazonaws.com', { service: 's3', subject: 'my.bucket' }],
    ['a.s3.b.s3.eu-west-1.amazonaws.com', { service: 's3', subject: 'a.s3.b', region: 'eu-west-1' }],
    ['bucket.s3-us-west-2.amazonaws.com', { service: 's3', subject: 'bucket', region: 'us-west-2' }],
    ['bucket.s3.dualstack.us-east-2.amazonaws.com', { service: 's3', subject: 'bucket', region: 'us-east-2' }],
    ['bucket.s3-website-us-east-1.amazonaws.com', { service: 's3-website', subject: 'bucket', region: 'us-east-1' }],
    ['bucket.s3-accelerate.amazonaws.com', { service: 's3-accelerate', subject: 'bucket' }],
    ['sqs.eu-central-1.amazonaws.com', { service: 'sqs', region: 'eu-central-1' }],
    ['sqs.us-east-1.localhost.localstack.cloud:4566', { service: 'sqs', region: 'us-east-1', bucket: 'sqs.us-east-1' }],
    ['us-west-1.sqs.localhost', { service: 'sqs', region: 'us-west-1', bucket: 'us-west-1.sqs' }],
    ['abc123.execute-api.us-east-1.amazonaws.com', { service: 'execute-api', subject: 'abc123', region: 'us-east-1' }],
    ['DYNAMODB.US-EAST-1.amazonaws.com', { service: 'dynamodb', region: 'us-east-1' }],
    ['sts.cn-north-1.amazonaws.com.cn', { service: 'sts', region: 'cn-north-1' }],
    ['abc123.execute-api.localhost.localstack.cloud', { service: 'execute-api', subject: 'abc123', bucket: 'abc123.execute-api' }],
    ['abc123.lambda-url.eu-west-1.on.aws', { service: 'lambda-url', subject: 'abc123', region: 'eu-west-1' }],
    ['us-east-2.queue.amazonaws.com', { service: 'sqs', region: 'us-east-2' }],
    ['glue.us-east-1.amazonaws.com', { foreign: 'glue', region: 'us-east-1' }],
    ['api.ecr.us-east-1.api.aws', { foreign: 'ecr', region: 'us-east-1' }],
    ['glue.us-east-1.localhost', { foreign: 'glue', region: 'us-east-1', subject: 'glue.us-east-1' }],
    ['us-east-1.amazonaws.com', {}],
    ['example.com', {}],
  ])('%s', (host, facts) => {
    expect(read(host)).toEqual(facts);
    // And again, from memory.
    expect(read(host)).toEqual(facts);
  });

  it('may be missing', () => {
    expect(read(undefined)).toEqual({});
  });
});
