import { CreateQueueCommand, DeleteQueueCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)('ListQueues on %s', (engine) => {
  const at = openSqs(engine);
  const list = (input: { QueueNamePrefix?: string; MaxResults?: number; NextToken?: string } = {}) =>
    at.sqs.send(new ListQueuesCommand(input));
  const names = (urls: readonly string[] | undefined) => urls?.map((url) => url.slice(url.lastIndexOf('/') + 1));

  beforeAll(async () => {
    expect(await list()).toMatchObject({ $metadata: { httpStatusCode: 200 } });
    for (const QueueName of ['b-3', 'a-1', 'b-1', 'b-2', 'c']) await at.sqs.send(new CreateQueueCommand({ QueueName }));
  });

  it('lists all of the account and region, and those with a prefix', async () => {
    expect(names((await list()).QueueUrls)).toEqual(['a-1', 'b-1', 'b-2', 'b-3', 'c']);
    expect((await list({ QueueNamePrefix: 'b-' })).QueueUrls).toEqual(
      ['1', '2', '3'].map((n) => `http://localhost:4566/000000000000/b-${n}`),
    );
    expect((await list({ QueueNamePrefix: 'B' })).QueueUrls).toBeUndefined();
    const elsewhere = new SQSClient(at.aws.clientConfig({ region: 'eu-west-1' }));
    expect((await elsewhere.send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
    elsewhere.destroy();
  });

  it('goes on with a token, which only those get who ask for a number', async () => {
    const first = await list({ MaxResults: 2, QueueNamePrefix: 'b' });
    expect(names(first.QueueUrls)).toEqual(['b-1', 'b-2']);
    const rest = await list({ NextToken: first.NextToken ?? '', QueueNamePrefix: 'b' });
    expect(names(rest.QueueUrls)).toEqual(['b-3']);
    expect(rest.NextToken).toBeUndefined();
    expect((await list({ MaxResults: 5 })).NextToken).toBeUndefined();
    const pages: (string[] | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) });
      pages.push(names(page.QueueUrls));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([['a-1', 'b-1'], ['b-2', 'b-3'], ['c']]);
  });

  it.each([[0], [1001]])('refuses %d for a page', async (MaxResults) => {
    expect(await refusal(list({ MaxResults }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.`,
    });
  });

  it('refuses a token that it never gave', async () => {
    expect(await refusal(list({ NextToken: 'elsewhere' }))).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
  });

  it('finds queues of another account by name', async () => {
    const other = new SQSClient(at.aws.clientConfig({ account: '111122223333' }));
    await other.send(new CreateQueueCommand({ QueueName: 'theirs' }));
    const find = (QueueOwnerAWSAccountId?: string) =>
      at.sqs.send(
        new GetQueueUrlCommand({ QueueName: 'theirs', ...(QueueOwnerAWSAccountId === undefined ? {} : { QueueOwnerAWSAccountId }) }),
      );
    const { QueueUrl } = await find('111122223333');
    expect(QueueUrl).toBe('http://localhost:4566/111122223333/theirs');
    expect(await refusal(find())).toMatchObject({ code: 'QueueDoesNotExist', message: 'The specified queue does not exist.', status: 400 });
    await other.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await refusal(find('111122223333'))).toMatchObject({ code: 'QueueDoesNotExist' });
    expect(await refusal(other.send(new DeleteQueueCommand({ QueueUrl })))).toMatchObject({ code: 'QueueDoesNotExist' });
    other.destroy();
  });
});
