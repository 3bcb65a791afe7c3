import { describe, expect, it } from 'vitest';
import { createHostReader } from '../../src/gateway/host.js';

const read = createHostReader(new Set(['s3', 'sqs', 'lambda', 'execute-api', 'dynamodb', 'sts']));

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
    ['sqs.us-east-1.localhost.localstack.cloud:4566', { service: 'sqs', region: 'us-east-1' }],
    ['us-west-1.sqs.localhost', { service: 'sqs', region: 'us-west-1' }],
    ['abc123.execute-api.us-east-1.amazonaws.com', { service: 'execute-api', subject: 'abc123', region: 'us-east-1' }],
    ['DYNAMODB.US-EAST-1.amazonaws.com', { service: 'dynamodb', region: 'us-east-1' }],
    ['sts.cn-north-1.amazonaws.com.cn', { service: 'sts', region: 'cn-north-1' }],
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
