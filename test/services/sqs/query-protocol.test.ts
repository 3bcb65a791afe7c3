/** The protocol of clients before 2023: forms and URLs in, XML out, with the error codes of that time. */
import { describe, expect, it } from 'vitest';
import { elementOf, engines, type RawAnswer, signedFor } from '../emulator.js';
import { openSqs } from './open-sqs.js';

const XMLNS = 'xmlns="http://queue.amazonaws.com/doc/2012-11-05/"';

describe.each(engines)('the query protocol of SQS on %s', (engine) => {
  const at = openSqs(engine);
  const form = (parameters: Record<string, string>, target = '/', headers: Record<string, string> = signedFor('sqs')): Promise<RawAnswer> =>
    at.raw({
      method: 'POST',
      target,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
      body: new URLSearchParams({ Version: '2012-11-05', ...parameters }).toString(),
    });
  const pathOf = (url: string): string => new URL(url).pathname;

  it('creates a queue with attributes and tags', async () => {
    const answer = await form({
      Action: 'CreateQueue',
      QueueName: 'old',
      'Attribute.1.Name': 'DelaySeconds',
      'Attribute.1.Value': '5',
      'Attribute.2.Name': 'VisibilityTimeout',
      'Attribute.2.Value': '7',
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml' } });
    const id = answer.headers['x-amzn-requestid'];
    expect(answer.body.replace(/^<\?xml[^>]*\?>\s*/, '')).toBe(
      `<CreateQueueResponse ${XMLNS}><CreateQueueResult><QueueUrl>http://localhost:4566/000000000000/old</QueueUrl></CreateQueueResult>` +
        `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></CreateQueueResponse>`,
    );
    const attributes = await form(
      { Action: 'GetQueueAttributes', 'AttributeName.1': 'DelaySeconds', 'AttributeName.2': 'VisibilityTimeout' },
      '/000000000000/old',
    );
    expect(attributes.body).toContain(
      '<GetQueueAttributesResult><Attribute><Name>DelaySeconds</Name><Value>5</Value></Attribute>' +
        '<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute></GetQueueAttributesResult>',
    );
    const tags = await form({ Action: 'ListQueueTags' }, '/000000000000/old');
    expect(tags.body).toContain('<ListQueueTagsResult><Tag><Key>k</Key><Value>v</Value></Tag></ListQueueTagsResult>');
  });

  it("takes the queue from the request's path, signed or not, by POST and by GET", async () => {
    const url = await at.queue();
    const sent = await at.raw({ target: `${pathOf(url)}?Action=SendMessage&MessageBody=hello%2Fworld&Version=2012-11-05` });
    expect(sent.status).toBe(200);
    expect(elementOf(sent.body, 'MD5OfMessageBody')).toBe('c6be4e95a26409675447367b3e79f663');
    expect((await form({ Action: 'SendMessage', MessageBody: 'two' }, pathOf(url))).status).toBe(200);
    expect((await form({ Action: 'SendMessage', MessageBody: 'three' }, pathOf(url), {})).status).toBe(200);
    expect(
      (await form({ Action: 'SendMessage', MessageBody: 'four', QueueUrl: url }, '/', { host: 'sqs.us-east-1.localhost:4566' })).status,
    ).toBe(200);
    expect((await at.raw({ target: `${pathOf(url)}?Action=SendMessage&MessageBody=five` })).status).toBe(200);
    const received = await form({ Action: 'ReceiveMessage', MaxNumberOfMessages: '10', 'AttributeName.1': 'All' }, pathOf(url));
    expect([...received.body.matchAll(/<Body>([^<]*)<\/Body>/g)].map(([, body]) => body).sort()).toEqual([
      'five',
      'four',
      'hello/world',
      'three',
      'two',
    ]);
    expect(received.body).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
  });

  it('sends, receives and deletes in batches', async () => {
    const url = await at.queue();
    const sent = await form(
      {
        Action: 'SendMessageBatch',
        'SendMessageBatchRequestEntry.1.Id': 'one',
        'SendMessageBatchRequestEntry.1.MessageBody': 'first',
        'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'colour',
        'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
        'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'red',
        'SendMessageBatchRequestEntry.2.Id': 'two',
        'SendMessageBatchRequestEntry.2.MessageBody': 'second',
      },
      pathOf(url),
    );
    expect([...sent.body.matchAll(/<SendMessageBatchResultEntry><Id>(\w+)<\/Id>/g)].map(([, id]) => id)).toEqual(['one', 'two']);
    const received = await form({ Action: 'ReceiveMessage', MaxNumberOfMessages: '10', 'MessageAttributeName.1': 'All' }, pathOf(url));
    expect(received.body).toContain(
      '<MessageAttribute><Name>colour</Name><Value><StringValue>red</StringValue><DataType>String</DataType></Value></MessageAttribute>',
    );
    const handles = [...received.body.matchAll(/<ReceiptHandle>([^<]*)<\/ReceiptHandle>/g)].map(([, handle]) => handle ?? '');
    const deleted = await form(
      {
        Action: 'DeleteMessageBatch',
        ...Object.fromEntries(
          handles.flatMap((handle, n) => [
            [`DeleteMessageBatchRequestEntry.${n + 1}.Id`, `m${n}`],
            [`DeleteMessageBatchRequestEntry.${n + 1}.ReceiptHandle`, handle],
          ]),
        ),
      },
      pathOf(url),
    );
    expect(deleted.body).toContain('<DeleteMessageBatchResultEntry><Id>m1</Id></DeleteMessageBatchResultEntry>');
    await at.aws.clock.advance(31_000);
    expect((await form({ Action: 'ReceiveMessage' }, pathOf(url))).body).not.toContain('<Message>');
  });

  it.each<[string, Record<string, string>, number, string, string]>([
    [
      '/000000000000/nowhere',
      { Action: 'SendMessage', MessageBody: 'x' },
      400,
      'AWS.SimpleQueueService.NonExistentQueue',
      'The specified queue does not exist.',
    ],
    [
      '/',
      { Action: 'GetQueueUrl', QueueName: 'nowhere' },
      400,
      'AWS.SimpleQueueService.NonExistentQueue',
      'The specified queue does not exist.',
    ],
    ['/', { Action: 'SendMessage', MessageBody: 'x' }, 400, 'MissingParameter', 'The request must contain the parameter QueueUrl.'],
    [
      '/',
      { Action: 'CreateQueue', QueueName: 'a b' },
      400,
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    ],
    [
      '/',
      { Action: 'CreateQueue', QueueName: 'q', 'Attribute.1.Name': 'FifoQueue', 'Attribute.1.Value': 'false' },
      400,
      'InvalidAttributeName',
      'Unknown Attribute FifoQueue.',
    ],
    [
      '/',
      { Action: 'CreateQueue', QueueName: 'q', 'Attribute.1.Name': 'DelaySeconds', 'Attribute.1.Value': '-1' },
      400,
      'InvalidAttributeValue',
      'Invalid value for the parameter DelaySeconds.',
    ],
    ['/', { Action: 'CancelMessageMoveTask', TaskHandle: 'x' }, 400, 'InvalidParameterValue', 'Value for parameter TaskHandle is invalid.'],
    [
      '/',
      { Action: 'ListMessageMoveTasks', SourceArn: 'arn:aws:sqs:us-east-1:000000000000:nowhere' },
      404,
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    ],
    [
      '/000000000000/any',
      { Action: 'AddPermission', Label: 'x', 'ActionName.1': 'SendMessage' },
      400,
      'AWS.SimpleQueueService.NonExistentQueue',
      'The specified queue does not exist.',
    ],
    ['/', { Action: 'Jump' }, 400, 'InvalidAction', 'Could not find operation Jump for version 2012-11-05'],
  ])('refuses at %s %j', async (target, parameters, status, code, message) => {
    const answer = await form(parameters, target);
    expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({ status, type: 'text/xml' });
    expect(answer.body).toContain(`<ErrorResponse ${XMLNS}><Error><Type>Sender</Type><Code>${code}</Code><Message>`);
    expect(elementOf(answer.body, 'Message')?.replaceAll('&#39;', "'").replaceAll('&apos;', "'")).toBe(message);
    expect(answer.body).toContain('</Message><Detail/></Error><RequestId>');
    expect(elementOf(answer.body, 'RequestId')).toBe(answer.headers['x-amzn-requestid']);
  });

  it.each<[string, object, number, string, string]>([
    [
      'SendMessage',
      { QueueUrl: 'http://localhost:4566/000000000000/nowhere', MessageBody: 'x' },
      400,
      'com.amazonaws.sqs#QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue;Sender',
    ],
    ['CreateQueue', { QueueName: 'a b' }, 400, 'com.amazon.coral.service#InvalidParameterValueException', 'InvalidParameterValue;Sender'],
    ['CreateQueue', {}, 400, 'com.amazon.coral.service#MissingRequiredParameterException', 'MissingParameter;Sender'],
    [
      'ListMessageMoveTasks',
      { SourceArn: 'arn:aws:sqs:us-east-1:000000000000:nowhere' },
      404,
      'com.amazonaws.sqs#ResourceNotFoundException',
      'ResourceNotFoundException;Sender',
    ],
  ])('is told of in the header of what JSON refuses: %s %j', async (operation, input, status, type, header) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      'x-amzn-query-mode': 'true',
      ...signedFor('sqs'),
    };
    const answer = await at.raw({ method: 'POST', target: '/', headers, body: JSON.stringify(input) });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ __type: type });
    expect(answer.headers['x-amzn-query-error']).toBe(header);
  });

  it('calls a batch without entries empty', async () => {
    const url = await at.queue();
    const answer = await form({ Action: 'SendMessageBatch', Entries: '' }, pathOf(url));
    expect(elementOf(answer.body, 'Code')).toBe('AWS.SimpleQueueService.EmptyBatchRequest');
    expect(elementOf(answer.body, 'Message')).toBe('There should be at least one SendMessageBatchRequestEntry in the request.');
  });

  it('keeps both codes apart where a name is taken', async () => {
    const again = { QueueName: 'taken', Attributes: { DelaySeconds: '2' } };
    await form({ Action: 'CreateQueue', QueueName: 'taken', 'Attribute.1.Name': 'DelaySeconds', 'Attribute.1.Value': '1' });
    const query = await form({ Action: 'CreateQueue', QueueName: 'taken', 'Attribute.1.Name': 'DelaySeconds', 'Attribute.1.Value': '2' });
    expect(elementOf(query.body, 'Code')).toBe('QueueAlreadyExists');
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue', ...signedFor('sqs') };
    const json = await at.raw({ method: 'POST', target: '/', headers, body: JSON.stringify(again) });
    expect(JSON.parse(json.body)).toEqual({
      __type: 'com.amazonaws.sqs#QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    });
    expect(json.headers['x-amzn-query-error']).toBe('QueueAlreadyExists;Sender');
  });
});
