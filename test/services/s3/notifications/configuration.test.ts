import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openBucket } from '../s3-client.js';
import { Bucket, besideOtherServices, functionArn, queueArn, topicArn } from './destination-services.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const created: Event[] = ['s3:ObjectCreated:*'];

describe('notification configurations', () => {
  const beside = besideOtherServices();
  const put = (NotificationConfiguration: NotificationConfiguration, skip?: boolean) =>
    beside.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration,
        ...(skip === undefined ? {} : { SkipDestinationValidation: skip }),
      }),
    );
  const get = async () => {
    const { $metadata, ...configuration } = await beside.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    return configuration;
  };
  const rules = (...pairs: (readonly [string, string])[]) => ({
    Key: { FilterRules: pairs.map(([Name, Value]) => ({ Name: Name as 'prefix', Value })) },
  });

  it('are replaced as a whole, and emptied', async () => {
    expect(await get()).toEqual({});
    const TopicConfigurations = [{ Id: 'topic', TopicArn: topicArn, Events: ['s3:ObjectTagging:*' as const] }];
    const LambdaFunctionConfigurations = [
      { Id: 'function', LambdaFunctionArn: functionArn, Events: ['s3:ObjectRemoved:Delete' as const, 's3:ObjectAcl:Put' as const] },
    ];
    await put({ TopicConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration: {} });
    expect(await get()).toEqual({ TopicConfigurations, LambdaFunctionConfigurations, EventBridgeConfiguration: {} });
    await put({ QueueConfigurations: [{ QueueArn: queueArn, Events: created }] });
    const base64OfUuid = expect.stringMatching(/^[A-Za-z0-9+/]{48}$/);
    expect(await get()).toEqual({ QueueConfigurations: [{ Id: base64OfUuid, QueueArn: queueArn, Events: created }] });
    await put({});
    expect(await get()).toEqual({});
  });

  it('have ids of their own, and get those that they lack', async () => {
    const removed: Event[] = ['s3:ObjectRemoved:*'];
    const sameId = {
      QueueConfigurations: [{ Id: 'same', QueueArn: queueArn, Events: created }],
      TopicConfigurations: [{ Id: 'same', TopicArn: topicArn, Events: removed }],
    };
    expect(await refusal(put(sameId))).toEqual(refused('InvalidArgument', 'Same ID used for multiple configurations. IDs must be unique.'));
    await put({
      QueueConfigurations: [
        { Id: '', QueueArn: queueArn, Events: created },
        { Id: '', QueueArn: queueArn, Events: removed },
      ],
    });
    const ids = new Set((await get()).QueueConfigurations?.map(({ Id }) => Id));
    expect(ids.size).toBe(2);
    expect(ids).not.toContain('');
  });

  it('name filter rules whatever their case, and give them back with capitals', async () => {
    const Filter = rules(['suffix', '.txt'], ['PREFIX', 'notif-']);
    await put({ QueueConfigurations: [{ Id: 'id', QueueArn: queueArn, Events: created, Filter }] });
    expect((await get()).QueueConfigurations?.[0]?.Filter).toEqual(rules(['Prefix', 'notif-'], ['Suffix', '.txt']));
  });

  it('refuse other filter rules, repeated ones and long ones', async () => {
    const filtered = (...pairs: (readonly [string, string])[]) =>
      refusal(put({ QueueConfigurations: [{ QueueArn: queueArn, Events: created, Filter: rules(...pairs) }] }));
    expect(await filtered(['INVALID', 'a'])).toEqual(
      refused('InvalidArgument', 'filter rule name must be either prefix or suffix', {
        ArgumentName: 'FilterRule.Name',
        ArgumentValue: 'INVALID',
      }),
    );
    expect(await filtered(['prefix', 'a'], ['Prefix', 'b'])).toEqual(
      refused('InvalidArgument', 'Cannot specify more than one prefix rule in a filter.', {
        ArgumentName: 'FilterRule.Name',
        ArgumentValue: 'Prefix',
      }),
    );
    expect(await filtered(['suffix', 'é'.repeat(513)])).toMatchObject({
      message: 'Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation',
    });
  });

  it('refuse what is no ARN of the kind, whether destinations are validated or not', async () => {
    const unparsed = (ArgumentName: string, ArgumentValue: string) =>
      refused('InvalidArgument', 'The ARN could not be parsed', { ArgumentName, ArgumentValue });
    for (const skip of [true, false]) {
      expect(await refusal(put({ TopicConfigurations: [{ TopicArn: 'invalid-topic', Events: created }] }, skip))).toEqual(
        unparsed('Topic', 'invalid-topic'),
      );
      expect(await refusal(put({ QueueConfigurations: [{ QueueArn: topicArn, Events: created }] }, skip))).toEqual(
        unparsed('Queue', topicArn),
      );
      expect(await refusal(put({ LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'invalid-queue', Events: created }] }, skip))).toEqual(
        unparsed('CloudFunction', 'invalid-queue'),
      );
    }
  });

  it("refuse destinations outside of the bucket's region", async () => {
    const elsewhere = queueArn.replace('us-east-1', 'eu-west-1');
    expect(await refusal(put({ QueueConfigurations: [{ QueueArn: elsewhere, Events: created }] }))).toEqual(
      refused('InvalidArgument', 'The notification destination service region is not valid for the bucket location constraint', {
        ArgumentName: 'Queue',
        ArgumentValue: elsewhere,
      }),
    );
  });

  it('refuse two targets for one event', async () => {
    const two = (one: NotificationConfiguration, other: NotificationConfiguration) => put({ ...one, ...other });
    const queue = (Events: Event[], ...pairs: (readonly [string, string])[]) => ({
      QueueConfigurations: [{ QueueArn: queueArn, Events, Filter: rules(...pairs) }],
    });
    const topic = (Events: Event[], ...pairs: (readonly [string, string])[]) => ({
      TopicConfigurations: [{ TopicArn: topicArn, Events, Filter: rules(...pairs) }],
    });
    expect(await refusal(two(queue(created), topic(['s3:ObjectCreated:Put'])))).toEqual(
      refused('InvalidArgument', 'Configurations overlap. Configurations on the same bucket cannot share a common event type.'),
    );
    const ambiguous = refused(
      'InvalidArgument',
      'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
    );
    expect(await refusal(two(queue(created, ['prefix', 'images']), topic(created, ['prefix', 'images/a'])))).toEqual(ambiguous);
    expect(await refusal(two(queue(created, ['prefix', 'a']), topic(created, ['suffix', '.jpg'])))).toEqual(ambiguous);
    await two(queue(created, ['prefix', 'images']), topic(created, ['prefix', 'logs']));
    await two(queue(created, ['prefix', 'images'], ['suffix', '.jpg']), topic(created, ['prefix', 'images'], ['suffix', '.png']));
    await two(queue(created), topic(['s3:ObjectRemoved:*']));
  });

  it('list destinations that are not there, unless they are not to be validated', async () => {
    beside.existing.clear();
    const QueueConfigurations = [{ Id: 'a', QueueArn: queueArn, Events: created }];
    const LambdaFunctionConfigurations = [{ Id: 'b', LambdaFunctionArn: functionArn, Events: ['s3:ObjectRemoved:*' as const] }];
    expect(await refusal(put({ QueueConfigurations, LambdaFunctionConfigurations }))).toEqual(
      refused('InvalidArgument', 'Unable to validate the following destination configurations', {
        ArgumentName1: `${queueArn}, null`,
        ArgumentValue1: 'The destination queue does not exist',
        ArgumentName2: `${functionArn}, null`,
        ArgumentValue2: `Not authorized to invoke function [${functionArn}]`,
      }),
    );
    expect(await get()).toEqual({});
    await put({ QueueConfigurations, LambdaFunctionConfigurations }, true);
    expect(await get()).toEqual({ QueueConfigurations, LambdaFunctionConfigurations });
    expect(await beside.delivered()).toEqual([]);
  });

  it('send test events to queues and topics, not to functions', async () => {
    await put({
      QueueConfigurations: [{ QueueArn: queueArn, Events: created }],
      TopicConfigurations: [{ TopicArn: topicArn, Events: ['s3:ObjectRemoved:*'] }],
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: functionArn, Events: ['s3:ObjectTagging:*'] }],
    });
    const deliveries = await beside.delivered();
    expect(deliveries.map(({ call }) => call)).toEqual(['sns.publish', 'sqs.sendMessage']);
    const inputs = deliveries.map(({ input }) => input as Readonly<Record<string, string>>);
    expect(inputs[0]).toMatchObject({ TopicArn: topicArn, Subject: 'Amazon S3 Notification' });
    expect(inputs[1]).toMatchObject({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/queue' });
    for (const message of [inputs[0]?.Message, inputs[1]?.MessageBody])
      expect(JSON.parse(message ?? '')).toEqual({
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        Bucket,
        RequestId: expect.stringMatching(/./),
        HostId: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
      });
    expect(deliveries.map(({ as }) => [as.accountId, as.region, as.principal.arn])).toEqual([
      ['000000000000', 'us-east-1', 's3.amazonaws.com'],
      ['000000000000', 'us-east-1', 's3.amazonaws.com'],
    ]);
  });

  it('need a bucket', async () => {
    const missing = beside.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'no-bucket', NotificationConfiguration: {} }));
    expect(await refusal(missing)).toEqual(
      refused('NoSuchBucket', 'The specified bucket does not exist', { BucketName: 'no-bucket' }, 404),
    );
  });
});

describe('PutBucketNotification', () => {
  const beside = besideOtherServices();

  it('has the newer form with fewer elements', async () => {
    const client = beside.s3;
    client.middlewareStack.add(
      (next) => (args) => {
        // As the older operation writes it: an event of its own name, and one target of a kind.
        const request = args.request as { body?: string };
        if (typeof request.body === 'string')
          request.body = `<NotificationConfiguration><TopicConfiguration><Topic>${topicArn}</Topic><Event>s3:ObjectCreated:Put</Event></TopicConfiguration></NotificationConfiguration>`;
        return next(args);
      },
      { step: 'build', name: 'olderForm', priority: 'high' },
    );
    await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
    const { TopicConfigurations } = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(TopicConfigurations).toEqual([{ Id: expect.any(String), TopicArn: topicArn, Events: ['s3:ObjectCreated:Put'] }]);
  });
});

describe.each(engines)('notification configurations (%s)', (engine) => {
  const opened = openBucket(engine);

  it('may be empty', async () => {
    await opened.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
    const { $metadata, ...configuration } = await opened.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(configuration).toEqual({});
  });
});
