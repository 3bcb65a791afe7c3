import {
  CreateTopicCommand,
  GetDataProtectionPolicyCommand,
  GetTopicAttributesCommand,
  PutDataProtectionPolicyCommand,
  SetTopicAttributesCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { ACCOUNT, openSns, topicArn } from '../open-sns.js';

const DEFAULT_POLICY = (arn: string) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'SNS:GetTopicAttributes',
        'SNS:SetTopicAttributes',
        'SNS:AddPermission',
        'SNS:RemovePermission',
        'SNS:DeleteTopic',
        'SNS:Subscribe',
        'SNS:ListSubscriptionsByTopic',
        'SNS:Publish',
      ],
      Resource: arn,
      Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT } },
    },
  ],
});
const RETRIES = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const EFFECTIVE = {
  http: {
    defaultHealthyRetryPolicy: RETRIES,
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};
const JSON_ATTRIBUTES = ['Policy', 'DeliveryPolicy', 'EffectiveDeliveryPolicy'];

describe.each(engines)('attributes of topics (%s)', (engine) => {
  const on = openSns(engine);
  const set = (TopicArn: string, AttributeName: string, AttributeValue?: string) =>
    on.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  const get = async (TopicArn: string): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries(await on.topicAttributes(TopicArn)).map(([name, value]) => [
        name,
        JSON_ATTRIBUTES.includes(name) ? JSON.parse(value) : value,
      ]),
    );

  it('of a standard topic begin as AWS makes them', async () => {
    const arn = await on.topic({ FifoTopic: 'false' });
    expect(await get(arn)).toEqual({
      DisplayName: '',
      EffectiveDeliveryPolicy: EFFECTIVE,
      Owner: ACCOUNT,
      Policy: DEFAULT_POLICY(arn),
      SubscriptionsConfirmed: '0',
      SubscriptionsDeleted: '0',
      SubscriptionsPending: '0',
      TopicArn: arn,
    });
  });

  it('of a FIFO topic say so, and whether contents are compared', async () => {
    const arn = await on.topic({ FifoTopic: 'true' });
    expect(await get(arn)).toMatchObject({ FifoTopic: 'true', ContentBasedDeduplication: 'false' });
    await set(arn, 'ContentBasedDeduplication', 'true');
    expect(await get(arn)).toMatchObject({ ContentBasedDeduplication: 'true' });
  });

  it('make a delivery policy whole, and its effect more so', async () => {
    const request = { headerContentType: 'application/json' };
    const DeliveryPolicy = JSON.stringify({ http: { defaultRequestPolicy: request } });
    const arn = await on.topic({ FifoTopic: 'true', DisplayName: 'TestTopic', SignatureVersion: '2', DeliveryPolicy });
    expect(await get(arn)).toMatchObject({
      DisplayName: 'TestTopic',
      SignatureVersion: '2',
      DeliveryPolicy: { http: { disableSubscriptionOverrides: false, defaultRequestPolicy: request } },
      EffectiveDeliveryPolicy: { http: { ...EFFECTIVE.http, defaultRequestPolicy: request } },
    });
    const own = { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 };
    await set(arn, 'DeliveryPolicy', JSON.stringify({ http: { defaultHealthyRetryPolicy: own } }));
    expect(await get(arn)).toMatchObject({
      DeliveryPolicy: { http: { defaultHealthyRetryPolicy: own, disableSubscriptionOverrides: false } },
      EffectiveDeliveryPolicy: { http: { ...EFFECTIVE.http, defaultHealthyRetryPolicy: { ...RETRIES, ...own } } },
    });
    await set(arn, 'DeliveryPolicy', JSON.stringify({ http: { defaultHealthyRetryPolicy: null } }));
    expect(await get(arn)).toMatchObject({
      DeliveryPolicy: { http: { disableSubscriptionOverrides: false } },
      EffectiveDeliveryPolicy: EFFECTIVE,
    });
    await set(arn, 'DeliveryPolicy', '');
    const bare = await get(arn);
    expect(bare).not.toHaveProperty('DeliveryPolicy');
    expect(bare).toMatchObject({ EffectiveDeliveryPolicy: EFFECTIVE });
  });

  it('are taken away by an empty value', async () => {
    const arn = await on.topic({ KmsMasterKeyId: 'alias/aws/sns', TracingConfig: 'Active' });
    expect(await get(arn)).toMatchObject({ KmsMasterKeyId: 'alias/aws/sns', TracingConfig: 'Active' });
    await set(arn, 'KmsMasterKeyId', '');
    await set(arn, 'TracingConfig');
    const attributes = await get(arn);
    expect(attributes).not.toHaveProperty('KmsMasterKeyId');
    expect(attributes).not.toHaveProperty('TracingConfig');
  });

  it('that say what the topic is can’t be set later', async () => {
    const arn = await on.topic();
    for (const name of ['FifoTopic', 'TopicArn', 'Owner', 'Nonsense'])
      expect((await refusal(set(arn, name, 'false'))).message, name).toBe('Invalid parameter: AttributeName');
  });

  it.each([
    ['DisplayName', 'x'.repeat(101), 'Invalid parameter: DisplayName'],
    ['Policy', '{', 'Invalid parameter: Policy Error: null'],
    ['Policy', JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sns:Publish' }] }), 'Invalid parameter: Policy Error: null'],
    ['DeliveryPolicy', '{', 'Invalid parameter: DeliveryPolicy: failed to parse JSON'],
    ['SignatureVersion', '3', 'Invalid parameter: SignatureVersion: Invalid value [3]. Must be one of 1, 2.'],
    ['TracingConfig', 'x', 'Invalid parameter: TracingConfig: Invalid value [x]. Must be one of PassThrough, Active.'],
    ['ContentBasedDeduplication', 'true', 'Invalid parameter: Content-based deduplication can only be set for FIFO topics'],
    ['ArchivePolicy', '{}', 'Invalid parameter: ArchivePolicy can only be set for FIFO topics'],
    [
      'SQSSuccessFeedbackSampleRate',
      '101',
      'Invalid parameter: SQSSuccessFeedbackSampleRate: Invalid value [101]. Must be an integer between 0 and 100.',
    ],
    [
      'HTTPFailureFeedbackRoleArn',
      'role',
      'Invalid parameter: HTTPFailureFeedbackRoleArn: Invalid value [role]. Must be the ARN of a role.',
    ],
  ])('refuse %s as %s', async (name, value, message) => {
    const arn = await on.topic();
    expect(await refusal(set(arn, name, value))).toMatchObject({ code: 'InvalidParameterException', message });
  });

  it('are refused with a reason when a topic is made', async () => {
    const create = (Attributes: Record<string, string>) => refusal(on.sns.send(new CreateTopicCommand({ Name: 'refused', Attributes })));
    expect((await create({ TracingConfig: 'x' })).message).toMatch(/^Invalid parameter: Attributes Reason: TracingConfig: /);
    expect((await create({ Nonsense: 'x' })).message).toBe('Invalid parameter: Attributes Reason: Unknown attribute: Nonsense');
  });

  it('keep the roles of delivery status', async () => {
    const role = 'arn:aws:iam::000000000000:role/feedback';
    const arn = await on.topic({ SQSSuccessFeedbackRoleArn: role, SQSSuccessFeedbackSampleRate: '50' });
    expect(await get(arn)).toMatchObject({ SQSSuccessFeedbackRoleArn: role, SQSSuccessFeedbackSampleRate: '50' });
  });

  it('are asked in vain of a topic that isn’t there', async () => {
    const TopicArn = topicArn('nowhere');
    const calls = [
      on.sns.send(new GetTopicAttributesCommand({ TopicArn })),
      set(TopicArn, 'DisplayName', 'x'),
      on.sns.send(new GetDataProtectionPolicyCommand({ ResourceArn: TopicArn })),
    ];
    for (const call of calls) expect(await refusal(call)).toMatchObject({ code: 'NotFoundException', message: 'Topic does not exist' });
  });

  it('include a data protection policy, which is kept as it came', async () => {
    const policy = JSON.stringify({ Name: 'p', Version: '2021-06-01', Statement: [{ Sid: 's', DataDirection: 'Inbound' }] });
    const ResourceArn = await on.topic({}, { DataProtectionPolicy: policy });
    const read = async () => (await on.sns.send(new GetDataProtectionPolicyCommand({ ResourceArn }))).DataProtectionPolicy;
    expect(await read()).toBe(policy);
    await on.sns.send(new PutDataProtectionPolicyCommand({ ResourceArn, DataProtectionPolicy: '' }));
    expect(await read()).toBeUndefined();
    expect(await refusal(on.sns.send(new PutDataProtectionPolicyCommand({ ResourceArn, DataProtectionPolicy: '{' })))).toMatchObject({
      code: 'InvalidParameterException',
    });
  });
});
