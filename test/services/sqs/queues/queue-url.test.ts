/** In which forms a queue's URL is given, and in which it is understood. */
import { describe, expect, it } from 'vitest';
import { engines, signedFor } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)("a queue's URL on %s", (engine) => {
  const at = openSqs(engine);
  const json = async (
    operation: string,
    input: object,
    host: string,
    region = 'us-east-1',
    target = '/',
  ): Promise<Record<string, unknown>> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      host,
      ...signedFor('sqs', region),
    };
    return JSON.parse((await at.raw({ method: 'POST', target, headers, body: JSON.stringify(input) })).body || '{}');
  };

  it.each([
    ['localhost:4566', 'us-east-1'],
    ['127.0.0.1:4566', 'us-east-1'],
    ['sqs.us-east-1.localhost.localstack.cloud:4566', 'us-east-1'],
    ['sqs.eu-west-1.localhost.localstack.cloud:4566', 'eu-west-1'],
    ['eu-west-1.queue.localhost.localstack.cloud:4566', 'eu-west-1'],
    ['queue.localhost.localstack.cloud:4566', 'us-east-1'],
    ['sqs.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['queue.amazonaws.com', 'us-east-1'],
    ['tinsmith:4566', 'ap-south-1'],
  ])('echoes the host %s', async (host, region) => {
    const { QueueUrl } = await json('CreateQueue', { QueueName: 'echoed' }, host, region);
    expect(QueueUrl).toBe(`http://${host}/000000000000/echoed`);
    const { Attributes } = await json('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] }, 'localhost:4566', region);
    expect(Attributes).toEqual({ QueueArn: `arn:aws:sqs:${region}:000000000000:echoed` });
  });

  it("names the queue's region where the host named another", async () => {
    const form = async (host: string) => (await json('CreateQueue', { QueueName: 'there' }, host, 'eu-central-1')).QueueUrl;
    expect(await form('sqs.us-east-1.localhost.localstack.cloud:4566')).toBe(
      'http://sqs.eu-central-1.localhost.localstack.cloud:4566/000000000000/there',
    );
    expect(await form('us-east-1.queue.amazonaws.com')).toBe('http://eu-central-1.queue.amazonaws.com/000000000000/there');
    expect(await form('queue.amazonaws.com')).toBe('http://eu-central-1.queue.amazonaws.com/000000000000/there');
  });

  it.each([
    ['http://localhost:4566/000000000000/one'],
    ['https://sqs.us-east-1.amazonaws.com/000000000000/one'],
    ['http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/one'],
    ['http://us-east-1.queue.localhost.localstack.cloud:4566/000000000000/one'],
    ['https://us-east-1.queue.amazonaws.com/000000000000/one'],
    ['https://queue.amazonaws.com/000000000000/one'],
    ['https://vpce-1-2.sqs.us-east-1.vpce.amazonaws.com/000000000000/one'],
    ['https://sqs-fips.us-east-1.amazonaws.com/000000000000/one'],
    ['http://localhost:4566/queue/us-east-1/000000000000/one'],
    ['http://other-name:1234/000000000000/one'],
    ['http://localhost:4566/000000000000/one/'],
  ])('is understood as %s', async (QueueUrl) => {
    await json('CreateQueue', { QueueName: 'one' }, 'localhost:4566');
    await json('CreateQueue', { QueueName: 'one' }, 'localhost:4566', 'eu-west-1');
    // Where the URL names a region, it is that one's, whatever region the caller has.
    const region = /us-east-1|queue\.amazonaws/.test(QueueUrl) ? 'eu-west-1' : 'us-east-1';
    const { Attributes } = await json('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] }, 'localhost:4566', region);
    expect(Attributes).toEqual({ QueueArn: 'arn:aws:sqs:us-east-1:000000000000:one' });
  });

  it('has its region in the path where it was asked there', async () => {
    await json('CreateQueue', { QueueName: 'pathed' }, 'localhost:4566', 'eu-west-1');
    const { QueueUrl } = await json(
      'GetQueueUrl',
      { QueueName: 'pathed' },
      'localhost:4566',
      'eu-west-1',
      '/queue/eu-west-1/000000000000/other',
    );
    expect(QueueUrl).toBe('http://localhost:4566/queue/eu-west-1/000000000000/pathed');
  });
});
