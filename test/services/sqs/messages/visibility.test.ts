import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe.each(engines)('visibility on %s', (engine) => {
  const at = openSqs(engine);

  const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    at.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  it("hides a received message for the queue's visibility timeout", async () => {
    const url = await at.queue({ VisibilityTimeout: '20' });
    await at.send(url, 'one');
    expect(await at.bodies(url)).toEqual(['one']);
    expect(await at.bodies(url)).toEqual([]);
    await at.aws.clock.advance(19 * SECOND);
    expect(await at.bodies(url)).toEqual([]);
    await at.aws.clock.advance(1 * SECOND);
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('hides it for as long as the receive says', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    expect(await at.bodies(url, { VisibilityTimeout: 2 })).toEqual(['one']);
    await at.aws.clock.advance(2 * SECOND);
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('leaves it visible where the receive says zero, and gives it only once', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    expect(await at.bodies(url, { VisibilityTimeout: 0 })).toEqual(['one']);
    expect(await at.bodies(url, { VisibilityTimeout: 0 })).toEqual(['one']);
  });

  it('counts a changed timeout from the change', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await at.aws.clock.advance(20 * SECOND);
    await change(url, message?.ReceiptHandle, 60);
    await at.aws.clock.advance(59 * SECOND);
    expect(await at.bodies(url)).toEqual([]);
    await at.aws.clock.advance(1 * SECOND);
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('gives a message back by a timeout of zero', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await change(url, message?.ReceiptHandle, 0);
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('changes the timeout of a message whose timeout is over', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url, { VisibilityTimeout: 1 });
    await at.aws.clock.advance(2 * SECOND);
    await change(url, message?.ReceiptHandle, 10);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('refuses to hide a message for more than twelve hours in all', async () => {
    const url = await at.queue({ VisibilityTimeout: '43200' });
    await at.send(url, 'one');
    const [message] = await at.receive(url);
    await change(url, message?.ReceiptHandle, 43_200);
    await at.aws.clock.advance(1 * SECOND);
    expect(await refusal(change(url, message?.ReceiptHandle, 43_200))).toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      status: 400,
    });
    await change(url, message?.ReceiptHandle, 43_199);
  });

  it.each([-1, 43_201])('refuses a timeout of %i seconds', async (seconds) => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [message] = await at.receive(url, { VisibilityTimeout: 0 });
    const expected = {
      code: 'InvalidParameterValue',
      message: `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.`,
    };
    expect(await refusal(change(url, message?.ReceiptHandle, seconds))).toMatchObject(expected);
    expect(await refusal(at.receive(url, { VisibilityTimeout: seconds }))).toMatchObject(expected);
  });

  it('refuses to change the timeout of a message that is deleted, or that somebody else has received since', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    const [first] = await at.receive(url, { VisibilityTimeout: 1 });
    await at.aws.clock.advance(1 * SECOND);
    const [second] = await at.receive(url);
    const message = (handle: string | undefined) =>
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`;
    expect(await refusal(change(url, first?.ReceiptHandle, 10))).toMatchObject({
      code: 'InvalidParameterValue',
      message: message(first?.ReceiptHandle),
    });
    await at.delete(url, second);
    expect(await refusal(change(url, second?.ReceiptHandle, 10))).toMatchObject({
      code: 'InvalidParameterValue',
      message: message(second?.ReceiptHandle),
    });
  });

  it('refuses what is no receipt handle, and one of another queue', async () => {
    const [url, other] = [await at.queue(), await at.queue()];
    await at.send(other, 'one');
    const [message] = await at.receive(other);
    for (const handle of ['no-handle', message?.ReceiptHandle]) {
      expect(await refusal(change(url, handle, 10))).toMatchObject({
        code: 'ReceiptHandleIsInvalid',
        message: `The input receipt handle "${handle}" is not a valid receipt handle.`,
      });
    }
  });

  it('forgets a message that is older than the queue keeps it, also one in flight', async () => {
    const url = await at.queue({ MessageRetentionPeriod: '3600' });
    await at.send(url, 'one');
    await at.send(url, 'two');
    await at.receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 3000 });
    await at.aws.clock.advance(1 * HOUR - 1);
    expect(await at.bodies(url, { VisibilityTimeout: 0 })).toEqual(['one', 'two']);
    await at.aws.clock.advance(1);
    expect(await at.bodies(url)).toEqual([]);
  });
});
