import {
  type MessageAttributeValue,
  type MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const text = (StringValue: string, DataType = 'String'): MessageAttributeValue => ({ DataType, StringValue });

describe.each(engines)('message attributes on %s', (engine) => {
  const at = openSqs(engine);

  const sendWith = async (QueueUrl: string, MessageAttributes: Record<string, MessageAttributeValue>) =>
    at.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'msg', MessageAttributes }));

  it.each<[string, Record<string, MessageAttributeValue>, string]>([
    ['a string', { Foo: text('Bar') }, 'ae7155c6026991b6d54b11589678bf9c'],
    [
      'bytes',
      {
        attr1: {
          DataType: 'Binary',
          BinaryValue: Buffer.from('traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01'),
        },
      },
      '8cbe4db156db8a94db8b801b7addb984',
    ],
    ['several', { 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') }, '4c360f3fdafd970e05fae2f149d997f5'],
  ])('answers with the MD5 that AWS computes of %s', async (_, attributes, md5) => {
    const url = await at.queue();
    expect((await sendWith(url, attributes)).MD5OfMessageAttributes).toBe(md5);
    const [message] = await at.receive(url, { MessageAttributeNames: ['All'] });
    expect(message?.MD5OfMessageAttributes).toBe(md5);
    expect(message?.MessageAttributes).toEqual(
      Object.fromEntries(
        Object.entries(attributes).map(([name, { BinaryValue, ...value }]) => [
          name,
          BinaryValue === undefined ? value : { ...value, BinaryValue: new Uint8Array(BinaryValue) },
        ]),
      ),
    );
  });

  it.each([
    ['all of them', ['All'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    ['all of them by a wildcard', ['.*'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    ['all of them by an asterisk', ['*'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    ['those of a name', ['Hello', 'General'], ['General', 'Hello'], 'fca026605781cb4126a1e9044df24232'],
    ['those that are there', ['Hello', 'Foo'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    ['those of a prefix', ['Hel.*'], ['Hello', 'Help.Me'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    ['none that is not there', ['Foo'], undefined, undefined],
    ['none for a name that cannot be', ['AWS.', '.Foo'], undefined, undefined],
    ['none unless asked', undefined, undefined, undefined],
  ])('gives %s, with their MD5', async (_, MessageAttributeNames, names, md5) => {
    const url = await at.queue();
    await sendWith(url, { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') });
    const [message] = await at.receive(url, { MessageAttributeNames });
    expect(message?.MessageAttributes && Object.keys(message.MessageAttributes).sort()).toEqual(names);
    expect(message?.MD5OfMessageAttributes).toBe(md5);
  });

  it('takes numbers, and types with a label of their own', async () => {
    const url = await at.queue();
    await sendWith(url, {
      a: text('-1.5e10', 'Number'),
      b: text('230.000000000000000001', 'Number.double'),
      c: text('id', 'String.uuid'),
      d: { DataType: 'Binary.gif', BinaryValue: Buffer.of(0, 255) },
      e: text(`00${'1'.repeat(38)}.000`, 'Number'),
      f: text(`1${'0'.repeat(126)}`, 'Number'),
      g: text('1E-128', 'Number'),
    });
  });

  it.each<[string, Record<string, MessageAttributeValue>, string, string]>([
    [
      'an empty value',
      { ErrorDetails: text('') },
      'InvalidParameterValue',
      "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
    ],
    [
      'a type that there is not',
      { 'my-attribute': text('value', 'string') },
      'InvalidParameterValue',
      "The type of message (user) attribute 'my-attribute' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
    ],
    [
      'more than ten',
      Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`name${index}`, text('value')])),
      'InvalidParameterValue',
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    ],
    [
      'no number',
      { n: text('one', 'Number') },
      'InvalidParameterValue',
      "Can't cast the value of message (user) attribute 'n' to a number.",
    ],
    [
      'characters that XML has not',
      { n: text('\u0008') },
      'InvalidMessageContents',
      "Invalid binary character '#x8' was found in the message attribute 'n', the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].",
    ],
    [
      'lists',
      { n: { DataType: 'String', StringValue: 'a', StringListValues: ['a'] } },
      'UnsupportedOperation',
      'Message attribute list values in SendMessage operation are not supported.',
    ],
  ])('refuses %s', async (_, attributes, code, message) => {
    expect(await refusal(sendWith(await at.queue(), attributes))).toMatchObject({ code, message, status: 400 });
  });

  it.each(['', '.', '1e127', '1e-129', '1'.repeat(39), `0.${'1'.repeat(39)}`, '0x10', '1 2'])('takes %j for no number', async (number) => {
    const message =
      number === ''
        ? "Message (user) attribute 'n' must contain a non-empty value of type 'String'."
        : "Can't cast the value of message (user) attribute 'n' to a number.";
    expect(await refusal(sendWith(await at.queue(), { n: text(number, 'Number') }))).toMatchObject({
      code: 'InvalidParameterValue',
      message,
    });
  });

  it('refuses an empty name', async () => {
    expect(await refusal(sendWith(await at.queue(), { '': text('value') }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'The request must contain non-empty message attribute name.',
    });
  });

  it.each(['AWS.name', 'amazon.name', '.name', 'name.', 'na..me', 'na me', 'a'.repeat(257)])('refuses the name %j', async (name) => {
    expect(await refusal(sendWith(await at.queue(), { [name]: text('value') }))).toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('tells the system attributes that are asked for, by either member', async () => {
    const url = await at.queue({ VisibilityTimeout: '0' });
    const sentAt = at.aws.clock.now().getTime();
    await at.send(url, 'msg');
    await at.aws.clock.advance(1000);
    const receive = async (AttributeNames: string[] | undefined, MessageSystemAttributeNames: MessageSystemAttributeName[] | undefined) => {
      const input = { QueueUrl: url, AttributeNames, MessageSystemAttributeNames } as object as { QueueUrl: string };
      const { Messages } = await at.sqs.send(new ReceiveMessageCommand(input));
      return Messages?.[0]?.Attributes;
    };
    const all = (count: number) => ({
      SenderId: '000000000000',
      SentTimestamp: String(sentAt),
      ApproximateFirstReceiveTimestamp: String(sentAt + 1000),
      ApproximateReceiveCount: String(count),
    });
    expect(await receive(undefined, ['All'])).toEqual(all(1));
    await at.aws.clock.advance(1000);
    expect(await receive(['All'], undefined)).toEqual(all(2));
    expect(await receive(['SenderId'], ['All'])).toEqual(all(3));
    expect(await receive(['SenderId', 'SequenceNumber'], undefined)).toEqual({ SenderId: '000000000000' });
    expect(await receive(undefined, ['ApproximateReceiveCount'])).toEqual({ ApproximateReceiveCount: '5' });
    expect(await receive(undefined, undefined)).toBeUndefined();
    expect(await refusal(receive(undefined, ['Wrong' as MessageSystemAttributeName]))).toMatchObject({
      code: 'InvalidAttributeName',
      message: 'Unknown Attribute Wrong.',
    });
  });
});
