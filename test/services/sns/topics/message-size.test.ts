import { CreateTopicCommand, PublishBatchCommand, PublishCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns } from '../open-sns.js';

const KIB = 1024;
const MIB = 1024 * KIB;

describe.each(engines)('MaximumMessageSize (%s)', (engine) => {
  const on = openSns(engine);
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}`, status: 400 });
  const publish = (TopicArn: string, size: number) => on.sns.send(new PublishCommand({ TopicArn, Message: 'x'.repeat(size) }));
  const publishBatch = (TopicArn: string, sizes: readonly number[]) =>
    on.sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: sizes.map((size, index) => ({ Id: String(index), Message: 'x'.repeat(size) })),
      }),
    );
  const set = (TopicArn: string, AttributeValue: string) =>
    on.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'MaximumMessageSize', AttributeValue }));
  const subscribe = (TopicArn: string, Protocol: string, Endpoint: string) =>
    on.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
  const NOT_EMAIL = 'MaximumMessageSize: Delivery protocol [email] does not support messages larger than 262144 bytes.';

  it('lets messages, and batches of them, be as large as 1 MiB', async () => {
    const arn = await on.topic({ MaximumMessageSize: String(MIB) });
    expect(await on.topicAttributes(arn)).toMatchObject({ MaximumMessageSize: '1048576' });
    const queue = await on.queue();
    await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    await publish(arn, MIB);
    expect((await on.receive(queue)).map(({ Body }) => Body?.length)).toEqual([MIB]);
    expect(await refusal(publish(arn, MIB + 1))).toMatchObject(invalid('Message too long'));
    expect((await publishBatch(arn, [MIB / 2, MIB / 2])).Successful).toHaveLength(2);
    expect(await refusal(publishBatch(arn, [MIB / 2, MIB / 2 + 1]))).toMatchObject({
      code: 'BatchRequestTooLongException',
      message: 'The length of all the messages put together is more than the limit.',
    });
  });

  it('keeps messages small, too', async () => {
    const arn = await on.topic();
    await set(arn, '1024');
    await publish(arn, KIB);
    expect(await refusal(publish(arn, KIB + 1))).toMatchObject(invalid('Message too long'));
    expect((await refusal(publishBatch(arn, [KIB, 1]))).code).toBe('BatchRequestTooLongException');
    await set(arn, '');
    await publish(arn, 256 * KIB);
  });

  it.each(['1023', '1048577', '2.5', '1e4', '-1', 'large'])('can’t be %s', async (size) => {
    const words = `MaximumMessageSize: Invalid value [${size}]. Must be an integer between 1024 and 1048576.`;
    expect(await refusal(set(await on.topic(), size))).toMatchObject(invalid(words));
    const call = on.sns.send(new CreateTopicCommand({ Name: 'sized', Attributes: { MaximumMessageSize: size } }));
    expect(await refusal(call)).toMatchObject(invalid(`Attributes Reason: ${words}`));
  });

  it('of more than 256 KiB goes with some protocols alone', async () => {
    const arn = await on.topic({ MaximumMessageSize: '262145' });
    expect(await refusal(subscribe(arn, 'email', 'a@example.com'))).toMatchObject(invalid(NOT_EMAIL));
    await set(arn, '262144');
    await subscribe(arn, 'email', 'a@example.com');
    expect(await refusal(set(arn, '262145'))).toMatchObject(invalid(NOT_EMAIL));
  });

  it('of more than 256 KiB goes with 100 subscriptions at most', async () => {
    const arn = await on.topic({ MaximumMessageSize: '262145' });
    const another = (index: number) => subscribe(arn, 'sqs', `arn:aws:sqs:us-east-1:000000000000:q${index}`);
    for (let index = 0; index < 100; index++) await another(index);
    const words = 'MaximumMessageSize: A topic whose messages may be larger than 262144 bytes can have at most 100 subscriptions.';
    expect(await refusal(another(100))).toMatchObject(invalid(words));
    await another(99);
    await set(arn, '262144');
    await another(100);
    expect(await refusal(set(arn, '262145'))).toMatchObject(invalid(words));
  });
});
