/** What the policies of queues and topics must let S3 do before it notifies them (S3 User Guide, "Granting permissions to publish event notification messages to a destination"). */
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { ACCOUNTS, openAccounts } from '../access/accounts.js';

const Bucket = 'telling';
const policyOf = (Service: string, Action: string, Resource: string, sourceArn: string): string => {
  const Condition = { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNTS.alice } };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service }, Action, Resource, Condition }] });
};

describe.each(engines)('under --auth (%s)', (engine) => {
  const accounts = openAccounts(engine);
  let sqs: SQSClient;
  let sns: SNSClient;
  let count = 0;
  let url = '';
  let queue = '';
  let topic = '';

  const configure = (NotificationConfiguration: NotificationConfiguration) =>
    accounts.alice.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const Events = ['s3:ObjectCreated:*' as const];
  const toQueue = () => configure({ QueueConfigurations: [{ QueueArn: queue, Events }] });
  const toTopic = () => configure({ TopicConfigurations: [{ TopicArn: topic, Events }] });
  const setQueuePolicy = (Policy: string) => sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  const letInto = (sourceArn: string) => setQueuePolicy(policyOf('s3.amazonaws.com', 'sqs:SendMessage', queue, sourceArn));
  const setTopicPolicy = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'Policy', AttributeValue }));
  /** What the next message in the queue tells of: a test, or objects by their keys. */
  async function told(): Promise<readonly string[]> {
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }));
    // As S3 and SNS write it.
    const body = JSON.parse(message?.Body ?? '{}') as { readonly Message?: string };
    const event = (body.Message === undefined ? body : JSON.parse(body.Message)) as {
      readonly Event?: string;
      readonly Records?: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
    };
    return event.Event === undefined ? (event.Records ?? []).map(({ s3 }) => s3.object.key) : [event.Event];
  }
  const notLet = (arn: string, kind: string) => ({
    code: 'InvalidArgument',
    status: 400,
    message: 'Unable to validate the following destination configurations',
    members: {
      ArgumentName1: `${arn}, null`,
      ArgumentValue1: `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`,
    },
  });

  beforeAll(async () => {
    const config = { ...accounts.aws.clientConfig(), credentials: accounts.alice.config.credentials };
    sqs = new SQSClient(config);
    sns = new SNSClient(config);
    await accounts.alice.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => {
    sqs.destroy();
    sns.destroy();
  });
  async function makeQueue(): Promise<void> {
    count += 1;
    const name = `queue-${count}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    url = QueueUrl;
    queue = `arn:aws:sqs:us-east-1:${ACCOUNTS.alice}:${name}`;
  }

  it('queues are refused whose policies let S3 in for no bucket, or for another', async () => {
    await makeQueue();
    expect(await refusal(toQueue())).toEqual(notLet(queue, 'queue'));
    await letInto('arn:aws:s3:::another');
    expect(await refusal(toQueue())).toEqual(notLet(queue, 'queue'));
  });

  it('queues get events whose policies let S3 in for the bucket, as long as they do', async () => {
    await makeQueue();
    await letInto(`arn:aws:s3:::${Bucket}`);
    await toQueue();
    expect(await told()).toEqual(['s3:TestEvent']);
    const first = { url, queue };
    await makeQueue();
    await letInto(`arn:aws:s3:::${Bucket}`);
    const removed = { QueueArn: queue, Events: ['s3:ObjectRemoved:*' as const] };
    await configure({ QueueConfigurations: [{ QueueArn: first.queue, Events }, removed] });
    expect(await told()).toEqual(['s3:TestEvent']);
    const second = { url, queue };
    ({ url, queue } = first);
    expect(await told()).toEqual(['s3:TestEvent']);
    await letInto('arn:aws:s3:::another');
    await accounts.alice.send(new PutObjectCommand({ Bucket, Key: 'lost', Body: 'something' }));
    await accounts.alice.send(new DeleteObjectCommand({ Bucket, Key: 'lost' }));
    // Notifications go out in order: once this one has come, the one before has had its turn.
    ({ url, queue } = second);
    expect(await told()).toEqual(['lost']);
    ({ url, queue } = first);
    await letInto(`arn:aws:s3:::${Bucket}`);
    await accounts.alice.send(new PutObjectCommand({ Bucket, Key: 'told', Body: 'something' }));
    expect(await told()).toEqual(['told']);
  });

  it('topics are refused whose policies do not let S3 in, as that which they begin with', async () => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'refusing' }));
    topic = TopicArn;
    expect(await refusal(toTopic())).toEqual(notLet(topic, 'topic'));
  });

  it('topics pass on events where their policies and those of their queues let it be', async () => {
    await makeQueue();
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'passing' }));
    topic = TopicArn;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue }));
    await setTopicPolicy(policyOf('s3.amazonaws.com', 'SNS:Publish', topic, `arn:aws:s3:::${Bucket}`));
    await setQueuePolicy(policyOf('sns.amazonaws.com', 'sqs:SendMessage', queue, topic).replace(/,"StringEquals":\{[^}]*\}/, ''));
    await toTopic();
    expect(await told()).toEqual(['s3:TestEvent']);
    await accounts.alice.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'something' }));
    expect(await told()).toEqual(['key']);
  });

  it('queues and topics that are missing are said to be', async () => {
    [queue, topic] = [`arn:aws:sqs:us-east-1:${ACCOUNTS.alice}:missing`, `arn:aws:sns:us-east-1:${ACCOUNTS.alice}:missing`];
    expect((await refusal(toQueue())).members).toEqual({
      ArgumentName1: `${queue}, null`,
      ArgumentValue1: 'The destination queue does not exist',
    });
    expect((await refusal(toTopic())).members).toEqual({
      ArgumentName1: `${topic}, null`,
      ArgumentValue1: 'The destination topic does not exist',
    });
  });
});
