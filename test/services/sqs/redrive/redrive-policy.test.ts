import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const arnOf = (url: string): string => `arn:aws:sqs:us-east-1:000000000000:${url.slice(url.lastIndexOf('/') + 1)}`;

describe.each(engines)('a redrive policy on %s', (engine) => {
  const at = openSqs(engine);
  const set = (QueueUrl: string, name: QueueAttributeName, value: string) =>
    at.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { [name]: value } }));
  const get = async (QueueUrl: string, name: QueueAttributeName) =>
    (await at.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))).Attributes?.[name];
  const policy = (target: string, maxReceiveCount: unknown = 3) => JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount });

  it('is told with its count as a number, and goes with an empty value', async () => {
    const [source, target] = [await at.queue(), await at.queue()];
    await set(source, 'RedrivePolicy', ` {"maxReceiveCount": "1000", "deadLetterTargetArn": "${arnOf(target)}"}`);
    expect(await get(source, 'RedrivePolicy')).toBe(`{"deadLetterTargetArn":"${arnOf(target)}","maxReceiveCount":1000}`);
    await set(source, 'RedrivePolicy', '');
    expect(await get(source, 'RedrivePolicy')).toBeUndefined();
  });

  it.each([
    ['no JSON', 'Redrive policy is not a valid JSON map.'],
    ['[1]', 'Redrive policy is not a valid JSON map.'],
    ['{}', 'Redrive policy does not contain mandatory attribute: maxReceiveCount.'],
    ['{"maxReceiveCount":1}', 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'],
    [
      '{"maxReceiveCount":0,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}',
      'Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.',
    ],
    [
      '{"maxReceiveCount":1001,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}',
      'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
    ],
    [
      '{"maxReceiveCount":"many","deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q"}',
      'Invalid value for maxReceiveCount: many, valid values are from 1 to 1000 both inclusive.',
    ],
    ['{"maxReceiveCount":1,"deadLetterTargetArn":"queue"}', 'Invalid value for deadLetterTargetArn.'],
    [
      '{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q","more":1}',
      'Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].',
    ],
    ['{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:nowhere"}', 'Dead letter target does not exist.'],
    [
      '{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:q"}',
      'Dead letter target owner should be same as the source.',
    ],
  ])('is not %s', async (text, reason) => {
    const expected = {
      code: 'InvalidParameterValue',
      message: `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      status: 400,
    };
    expect(await refusal(set(await at.queue(), 'RedrivePolicy', text))).toMatchObject(expected);
    expect(await refusal(at.queue({ RedrivePolicy: text }))).toMatchObject(expected);
  });

  it('names a queue of the same kind', async () => {
    const [standard, fifo] = [await at.queue(), await at.queue({ FifoQueue: 'true' })];
    for (const [source, target] of [
      [standard, fifo],
      [fifo, standard],
    ] as const) {
      expect(await refusal(set(source, 'RedrivePolicy', policy(target)))).toMatchObject({
        message: `Value ${policy(target)} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source.`,
      });
    }
  });

  it('names a queue of the same region', async () => {
    const elsewhere = new SQSClient(at.aws.clientConfig({ region: 'eu-west-1' }));
    await elsewhere.send(new CreateQueueCommand({ QueueName: 'far' }));
    elsewhere.destroy();
    const text = '{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:far"}';
    expect(await refusal(set(await at.queue(), 'RedrivePolicy', text))).toMatchObject({
      message: `Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    });
  });

  it('needs the consent of the queue that it names', async () => {
    const [allowed, other, target] = [await at.queue(), await at.queue(), await at.queue()];
    const allow = { redrivePermission: 'byQueue', sourceQueueArns: [arnOf(allowed)] };
    await set(target, 'RedriveAllowPolicy', JSON.stringify(allow));
    expect(JSON.parse((await get(target, 'RedriveAllowPolicy')) ?? '')).toEqual(allow);
    await set(allowed, 'RedrivePolicy', policy(target));
    const denied = {
      code: 'InvalidParameterValue',
      message: `Value ${policy(target)} for parameter RedrivePolicy is invalid. Reason: Queue does not have permissions to redrive to the specified dead letter queue.`,
    };
    expect(await refusal(set(other, 'RedrivePolicy', policy(target)))).toMatchObject(denied);
    await set(target, 'RedriveAllowPolicy', '{"redrivePermission":"denyAll"}');
    expect(await refusal(set(other, 'RedrivePolicy', policy(target)))).toMatchObject(denied);
    await set(target, 'RedriveAllowPolicy', '{"redrivePermission":"allowAll"}');
    await set(other, 'RedrivePolicy', policy(target));
    await set(target, 'RedriveAllowPolicy', '');
    expect(await get(target, 'RedriveAllowPolicy')).toBeUndefined();
  });

  it.each([
    ['no JSON'],
    ['{}'],
    ['{"redrivePermission":"some"}'],
    ['{"redrivePermission":"byQueue"}'],
    ['{"redrivePermission":"byQueue","sourceQueueArns":[]}'],
    ['{"redrivePermission":"byQueue","sourceQueueArns":["queue"]}'],
    [
      JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: Array.from({ length: 11 }, (_, n) => `arn:aws:sqs:us-east-1:000000000000:q${n}`),
      }),
    ],
    ['{"redrivePermission":"denyAll","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:q"]}'],
    ['{"redrivePermission":"denyAll","more":1}'],
  ])('is not allowed by %s', async (text) => {
    expect(await refusal(set(await at.queue(), 'RedriveAllowPolicy', text))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.`,
      status: 400,
    });
  });

  it('is found from the queue that it names, page by page', async () => {
    const target = await at.queue();
    const list = (more: { MaxResults?: number; NextToken?: string } = {}) =>
      at.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: target, ...more }));
    expect((await list()).queueUrls).toEqual([]);
    const sources: string[] = [];
    for (let n = 0; n < 3; n += 1) sources.push(await at.queue({ RedrivePolicy: policy(target) }));
    sources.sort();
    expect((await list()).queueUrls).toEqual(sources);
    const first = await list({ MaxResults: 2 });
    expect(first.queueUrls).toEqual(sources.slice(0, 2));
    expect(await list({ MaxResults: 2, NextToken: first.NextToken ?? '' })).toMatchObject({ queueUrls: sources.slice(2) });
    expect(await refusal(list({ MaxResults: 1001 }))).toMatchObject({ code: 'InvalidParameterValue' });
  });
});
