import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const HOUR = 3600 * 1000;

describe.each(engines)('ReceiveMessage and DeleteMessage on %s', (engine) => {
  const at = openSqs(engine);

  it('leaves Messages out of an empty answer', async () => {
    const { $metadata, ...answer } = await at.sqs.send(new ReceiveMessageCommand({ QueueUrl: await at.queue() }));
    expect(answer).toEqual({});
  });

  it('gives one message unless more are asked for, the oldest first', async () => {
    const url = await at.queue();
    for (const body of ['1', '2', '3', '4']) await at.send(url, body);
    expect(await at.bodies(url, { MaxNumberOfMessages: undefined })).toEqual(['1']);
    expect(await at.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(['2', '3']);
    expect(await at.bodies(url)).toEqual(['4']);
  });

  it.each([0, 11])('refuses to give %i messages', async (MaxNumberOfMessages) => {
    expect(await refusal(at.receive(await at.queue(), { MaxNumberOfMessages }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${MaxNumberOfMessages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    });
  });

  it.each([-1, 21])('refuses to wait for %i seconds', async (WaitTimeSeconds) => {
    expect(await refusal(at.receive(await at.queue(), { WaitTimeSeconds }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${WaitTimeSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
    });
  });

  it('deletes a message by its handle, again without a complaint', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await at.delete(url, message);
    await at.delete(url, message);
    await at.aws.clock.advance(1 * HOUR);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('deletes a message whose timeout is over', async () => {
    const url = await at.queue({ VisibilityTimeout: '1' });
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await at.aws.clock.advance(2000);
    await at.delete(url, message);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('gives a new handle with every receive, and takes the older ones', async () => {
    const url = await at.queue({ VisibilityTimeout: '0' });
    await at.send(url, 'one');
    const [first] = await at.receive(url);
    const [second] = await at.receive(url);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await at.delete(url, first);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('refuses a handle that is older than twelve hours', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await at.aws.clock.advance(12 * HOUR + 1);
    expect(await refusal(at.delete(url, message))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    });
  });

  it('refuses what is no handle, and one of another queue', async () => {
    const [url, other] = [await at.queue(), await at.queue()];
    await at.send(other, 'one');
    const [message] = await at.receive(other);
    for (const ReceiptHandle of ['no-handle', message?.ReceiptHandle]) {
      expect(await refusal(at.delete(url, { ReceiptHandle }))).toMatchObject({
        code: 'ReceiptHandleIsInvalid',
        message: `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
        status: 404,
      });
    }
  });

  it('lets a group that has much in flight wait for the others', async () => {
    const url = await at.queue();
    for (let index = 0; index < 30; index++) await at.send(url, `noisy ${index}`, { MessageGroupId: 'noisy' });
    await at.send(url, 'quiet', { MessageGroupId: 'quiet' });
    await at.send(url, 'of no group');
    expect(await at.bodies(url)).toHaveLength(10);
    expect(await at.bodies(url, { MaxNumberOfMessages: 3 })).toEqual(['quiet', 'of no group', 'noisy 10']);
  });
});
