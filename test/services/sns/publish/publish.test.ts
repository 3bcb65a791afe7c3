import { DeleteTopicCommand, PublishCommand, type PublishCommandInput, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, topicArn } from '../open-sns.js';

describe.each(engines)('Publish (%s)', (engine) => {
  const on = openSns(engine);
  const publish = (input: PublishCommandInput) => on.sns.send(new PublishCommand(input));
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}`, status: 400 });

  it('sends queues an envelope with its fields in AWS’s order', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const subscription = await on.subscribe(arn, queue);
    const MessageAttributes = {
      'an-attribute-key': { DataType: 'String', StringValue: 'an-attribute-value' },
      'binary-attribute': { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) },
    };
    const MessageId = await on.publish(arn, 'text', { Subject: 'a subject', MessageAttributes });
    const [message, ...others] = await on.receive(queue);
    expect(others).toEqual([]);
    expect(message).not.toHaveProperty('MessageAttributes');
    const body = JSON.parse(message?.Body ?? '');
    expect(Object.keys(body)).toEqual([
      'Type',
      'MessageId',
      'TopicArn',
      'Subject',
      'Message',
      'Timestamp',
      'SignatureVersion',
      'Signature',
      'SigningCertURL',
      'UnsubscribeURL',
      'MessageAttributes',
    ]);
    expect(body).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: arn,
      Subject: 'a subject',
      Message: 'text',
      SignatureVersion: '1',
      UnsubscribeURL: `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
      MessageAttributes: {
        'an-attribute-key': { Type: 'String', Value: 'an-attribute-value' },
        'binary-attribute': { Type: 'Binary', Value: 'AgME' },
      },
    });
    expect(body.Timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(body.SigningCertURL).toMatch(/^http:\/\/localhost:4566\/_aws\/sns\/SimpleNotificationService-[0-9a-f]{32}\.pem$/);
  });

  it('leaves a subject and attributes out of the envelope that there aren’t', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    await on.publish(arn, 'text');
    const [body] = await on.notifications(queue);
    expect(body).not.toHaveProperty('Subject');
    expect(body).not.toHaveProperty('MessageAttributes');
  });

  it('keeps every character of a message', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    const text = 'ö§a1"_!?,. £$-\n\t\\ 💥';
    await on.publish(arn, text);
    expect((await on.notifications(queue))[0]).toMatchObject({ Message: text });
  });

  it('sends raw messages as they are, with their attributes', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const SubscriptionArn = await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    const attr1 = { DataType: 'Number', StringValue: '99.12' };
    const store = { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) };
    await on.publish(arn, 'Test msg', { MessageAttributes: { attr1 } });
    expect(await on.receive(queue)).toMatchObject([
      { Body: 'Test msg', MD5OfMessageAttributes: 'd302007e9aa062660afc85fd0a482472', MessageAttributes: { attr1 } },
    ]);
    await on.publish(arn, 'This is a test message', { MessageAttributes: { store } });
    expect(await on.receive(queue)).toMatchObject([{ MessageAttributes: { store } }]);
    await on.sns.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'false' }),
    );
    await on.publish(arn, 'Test msg', { MessageAttributes: { attr1 } });
    expect(await on.notifications(queue)).toMatchObject([{ MessageAttributes: { attr1: { Type: 'Number', Value: '99.12' } } }]);
  });

  it('reaches those that were subscribed then', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.publish(arn, 'before');
    await on.subscribe(arn, queue);
    await on.publish(arn, 'after', { Subject: 'test-subject-after-sub' });
    expect(await on.notifications(queue)).toMatchObject([{ Message: 'after', Subject: 'test-subject-after-sub' }]);
  });

  it('passes a group on to standard queues', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    await on.publish(arn, 'fair', { MessageGroupId: 'my-group-id-1' });
    expect(await on.receive(queue)).toMatchObject([{ Attributes: { MessageGroupId: 'my-group-id-1' } }]);
  });

  it('sends what a filter policy lets through', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const all = await on.queue();
    const FilterPolicy = JSON.stringify({ attr1: [{ numeric: ['>', 0, '<=', 100] }] });
    await on.subscribe(arn, queue, { Attributes: { FilterPolicy } });
    await on.subscribe(arn, all);
    for (const StringValue of ['99', '111'])
      await on.publish(arn, StringValue, { MessageAttributes: { attr1: { DataType: 'Number', StringValue } } });
    expect((await on.notifications(queue)).map(({ Message }) => Message)).toEqual(['99']);
    expect(await on.notifications(all)).toHaveLength(2);
  });

  it('filters by what the protocol gets of a message for several', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const FilterPolicy = JSON.stringify({ to: ['queue'] });
    await on.subscribe(arn, queue, { Attributes: { FilterPolicy, FilterPolicyScope: 'MessageBody' } });
    const sqs = JSON.stringify({ to: 'queue' });
    await on.publish(arn, JSON.stringify({ default: '{}', sqs }), { MessageStructure: 'json' });
    await on.publish(arn, JSON.stringify({ default: sqs, sqs: '{}' }), { MessageStructure: 'json' });
    expect((await on.notifications(queue)).map(({ Message }) => Message)).toEqual([sqs]);
  });

  it('sends each protocol its own of a JSON structure, else the default', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    await on.publish(arn, JSON.stringify({ default: 'default field', sqs: 'test sqs' }), { MessageStructure: 'json' });
    const others = { default: 'default field', email: 'mail', other: 3, deep: { default: [{ deep: 1 }] } };
    await on.publish(arn, JSON.stringify(others), { MessageStructure: 'json' });
    expect((await on.notifications(queue)).map(({ Message }) => Message).sort()).toEqual(['default field', 'test sqs']);
  });

  it('is refused once the topic is deleted', async () => {
    const arn = await on.topic();
    await on.publish(arn, 'is there');
    await on.sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    const gone = { code: 'NotFoundException', message: 'Topic does not exist', status: 404 };
    expect(await refusal(publish({ TopicArn: arn, Message: 'x' }))).toMatchObject(gone);
    expect(await refusal(publish({ TargetArn: arn, Message: 'x' }))).toMatchObject(gone);
  });

  it.each([
    [
      { Message: `{"default":"x","other":${'['.repeat(1000)}${']'.repeat(1000)}}`, MessageStructure: 'json' },
      'Message Structure - JSON message body failed to parse',
    ],
    [{ Message: 'x', MessageStructure: 'json' }, 'Message Structure - JSON message body failed to parse'],
    [
      { Message: '{"default":"x","sqs":{"a":1},"sqs":"y"}', MessageStructure: 'json' },
      'Message Structure - JSON message body failed to parse',
    ],
    [{ Message: '{"sqs":"x"}', MessageStructure: 'json' }, 'Message Structure - No default entry in JSON message body'],
    [{ Message: '{"default":1}', MessageStructure: 'json' }, 'Message Structure - No default entry in JSON message body'],
    [{ Message: 'x', MessageStructure: 'xml' }, 'MessageStructure'],
    [{ Message: '' }, 'Empty message'],
    [{ Message: 'x', Subject: '' }, 'Subject'],
    [{ Message: 'x', Subject: 's'.repeat(101) }, 'Subject'],
    [{ Message: 'x', Subject: 'two\nlines' }, 'Subject'],
    [{ Message: 'x', Subject: ' blank' }, 'Subject'],
    [{ Message: 'x'.repeat(256 * 1024 + 1) }, 'Message too long'],
    [
      { Message: 'x', MessageDeduplicationId: 'd' },
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    ],
  ])('refuses %j', async (input, what) => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    expect(await refusal(publish({ TopicArn: arn, ...input }))).toMatchObject(invalid(what));
    expect(await on.receive(queue)).toEqual([]);
  });

  it('counts attributes into the 256 KiB of a message', async () => {
    const arn = await on.topic();
    const attribute = { name: { DataType: 'String', StringValue: 'value' } };
    const Message = 'é'.repeat((256 * 1024 - 'nameStringvalue'.length - 1) / 2);
    await publish({ TopicArn: arn, Message, MessageAttributes: attribute });
    expect(await refusal(publish({ TopicArn: arn, Message: `${Message}xx`, MessageAttributes: attribute }))).toMatchObject(
      invalid('Message too long'),
    );
  });

  it('needs one target that is there', async () => {
    expect(await refusal(publish({ Message: 'x' }))).toMatchObject(
      invalid('TopicArn or TargetArn Reason: no value for required parameter'),
    );
    const missing = { code: 'NotFoundException', message: 'Topic does not exist', status: 404 };
    expect(await refusal(publish({ TopicArn: topicArn('nowhere'), Message: 'x' }))).toMatchObject(missing);
    expect(await refusal(publish({ TargetArn: topicArn('nowhere'), Message: 'x' }))).toMatchObject(missing);
    expect(await refusal(publish({ TopicArn: 'x', Message: 'x' }))).toMatchObject(
      invalid('TopicArn Reason: An ARN must have at least 6 elements, not 1'),
    );
    const TargetArn = 'arn:aws:sns:us-east-1:000000000000:endpoint/APNS/abcdef/0f7d5971-aa8b-4bd5-b585-0826e9f93a66';
    expect(await refusal(publish({ TargetArn, Message: 'x' }))).toMatchObject(
      invalid('TargetArn Reason: No endpoint found for the target arn specified'),
    );
    const arn = await on.topic();
    expect((await refusal(publish({ TopicArn: arn, TargetArn: arn, Message: 'x' }))).code).toBe('InvalidParameterException');
  });

  it('takes a topic as TargetArn', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    await publish({ TargetArn: arn, Message: 'x' });
    expect(await on.notifications(queue)).toHaveLength(1);
  });

  it('reaches the other queues when one is gone', async () => {
    const arn = await on.topic();
    const gone = await on.queue();
    const there = await on.queue();
    await on.subscribe(arn, gone);
    await on.subscribe(arn, there);
    await on.sqs.send(new DeleteQueueCommand({ QueueUrl: gone.url }));
    await on.publish(arn, 'text');
    expect(await on.notifications(there)).toMatchObject([{ Message: 'text' }]);
  });

  it.each(['true', 'false'])('sends what a queue doesn’t get to the dead-letter queue as it would have come, raw %s', async (raw) => {
    const arn = await on.topic();
    const gone = await on.queue();
    const dead = await on.queue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
    await on.subscribe(arn, gone, { Attributes: { RedrivePolicy, RawMessageDelivery: raw } });
    await on.sqs.send(new DeleteQueueCommand({ QueueUrl: gone.url }));
    const attr1 = { DataType: 'Number', StringValue: '1' };
    const MessageId = await on.publish(arn, 'test_redrive_policy', { MessageAttributes: { attr1 } });
    const [message] = await on.receive(dead);
    if (raw === 'true') {
      expect(message).toMatchObject({ Body: 'test_redrive_policy', MessageAttributes: { attr1 } });
    } else {
      expect(message).not.toHaveProperty('MessageAttributes');
      expect(JSON.parse(message?.Body ?? '')).toMatchObject({ MessageId, Message: 'test_redrive_policy', TopicArn: arn });
    }
  });

  it('leaves nothing on the queue of a refused message', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(arn, queue);
    expect(await refusal(publish({ TopicArn: arn, Message: '' }))).toMatchObject(invalid('Empty message'));
    const { Attributes } = await on.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
  });
});
