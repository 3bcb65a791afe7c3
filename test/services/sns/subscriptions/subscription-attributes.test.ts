import { SetSubscriptionAttributesCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { ACCOUNT, openSns } from '../open-sns.js';

const dlq = (name: string) => JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}` });

describe.each(engines)('attributes of subscriptions (%s)', (engine) => {
  const on = openSns(engine);
  const set = (SubscriptionArn: string, AttributeName: string, AttributeValue?: string) =>
    on.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  const make = async (attributes: Record<string, string> = {}) =>
    on.subscribe(await on.topic(attributes), await on.queue(attributes.FifoTopic === 'true' ? { FifoQueue: 'true' } : {}));
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}` });

  it('are set, and taken away by an empty value', async () => {
    const arn = await make();
    await set(arn, 'RawMessageDelivery', 'true');
    await set(arn, 'RedrivePolicy', dlq('dead'));
    expect(await on.subscriptionAttributes(arn)).toMatchObject({ RawMessageDelivery: 'true', RedrivePolicy: dlq('dead') });
    await set(arn, 'RawMessageDelivery', '');
    expect(await on.subscriptionAttributes(arn)).toMatchObject({ RawMessageDelivery: 'false', RedrivePolicy: dlq('dead') });
  });

  it('show a filter’s scope beside the filter alone', async () => {
    const arn = await make();
    expect(await on.subscriptionAttributes(arn)).not.toHaveProperty('FilterPolicyScope');
    await set(arn, 'FilterPolicyScope', 'MessageBody');
    expect(await on.subscriptionAttributes(arn)).not.toHaveProperty('FilterPolicyScope');
    expect(await refusal(set(arn, 'FilterPolicyScope', 'RandomValue'))).toMatchObject(
      invalid('FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes'),
    );
    const FilterPolicy = JSON.stringify({ attr: ['match-this'] });
    await set(arn, 'FilterPolicy', FilterPolicy);
    expect(await on.subscriptionAttributes(arn)).toMatchObject({ FilterPolicy, FilterPolicyScope: 'MessageBody' });
    await set(arn, 'FilterPolicy', '{}');
    expect(await on.subscriptionAttributes(arn)).not.toHaveProperty('FilterPolicy');
  });

  it('of a filter default to the scope of attributes', async () => {
    const arn = await make();
    await set(arn, 'FilterPolicy', JSON.stringify({ attr1: [{ numeric: ['>', 0, '<=', 100] }] }));
    expect(await on.subscriptionAttributes(arn)).toMatchObject({ FilterPolicyScope: 'MessageAttributes' });
  });

  it.each([
    ['RawMessageDelivery', 'maybe', 'RawMessageDelivery: Invalid value [maybe]. Must be true or false.'],
    ['RedrivePolicy', '{', 'RedrivePolicy: failed to parse JSON.'],
    ['RedrivePolicy', '{"maxReceiveCount":5}', 'RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"x"}', 'RedrivePolicy: deadLetterTargetArn is an invalid arn'],
    [
      'FilterPolicy',
      '{"key_a":"value_one"}',
      'FilterPolicy: "key_a" must be an object or an array\n at [Source: (String)"{"key_a":"value_one"}"; line: 1, column: 11]',
    ],
    ['ReplayPolicy', '{}', 'ReplayPolicy: Message replay is supported for FIFO topics only'],
    ['DeliveryPolicy', '{}', 'DeliveryPolicy: Delivery protocol [sqs] does not support delivery policies.'],
    ['SubscriptionRoleArn', 'x', 'SubscriptionRoleArn: Delivery protocol [sqs] does not support subscription roles.'],
    ['Endpoint', 'x', 'AttributeName'],
  ])('refuse %s as %s', async (name, value, what) => {
    const arn = await make();
    expect(await refusal(set(arn, name, value))).toMatchObject(invalid(what));
  });

  it('are refused with a reason when a queue is subscribed', async () => {
    const TopicArn = await on.topic();
    const { arn: Endpoint } = await on.queue();
    const subscribe = (Attributes: Record<string, string>) =>
      refusal(on.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes })));
    expect(await subscribe({ FilterPolicy: 'invalid' })).toMatchObject(
      invalid(
        "Attributes Reason: FilterPolicy: failed to parse JSON. Unrecognized token 'invalid': was expecting (JSON String, Number, Array, Object or " +
          "token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 8]",
      ),
    );
    expect(await subscribe({ RedrivePolicy: '{"maxReceiveCount":5}' })).toMatchObject(
      invalid('Attributes Reason: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.'),
    );
  });

  it('of FIFO subscriptions name FIFO queues for dead letters', async () => {
    const arn = await make({ FifoTopic: 'true' });
    expect(await refusal(set(arn, 'RedrivePolicy', dlq('dead')))).toMatchObject(
      invalid('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.'),
    );
    await set(arn, 'RedrivePolicy', dlq('dead.fifo'));
  });

  it('name dead-letter queues of their own account and region', async () => {
    const arn = await make();
    for (const [region, account] of [
      ['us-west-2', '000000000000'],
      ['us-east-1', '111111111111'],
    ]) {
      const policy = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:dead` });
      expect(await refusal(set(arn, 'RedrivePolicy', policy))).toMatchObject(
        invalid('RedrivePolicy: deadLetterTargetArn is an invalid arn'),
      );
    }
  });

  it('lose a RedrivePolicy by no value at all, not by an empty one', async () => {
    const arn = await make();
    await set(arn, 'RedrivePolicy', dlq('dead'));
    expect(await refusal(set(arn, 'RedrivePolicy', ''))).toMatchObject(invalid('RedrivePolicy: failed to parse JSON.'));
    expect(await on.subscriptionAttributes(arn)).toHaveProperty('RedrivePolicy');
    await on.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName: 'RedrivePolicy' }));
    expect(await on.subscriptionAttributes(arn)).not.toHaveProperty('RedrivePolicy');
  });

  it('have no more than 200 filter policies, of one topic', async () => {
    const TopicArn = await on.topic();
    const FilterPolicy = '{"a":["b"]}';
    const subscribe = (index: number, Attributes: Record<string, string> = {}) =>
      on.subscribe(TopicArn, { url: '', arn: `arn:aws:sqs:us-east-1:000000000000:q${index}` }, { Attributes });
    for (let index = 0; index < 199; index++) await subscribe(index, { FilterPolicy });
    const last = await subscribe(199);
    const late = await subscribe(200);
    await set(last, 'FilterPolicy', FilterPolicy);
    await set(last, 'FilterPolicy', '{"a":["c"]}');
    const many = {
      code: 'FilterPolicyLimitExceededException',
      message: 'Filter policy limit exceeded: a topic can have at most 200 filter policies',
      status: 403,
    };
    expect(await refusal(set(late, 'FilterPolicy', FilterPolicy))).toMatchObject(many);
    await set(last, 'FilterPolicy', '{}');
    await set(late, 'FilterPolicy', FilterPolicy);
    expect(await refusal(subscribe(201, { FilterPolicy }))).toMatchObject(many);
  });

  it('are set in vain on a subscription that ended', async () => {
    const arn = await make();
    await on.sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    expect(await refusal(set(arn, 'RawMessageDelivery', 'true'))).toMatchObject({
      code: 'NotFoundException',
      message: 'Subscription does not exist',
      status: 404,
    });
  });

  it('of queues don’t tell which messages are raw to email', async () => {
    const TopicArn = await on.topic();
    const Attributes = { RawMessageDelivery: 'true' };
    const call = on.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com', Attributes }));
    expect(await refusal(call)).toMatchObject(
      invalid('Attributes Reason: RawMessageDelivery: Delivery protocol [email] does not support raw message delivery.'),
    );
  });
});
