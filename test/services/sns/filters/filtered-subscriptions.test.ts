/** Filter policies on their whole way: set, refused, and asked of each message (sns_filter_policy, recorded). */
import { PublishBatchCommand, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, type Queue } from '../open-sns.js';

const refused = (message: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${message}`, status: 400 });

describe.each(engines)('filter policies (%s)', (engine) => {
  const on = openSns(engine);
  const bodies = async (queue: Queue) => (await on.receive(queue)).map(({ Body }) => Body);
  const set = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
    on.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  async function subscribed(policy?: object, scope?: 'MessageAttributes' | 'MessageBody') {
    const [topic, queue] = [await on.topic(), await on.queue()];
    const Attributes = {
      RawMessageDelivery: 'true',
      ...(policy === undefined ? {} : { FilterPolicy: JSON.stringify(policy) }),
      ...(scope === undefined ? {} : { FilterPolicyScope: scope }),
    };
    return { topic, queue, arn: await on.subscribe(topic, queue, { Attributes }) };
  }
  const number = (StringValue: string) => ({ MessageAttributes: { attr1: { DataType: 'Number', StringValue } } });

  it('let through what they match by its attributes, and then by others', async () => {
    const { topic, queue, arn } = await subscribed({ attr1: [{ numeric: ['>', 0, '<=', 100] }] });
    const other = await on.queue();
    await on.subscribe(topic, other, { Attributes: { RawMessageDelivery: 'true' } });
    await on.publish(topic, 'in', number('99'));
    await on.publish(topic, 'out', number('111'));
    expect(await bodies(queue)).toEqual(['in']);
    expect(await bodies(other)).toEqual(['in', 'out']);
    await set(arn, 'FilterPolicy', JSON.stringify({ attr1: [null, { 'anything-but': 'whatever' }] }));
    await on.publish(topic, 'This the test message for null');
    await on.publish(topic, 'out', { MessageAttributes: { attr1: { DataType: 'String', StringValue: 'whatever' } } });
    expect(await bodies(queue)).toEqual(['This the test message for null']);
  });

  it('are asked of each message of a batch', async () => {
    const { topic, queue } = await subscribed({ attr1: [{ numeric: ['>', 0, '<=', 100] }] });
    const entries = ['99', '111', '5'].map((value, at) => ({ Id: String(at), Message: value, ...number(value) }));
    await on.sns.send(new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: entries }));
    expect(await bodies(queue)).toEqual(['99', '5']);
  });

  it('let through what they match by its body', async () => {
    const { topic, queue } = await subscribed({ object: { key: [{ prefix: 'auto-' }, 'hardcodedvalue'] } }, 'MessageBody');
    const passed = ['auto-test', 'hardcodedvalue'].map((key) => JSON.stringify({ object: { key } }));
    const others = [{ object: { key: 'test-auto' } }, { object: 'auto-test' }, {}].map((body) => JSON.stringify(body));
    for (const body of [...passed, ...others, 'auto-test', '["auto-test"]']) await on.publish(topic, body);
    expect(await bodies(queue)).toEqual(passed);
  });

  it('look at the body that the protocol gets', async () => {
    const { topic, queue } = await subscribed({ for: ['queues'] }, 'MessageBody');
    const message = JSON.stringify({ default: '{"for":"others"}', sqs: '{"for":"queues"}' });
    await on.publish(topic, message, { MessageStructure: 'json' });
    expect(await bodies(queue)).toEqual(['{"for":"queues"}']);
  });

  it('are refused when they are subscribed with, and when they are set, in the same words', async () => {
    const words = `FilterPolicy: exists match pattern must be either true or false.\n at [Source: (String)"{"key":[{"exists":null}]}"; line: 1, column: 23]`;
    expect(await refusal(subscribed({ key: [{ exists: null }] }))).toMatchObject(refused(`Attributes Reason: ${words}`));
    const { arn } = await subscribed();
    expect(await refusal(set(arn, 'FilterPolicy', '{"key":[{"exists":null}]}'))).toMatchObject(refused(words));
  });

  it('on attributes are not nested, on bodies they are', async () => {
    const { arn } = await subscribed();
    const nested = JSON.stringify({ object: { key: [{ prefix: 'auto-' }] } });
    const words = 'Filter policy scope MessageAttributes does not support nested filter policy';
    expect(await refusal(set(arn, 'FilterPolicy', nested))).toMatchObject(refused(words));
    await set(arn, 'FilterPolicyScope', 'MessageBody');
    await set(arn, 'FilterPolicy', nested);
    expect(await on.subscriptionAttributes(arn)).toMatchObject({ FilterPolicy: nested, FilterPolicyScope: 'MessageBody' });
    expect(await refusal(set(arn, 'FilterPolicyScope', 'MessageAttributes'))).toMatchObject(refused(words));
  });

  it('have five keys and 150 combinations of values at most', async () => {
    const { arn } = await subscribed({}, 'MessageBody');
    const many = (count: number) => Array.from({ length: count }, (_, at) => `value-${at}`);
    const complex = { key_a: { key_b: { key_c: many(4) } }, key_d: { key_e: many(3) }, key_f: many(3) };
    expect(await refusal(set(arn, 'FilterPolicy', JSON.stringify(complex)))).toMatchObject(
      refused('FilterPolicy: Filter policy is too complex'),
    );
    const wide = Object.fromEntries(many(6).map((key) => [key, ['value']]));
    expect(await refusal(set(arn, 'FilterPolicy', JSON.stringify(wide)))).toMatchObject(
      refused('FilterPolicy: Filter policy can not have more than 5 keys'),
    );
  });

  it('that are taken away let everything through', async () => {
    const { topic, queue, arn } = await subscribed({ key: ['value'] });
    await on.publish(topic, 'filtered');
    await set(arn, 'FilterPolicy', '{}');
    await on.publish(topic, 'not filtered');
    expect(await bodies(queue)).toEqual(['not filtered']);
  });
});
