import { type MessageAttributeValue, PublishBatchCommand, PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns } from '../open-sns.js';

describe.each(engines)('message attributes (%s)', (engine) => {
  const on = openSns(engine);
  const publish = (input: PublishCommandInput) => on.sns.send(new PublishCommand(input));

  // Some lack what the SDK's type asks for.
  const value = (attribute: Partial<MessageAttributeValue>) => attribute as MessageAttributeValue;
  const empty = (type: string) =>
    `The message attribute 'attr1' must contain non-empty message attribute value for message attribute type '${type}'.`;
  const field = (type: string, name: string) => `The message attribute 'attr1' with type '${type}' must use field '${name}'.`;
  const PREFIX =
    "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.";
  const bytes = Uint8Array.of(1);
  it.each<[string, MessageAttributeValue, string]>([
    ['attr1', value({ DataType: 'String', StringValue: '' }), empty('String')],
    ['attr1', value({ DataType: 'String' }), empty('String')],
    ['attr1', value({ DataType: 'Binary', BinaryValue: new Uint8Array() }), empty('Binary')],
    ['attr1', value({ DataType: 'String', BinaryValue: bytes }), field('String', 'String')],
    ['attr1', value({ DataType: 'Number', BinaryValue: bytes }), field('Number', 'String')],
    ['attr1', value({ DataType: 'Binary', StringValue: 'x' }), field('Binary', 'Binary')],
    ['attr1', value({ DataType: 'InvalidType', StringValue: 'x' }), PREFIX],
    ['attr1', value({ DataType: 'Stringprefixed', StringValue: 'x' }), PREFIX],
    ['attr1', value({ DataType: 'Number', StringValue: 'x' }), "Could not cast message attribute 'attr1' value to number."],
    ['a'.repeat(257), value({ DataType: 'String', StringValue: 'x' }), 'Length of message attribute name must be less than 256 bytes.'],
    [
      '^attr',
      value({ DataType: 'String', StringValue: 'x' }),
      "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
    ],
    ['', value({ DataType: 'String', StringValue: 'x' }), 'Message attribute name can not be empty.'],
    ['.attr', value({ DataType: 'String', StringValue: 'x' }), "Invalid message attribute name starting with character '.' was found."],
    ['attr.', value({ DataType: 'String', StringValue: 'x' }), "Invalid message attribute name ending with character '.' was found."],
    ['at..tr', value({ DataType: 'String', StringValue: 'x' }), "Message attribute name can not have successive '.' character."],
  ])('are refused as %s, %j, alone and in a batch', async (name, attribute, message) => {
    const TopicArn = await on.topic();
    const MessageAttributes = { [name]: attribute };
    const refused = { code: 'InvalidParameterValueException', message, status: 400 };
    expect(await refusal(publish({ TopicArn, Message: 'x', MessageAttributes }))).toMatchObject(refused);
    const PublishBatchRequestEntries = [{ Id: '1', Message: 'x', MessageAttributes }];
    expect(await refusal(on.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })))).toMatchObject(refused);
  });

  it('need a type', async () => {
    const TopicArn = await on.topic();
    const MessageAttributes = { attr1: value({ StringValue: 'x' }) };
    expect(await refusal(publish({ TopicArn, Message: 'x', MessageAttributes }))).toMatchObject({
      code: 'ValidationError',
      message:
        "1 validation error detected: Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null",
    });
    const PublishBatchRequestEntries = [{ Id: '1', Message: 'x', MessageAttributes }];
    expect(await refusal(on.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })))).toMatchObject({
      message:
        "1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null",
    });
  });

  it('have types with labels of the caller’s own', async () => {
    const TopicArn = await on.topic();
    for (const DataType of ['String.prefixed', 'Number.int', 'String.Array'])
      await publish({ TopicArn, Message: 'x', MessageAttributes: { a: { DataType, StringValue: '1' } } });
  });
});
