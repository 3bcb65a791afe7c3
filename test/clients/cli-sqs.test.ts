import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsCli, openCli } from './aws-cli.js';
import { findPython } from './python.js';

const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

describe.skipIf('missing' in python)(`the AWS CLI with SQS${skipped}`, () => {
  let cli: AwsCli;
  /** Version 1 of the CLI calls SQS's own hosts, whatever AWS_ENDPOINT_URL says. */
  const at = (...words: readonly string[]): readonly string[] => ['--endpoint-url', cli.endpoint, 'sqs', ...words];
  const sqs = (...words: readonly string[]) => cli.answer(...at(...words));
  const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const urlOf = async (name: string): Promise<string> => {
    const { QueueUrl } = (await sqs('get-queue-url', '--queue-name', name)) as { readonly QueueUrl: string };
    return QueueUrl;
  };

  beforeAll(async () => {
    cli = await openCli(python);
  });
  afterAll(() => cli?.close());

  it('creates queues with attributes and tags, lists, changes and deletes them', async () => {
    const attributes = await cli.file('attributes.json', { DelaySeconds: '5', MessageRetentionPeriod: '60' });
    const created = await sqs('create-queue', '--queue-name', 'jobs', '--attributes', attributes, '--tags', 'team=blue,stage=test');
    const url = await urlOf('jobs');
    expect(created).toEqual({ QueueUrl: url });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/jobs$/);
    expect(await sqs('list-queue-tags', '--queue-url', url)).toEqual({ Tags: { team: 'blue', stage: 'test' } });
    await sqs('set-queue-attributes', '--queue-url', url, '--attributes', 'DelaySeconds=0,VisibilityTimeout=7');
    const names = ['DelaySeconds', 'VisibilityTimeout', 'MessageRetentionPeriod', 'QueueArn'];
    expect(await sqs('get-queue-attributes', '--queue-url', url, '--attribute-names', ...names)).toEqual({
      Attributes: { DelaySeconds: '0', VisibilityTimeout: '7', MessageRetentionPeriod: '60', QueueArn: arnOf('jobs') },
    });
    await sqs('create-queue', '--queue-name', 'other');
    expect(await sqs('list-queues', '--queue-name-prefix', 'j')).toEqual({ QueueUrls: [url] });
    expect(await sqs('list-queues', '--page-size', '1', '--query', 'length(QueueUrls)')).toBe(2);
    await sqs('delete-queue', '--queue-url', await urlOf('other'));
    const refused = await cli.run(...at('get-queue-url', '--queue-name', 'other'));
    expect(refused.stderr).toContain(
      'An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: The specified queue does not exist.',
    );
  });

  it('sends messages, receives them with their attributes, and deletes them', async () => {
    const url = await urlOf('jobs');
    const attributes = await cli.file('message.json', { colour: { DataType: 'String', StringValue: 'grün' } });
    const sent = await sqs('send-message', '--queue-url', url, '--message-body', 'hello', '--message-attributes', attributes);
    expect(sent).toMatchObject({ MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' });
    const receive = ['receive-message', '--queue-url', url, '--message-attribute-names', 'All', '--message-system-attribute-names', 'All'];
    const { Messages } = (await sqs(...receive)) as { readonly Messages: readonly { readonly ReceiptHandle: string }[] };
    expect(Messages).toMatchObject([
      {
        Body: 'hello',
        Attributes: { SenderId: '000000000000', ApproximateReceiveCount: '1' },
        MessageAttributes: { colour: { StringValue: 'grün', DataType: 'String' } },
      },
    ]);
    const handle = Messages[0]?.ReceiptHandle ?? '';
    await sqs('change-message-visibility', '--queue-url', url, '--receipt-handle', handle, '--visibility-timeout', '0');
    expect(await sqs('receive-message', '--queue-url', url, '--query', 'Messages[0].Body')).toBe('hello');
    await sqs('delete-message', '--queue-url', url, '--receipt-handle', handle);
    const entries = await cli.file('entries.json', [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'two' },
    ]);
    expect(await sqs('send-message-batch', '--queue-url', url, '--entries', entries, '--query', 'Successful[].Id')).toEqual(['a', 'b']);
    const counts = ['--attribute-names', 'ApproximateNumberOfMessages', '--query', 'Attributes.ApproximateNumberOfMessages'];
    expect(await sqs('get-queue-attributes', '--queue-url', url, ...counts)).toBe('2');
    await sqs('purge-queue', '--queue-url', url);
    expect(await sqs('get-queue-attributes', '--queue-url', url, ...counts)).toBe('0');
  });

  it('peeks into a queue by an endpoint of its own', async () => {
    await sqs('create-queue', '--queue-name', 'seen');
    const url = await urlOf('seen');
    await sqs('send-message', '--queue-url', url, '--message-body', 'looked at');
    const receive = ['sqs', 'receive-message', '--queue-url', url, '--query', 'Messages[].Body'];
    const peek = ['--endpoint-url', `${cli.endpoint}/_aws/sqs/messages`, ...receive];
    expect(await cli.answer(...peek)).toEqual(['looked at']);
    expect(await cli.answer(...peek)).toEqual(['looked at']);
  });

  it('redrives dead letters', async () => {
    await sqs('create-queue', '--queue-name', 'letters');
    const policy = await cli.file('redrive.json', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('letters'), maxReceiveCount: '1' }),
    });
    await sqs('create-queue', '--queue-name', 'source', '--attributes', policy);
    const [source, letters] = [await urlOf('source'), await urlOf('letters')];
    expect(await sqs('list-dead-letter-source-queues', '--queue-url', letters)).toEqual({ queueUrls: [source] });
    await sqs('send-message', '--queue-url', source, '--message-body', 'never deleted');
    const receive = ['receive-message', '--queue-url', source, '--visibility-timeout', '0', '--query', 'Messages[].Body'];
    expect(await sqs(...receive)).toEqual(['never deleted']);
    expect(await sqs(...receive)).toBeNull();
    await sqs('start-message-move-task', '--source-arn', arnOf('letters'));
    expect(await sqs(...receive, '--wait-time-seconds', '10')).toEqual(['never deleted']);
    expect(await sqs('list-message-move-tasks', '--source-arn', arnOf('letters'), '--query', 'Results[0].Status')).toBe('COMPLETED');
  });
});
