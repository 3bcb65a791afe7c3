import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCli, openCli } from './aws-cli.js';
import { findPython } from './python.js';

const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

describe.skipIf('missing' in python)(`the AWS CLI with SNS${skipped}`, () => {
  let cli: AwsCli;
  /** Version 1 of the CLI calls SQS's own hosts, whatever AWS_ENDPOINT_URL says. */
  const sqs = (...words: readonly string[]) => cli.answer('--endpoint-url', cli.endpoint, 'sqs', ...words);
  const sns = (...words: readonly string[]) => cli.answer('sns', ...words);

  beforeAll(async () => {
    cli = await openCli(python);
  });
  afterAll(() => cli?.close());

  it('makes a topic, subscribes a queue and publishes to it', async () => {
    const arn = 'arn:aws:sns:us-east-1:000000000000:cli';
    expect(await sns('create-topic', '--name', 'cli', '--attributes', 'DisplayName=CLI', '--tags', 'Key=a,Value=b')).toEqual({
      TopicArn: arn,
    });
    const url = await sqs('create-queue', '--queue-name', 'cli', '--query', 'QueueUrl');
    const endpoint = 'arn:aws:sqs:us-east-1:000000000000:cli';
    const subscription = await sns(
      ...['subscribe', '--topic-arn', arn, '--protocol', 'sqs', '--notification-endpoint', endpoint],
      ...['--attributes', 'RawMessageDelivery=true', '--query', 'SubscriptionArn'],
    );
    const attribute = '{"kind":{"DataType":"String","StringValue":"greeting"}}';
    await sns('publish', '--topic-arn', arn, '--message', 'hello', '--message-attributes', attribute);
    const received = await sqs(
      ...['receive-message', '--queue-url', String(url), '--message-attribute-names', 'All'],
      ...['--query', 'Messages[].[Body,MessageAttributes.kind.StringValue]'],
    );
    expect(received).toEqual([['hello', 'greeting']]);
    expect(await sns('list-subscriptions-by-topic', '--topic-arn', arn)).toEqual({
      Subscriptions: [{ SubscriptionArn: subscription, Owner: '000000000000', Protocol: 'sqs', Endpoint: endpoint, TopicArn: arn }],
    });
    expect(await sns('list-tags-for-resource', '--resource-arn', arn)).toEqual({ Tags: [{ Key: 'a', Value: 'b' }] });
    await sns('unsubscribe', '--subscription-arn', String(subscription));
    await sns('delete-topic', '--topic-arn', arn);
    expect(await sns('list-topics')).toEqual({ Topics: [] });
  });

  it('shows what it is refused with', async () => {
    const { status, stderr } = await cli.run('sns', 'publish', '--topic-arn', 'arn:aws:sns:us-east-1:000000000000:gone', '--message', 'x');
    expect(status).toBe(255);
    expect(stderr).toContain('An error occurred (NotFound) when calling the Publish operation: Topic does not exist');
  });
});
