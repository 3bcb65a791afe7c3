import { describe, expect, it } from 'vitest';
import { elementOf, engines, signedFor } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)('messages over the query protocol on %s', (engine) => {
  const at = openSqs(engine);

  const call = (url: string, parameters: Record<string, string>) =>
    at.raw({
      method: 'POST',
      target: new URL(url).pathname,
      headers: { ...signedFor('sqs'), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Version: '2012-11-05', QueueUrl: url, ...parameters }).toString(),
    });

  it('come and go, with their attributes', async () => {
    const url = await at.queue();
    const sent = await call(url, {
      Action: 'SendMessage',
      MessageBody: 'msg',
      'MessageAttribute.1.Name': 'Foo',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'Bar',
      'MessageAttribute.2.Name': 'bytes',
      'MessageAttribute.2.Value.DataType': 'Binary',
      'MessageAttribute.2.Value.BinaryValue': 'AAEC',
    });
    expect(sent.status).toBe(200);
    expect(elementOf(sent.body, 'MD5OfMessageBody')).toBe('6e2baaf3b97dbeef01c0043275f9a0e7');
    const received = await call(url, {
      Action: 'ReceiveMessage',
      'AttributeName.1': 'ApproximateReceiveCount',
      'MessageAttributeName.1': 'Foo',
    });
    expect(elementOf(received.body, 'Body')).toBe('msg');
    expect(elementOf(received.body, 'MD5OfMessageAttributes')).toBe('ae7155c6026991b6d54b11589678bf9c');
    expect(received.body).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
    const deleted = await call(url, {
      Action: 'DeleteMessageBatch',
      'DeleteMessageBatchRequestEntry.1.Id': 'good',
      'DeleteMessageBatchRequestEntry.1.ReceiptHandle': elementOf(received.body, 'ReceiptHandle') ?? '',
      'DeleteMessageBatchRequestEntry.2.Id': 'bad',
      'DeleteMessageBatchRequestEntry.2.ReceiptHandle': 'x',
    });
    expect(deleted.body).toContain('<DeleteMessageBatchResultEntry><Id>good</Id></DeleteMessageBatchResultEntry>');
    expect(elementOf(deleted.body, 'Code')).toBe('ReceiptHandleIsInvalid');
  });

  it.each([
    ['SendMessage', { MessageBody: '' }, 'MissingParameter', 'The request must contain the parameter MessageBody.'],
    [
      'ReceiveMessage',
      { MaxNumberOfMessages: '11' },
      'InvalidParameterValue',
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      'SendMessageBatch',
      {},
      'AWS.SimpleQueueService.EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    ],
  ])('are refused by %s with the codes of that protocol', async (Action, parameters, code, message) => {
    const { status, body } = await call(await at.queue(), { Action, ...parameters });
    expect({ status, code: elementOf(body, 'Code'), message: elementOf(body, 'Message'), type: elementOf(body, 'Type') }).toEqual({
      status: 400,
      code,
      message,
      type: 'Sender',
    });
  });
});
