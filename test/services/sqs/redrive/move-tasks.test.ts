import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const arnOf = (url: string): string => `arn:aws:sqs:us-east-1:000000000000:${url.slice(url.lastIndexOf('/') + 1)}`;

describe.each(engines)('message move tasks on %s', (engine) => {
  const at = openSqs(engine);
  const start = async (source: string, more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
    (await at.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(source), ...more }))).TaskHandle ?? '';
  const list = async (source: string, MaxResults?: number) =>
    (await at.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf(source), ...(MaxResults === undefined ? {} : { MaxResults }) })))
      .Results ?? [];
  const cancel = (TaskHandle: string) => at.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  /** A queue whose messages have all become dead letters. */
  const letters = async (count: number, more: Record<string, string> = {}): Promise<{ source: string; letters: string }> => {
    const target = await at.queue(more);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount: 1 });
    const source = await at.queue({ ...more, RedrivePolicy });
    const group = more.FifoQueue === undefined ? {} : { MessageGroupId: 'g' };
    for (let n = 0; n < count; n += 1)
      await at.send(source, `letter ${n}`, more.FifoQueue === undefined ? {} : { ...group, MessageDeduplicationId: `letter-${n}` });
    for (let n = 0; n < count; n += 10) await at.receive(source, { VisibilityTimeout: 0 });
    expect(await at.receive(source)).toEqual([]);
    return { source, letters: target };
  };

  it('carry dead letters back to the queue that they come from', async () => {
    const queues = await letters(3);
    await start(queues.letters);
    await at.aws.clock.advance(1);
    expect(await list(queues.letters)).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: arnOf(queues.letters),
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: expect.any(Number),
      },
    ]);
    expect(await at.receive(queues.letters)).toEqual([]);
    const messages = await at.receive(queues.source, { MessageSystemAttributeNames: ['All'] });
    expect(messages.map(({ Body }) => Body).sort()).toEqual(['letter 0', 'letter 1', 'letter 2']);
    // They are new messages: nothing is left of how often they were received.
    expect(messages[0]?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(messages[0]?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
  });

  it('carry them to another queue, with its own time', async () => {
    const queues = await letters(2);
    const elsewhere = await at.queue();
    await start(queues.letters, { DestinationArn: arnOf(elsewhere) });
    await at.aws.clock.advance(1);
    expect((await at.bodies(elsewhere)).sort()).toEqual(['letter 0', 'letter 1']);
    expect(await list(queues.letters)).toMatchObject([{ Status: 'COMPLETED', DestinationArn: arnOf(elsewhere) }]);
  });

  it('keep the order of a FIFO queue', async () => {
    const queues = await letters(3, { FifoQueue: 'true' });
    await start(queues.letters);
    await at.aws.clock.advance(1);
    expect(await at.bodies(queues.source)).toEqual(['letter 0', 'letter 1', 'letter 2']);
  });

  it('go no faster than they may, and can be cancelled', async () => {
    const queues = await letters(10);
    const elsewhere = await at.queue();
    const handle = await start(queues.letters, { DestinationArn: arnOf(elsewhere), MaxNumberOfMessagesPerSecond: 1 });
    await at.aws.clock.advance(2500);
    const running = {
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 10,
      DestinationArn: arnOf(elsewhere),
      MaxNumberOfMessagesPerSecond: 1,
      SourceArn: arnOf(queues.letters),
      StartedTimestamp: expect.any(Number),
      Status: 'RUNNING',
    };
    expect(await list(queues.letters)).toEqual([{ ...running, TaskHandle: handle }]);
    expect(await refusal(start(queues.letters))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      status: 400,
    });
    expect(await cancel(handle)).toMatchObject({ ApproximateNumberOfMessagesMoved: 2 });
    await at.aws.clock.advance(60_000);
    expect(await list(queues.letters)).toEqual([{ ...running, Status: 'CANCELLED' }]);
    expect(await at.bodies(elsewhere)).toHaveLength(2);
    expect(await refusal(cancel(handle))).toMatchObject({ code: 'InvalidParameterValue', message: 'Only active tasks can be cancelled.' });
    await start(queues.letters, { MaxNumberOfMessagesPerSecond: 500 });
    await at.aws.clock.advance(1000);
    expect(await list(queues.letters, 10)).toMatchObject([{ Status: 'COMPLETED' }, { Status: 'CANCELLED' }]);
    expect(await list(queues.letters)).toHaveLength(1);
  });

  it('move more than 500 messages, and leave alone those in flight', async () => {
    const target = await at.queue();
    await at.queue({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount: 1 }) });
    const elsewhere = await at.queue();
    for (let n = 0; n < 620; n += 1) await at.send(target, String(n));
    await at.receive(target);
    await start(target, { DestinationArn: arnOf(elsewhere) });
    await at.aws.clock.advance(1);
    expect(await list(target)).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 610, ApproximateNumberOfMessagesToMove: 610 },
    ]);
    await at.aws.clock.advance(30_000);
    expect(await at.receive(target)).toHaveLength(10);
  });

  it('fail where it is unknown where a message comes from', async () => {
    const queues = await letters(0);
    await at.send(queues.letters, 'sent to it');
    await start(queues.letters);
    await at.aws.clock.advance(1);
    expect(await list(queues.letters)).toMatchObject([
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource', ApproximateNumberOfMessagesMoved: 0 },
    ]);
    expect(await at.bodies(queues.letters)).toEqual(['sent to it']);
  });

  it('fail where their destination is gone', async () => {
    const queues = await letters(1);
    const elsewhere = await at.queue();
    await start(queues.letters, { DestinationArn: arnOf(elsewhere), MaxNumberOfMessagesPerSecond: 1 });
    await at.sqs.send(new DeleteQueueCommand({ QueueUrl: elsewhere }));
    await at.aws.clock.advance(1000);
    expect(await list(queues.letters)).toMatchObject([{ Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' }]);
  });

  it('end with their queue', async () => {
    const queues = await letters(2);
    await start(queues.letters, { MaxNumberOfMessagesPerSecond: 1 });
    await at.sqs.send(new DeleteQueueCommand({ QueueUrl: queues.letters }));
    await at.aws.clock.advance(5000);
    expect(await at.receive(queues.source)).toEqual([]);
  });

  it('are listed ten at most', async () => {
    const queues = await letters(0);
    for (let n = 0; n < 12; n += 1) {
      await start(queues.letters);
      await at.aws.clock.advance(1000);
    }
    const listed = await list(queues.letters, 10);
    expect(listed).toHaveLength(10);
    const times = listed.map(({ StartedTimestamp }) => StartedTimestamp ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const MaxResults of [0, 11]) {
      expect(await refusal(list(queues.letters, MaxResults))).toMatchObject({
        code: 'InvalidParameterValue',
        message: `Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided.`,
      });
    }
  });

  it('begin at a dead-letter queue that is there, and end at one', async () => {
    const [plain, nowhere] = [await at.queue(), 'http://localhost:4566/000000000000/nowhere'];
    const queues = await letters(0);
    const notFound = (parameter: string) => ({
      code: 'ResourceNotFoundException',
      message: `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      status: 404,
    });
    expect(await refusal(start(plain))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Source queue must be configured as a Dead Letter Queue.',
      status: 400,
    });
    expect(await refusal(start(nowhere))).toMatchObject(notFound('SourceArn'));
    expect(await refusal(list(nowhere))).toMatchObject(notFound('SourceArn'));
    expect(await refusal(start(queues.letters, { DestinationArn: arnOf(nowhere) }))).toMatchObject(notFound('DestinationArn'));
    expect(await refusal(start(queues.letters, { SourceArn: 'queue' }))).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
    const fifo = await at.queue({ FifoQueue: 'true' });
    expect(await refusal(start(queues.letters, { DestinationArn: arnOf(fifo) }))).toMatchObject({ code: 'InvalidParameterValue' });
    for (const rate of [0, 501]) {
      expect(await refusal(start(queues.letters, { MaxNumberOfMessagesPerSecond: rate }))).toMatchObject({
        code: 'InvalidParameterValue',
        message: `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if provided.`,
      });
    }
  });

  it('are cancelled by their handles', async () => {
    const queues = await letters(0);
    const handle = (taskId: string, sourceArn: string) => Buffer.from(JSON.stringify({ taskId, sourceArn })).toString('base64');
    expect(await refusal(cancel('foobared'))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Value for parameter TaskHandle is invalid.',
      status: 400,
    });
    expect(await refusal(cancel(handle('x', 'arn:aws:sqs:us-east-1:000000000000:nowhere')))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: "The resource that you specified for the SourceArn parameter doesn't exist.",
      status: 404,
    });
    expect(await refusal(cancel(handle('x', arnOf(queues.letters))))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Task does not exist.',
      status: 404,
    });
  });
});
