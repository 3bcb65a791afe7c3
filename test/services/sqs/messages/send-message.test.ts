import {
  type MessageSystemAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal, signedFor } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const MIB = 1024 * 1024;
const allowed = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]';

describe.each(engines)('SendMessage on %s', (engine) => {
  const at = openSqs(engine);

  const sendTo = async (QueueUrl: string, more: Partial<SendMessageCommandInput> = {}) => {
    const { $metadata, ...answer } = await at.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'message', ...more }));
    return answer;
  };

  it("answers with the message's id and the MD5 of its body", async () => {
    const url = await at.queue();
    const answer = await sendTo(url);
    expect(answer).toEqual({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/), MD5OfMessageBody: '78e731027d8fd50ed642340b7c9a63b3' });
    expect(await at.receive(url)).toEqual([
      {
        MessageId: answer.MessageId,
        Body: 'message',
        MD5OfBody: '78e731027d8fd50ed642340b7c9a63b3',
        ReceiptHandle: expect.any(String),
      },
    ]);
  });

  it('refuses a message without a body', async () => {
    expect(await refusal(sendTo(await at.queue(), { MessageBody: '' }))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter MessageBody.',
      status: 400,
    });
  });

  it('gives the code of the query protocol in a header, and that of the service in the body', async () => {
    const answer = await at.raw({
      method: 'POST',
      target: '/',
      headers: { ...signedFor('sqs'), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({ QueueUrl: await at.queue() }),
    });
    expect(answer.headers['x-amzn-query-error']).toBe('MissingParameter;Sender');
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'com.amazon.coral.service#MissingRequiredParameterException',
      message: 'The request must contain the parameter MessageBody.',
    });
  });

  it.each([
    ['\u0007', '#x7'],
    ['text\u0000', '#x0'],
    ['\uffff', '#xFFFF'],
  ])('refuses the characters that XML has not: %j', async (MessageBody, character) => {
    expect(await refusal(sendTo(await at.queue(), { MessageBody }))).toMatchObject({
      code: 'InvalidMessageContents',
      message: `Invalid binary character '${character}' was found in the message body, the set of allowed characters is ${allowed}.`,
      status: 400,
    });
  });

  it('takes what XML has: tabs, line ends, and characters beyond the first plane', async () => {
    const url = await at.queue();
    const body = '\t\r\n \u00c3\ud7ff\ue000\ufffd\u{1f600}\u{10ffff}';
    await at.send(url, body);
    expect(await at.bodies(url)).toEqual([body]);
  });

  it('refuses more than 1 MiB of body and attributes', async () => {
    const url = await at.queue();
    const long = 'a'.repeat(MIB);
    expect((await sendTo(url, { MessageBody: long })).MD5OfMessageBody).toBe('7202826a7791073fe2787f0c94603278');
    const expected = {
      code: 'InvalidParameterValue',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      status: 400,
    };
    const attribute = { k: { DataType: 'String', StringValue: 'v' } };
    expect(await refusal(sendTo(url, { MessageBody: `${long}a` }))).toMatchObject(expected);
    expect(await refusal(sendTo(url, { MessageBody: long, MessageAttributes: attribute }))).toMatchObject(expected);
    await sendTo(url, { MessageBody: 'a'.repeat(MIB - 8), MessageAttributes: attribute });
  });

  it("refuses more than the queue's maximum, counted in bytes", async () => {
    const url = await at.queue({ MaximumMessageSize: '1024' });
    await sendTo(url, { MessageBody: 'é'.repeat(512) });
    expect(await refusal(sendTo(url, { MessageBody: `${'é'.repeat(512)}a` }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    });
  });

  it('delays a message as it says, or else as the queue says', async () => {
    const url = await at.queue({ DelaySeconds: '10' });
    await sendTo(url, { MessageBody: 'by the queue' });
    await sendTo(url, { MessageBody: 'by itself', DelaySeconds: 5 });
    await sendTo(url, { MessageBody: 'not at all', DelaySeconds: 0 });
    expect(await at.bodies(url)).toEqual(['not at all']);
    await at.aws.clock.advance(5000);
    expect(await at.bodies(url)).toEqual(['by itself']);
    await at.aws.clock.advance(5000);
    expect(await at.bodies(url)).toEqual(['by the queue']);
  });

  it.each([-1, 901])('refuses a delay of %i seconds', async (DelaySeconds) => {
    expect(await refusal(sendTo(await at.queue(), { DelaySeconds }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    });
  });

  it('takes a group on a standard queue, but no deduplication id', async () => {
    const url = await at.queue();
    expect(await sendTo(url, { MessageGroupId: 'test' })).not.toHaveProperty('SequenceNumber');
    const [message] = await at.receive(url, { MessageSystemAttributeNames: ['All'] });
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'test' });
    expect(await refusal(sendTo(url, { MessageDeduplicationId: 'id' }))).toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'Value id for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
    });
  });

  it.each(['', 'a'.repeat(129), 'with space'])('refuses a group id that is no id: %j', async (MessageGroupId) => {
    expect(await refusal(sendTo(await at.queue(), { MessageGroupId }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${MessageGroupId} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    });
  });

  it('keeps the trace header of X-Ray, given as a system attribute or as a header', async () => {
    const url = await at.queue();
    const header = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1';
    const answer = await sendTo(url, { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: header } } });
    expect(answer.MD5OfMessageSystemAttributes).toBe('f223d1c97eb4f0a956419d8708c0f15a');
    const { status } = await at.raw({
      method: 'POST',
      target: '/',
      headers: {
        ...signedFor('sqs'),
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        'x-amzn-trace-id': header,
      },
      body: JSON.stringify({ QueueUrl: url, MessageBody: 'by header' }),
    });
    expect(status).toBe(200);
    const { Messages } = await at.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['AWSTraceHeader'] }),
    );
    expect(Messages?.map(({ Attributes }) => Attributes)).toEqual([{ AWSTraceHeader: header }, { AWSTraceHeader: header }]);
  });

  it.each<[string, MessageSystemAttributeValue, string, string]>([
    [
      'bytes',
      { DataType: 'Binary', BinaryValue: Buffer.of(1) },
      'InvalidParameterValue',
      "The type of message (system) attribute 'AWSTraceHeader' is invalid. You must use only the following supported type prefixes: String.",
    ],
    [
      'nothing',
      { DataType: 'String', StringValue: '' },
      'InvalidParameterValue',
      "Message (system) attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.",
    ],
    [
      'bytes beside a string',
      { DataType: 'String', StringValue: 'Root=1', BinaryValue: Buffer.of(1) },
      'InvalidParameterValue',
      "Message (system) attribute 'AWSTraceHeader' has several values: only the one of its type is allowed.",
    ],
    [
      'a list beside a string',
      { DataType: 'String', StringValue: 'Root=1', StringListValues: ['Root=1'] },
      'UnsupportedOperation',
      'Message attribute list values in SendMessage operation are not supported.',
    ],
    [
      'characters that XML has not',
      { DataType: 'String', StringValue: 'Root=\u0001' },
      'InvalidMessageContents',
      "Invalid binary character '#x1' was found in the message attribute 'AWSTraceHeader', the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].",
    ],
  ])('refuses %s as the trace header', async (_, AWSTraceHeader, code, message) => {
    const refused = refusal(sendTo(await at.queue(), { MessageSystemAttributes: { AWSTraceHeader } }));
    expect(await refused).toMatchObject({ code, message, status: 400 });
  });

  it('knows no other system attribute to send', async () => {
    const attributes = { Other: { DataType: 'String', StringValue: 'value' } };
    expect(await refusal(sendTo(await at.queue(), { MessageSystemAttributes: attributes } as object))).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Other.',
    });
  });

  it('refuses a queue that is not there', async () => {
    const missing = 'http://localhost:4566/000000000000/missing';
    expect(await refusal(sendTo(missing))).toMatchObject({
      code: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      status: 400,
    });
  });
});
