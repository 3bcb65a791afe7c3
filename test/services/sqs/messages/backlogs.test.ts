import { beforeEach, describe, expect, it } from 'vitest';
import { type ControlledClock, createClock } from '../../../../src/clock/emulator-clock.js';
import type { Context } from '../../../../src/contract/context.js';
import { createRandom } from '../../../../src/gateway/random.js';
import { defaultServiceOptions } from '../../../../src/services/dependencies.js';
import { deleteMessage } from '../../../../src/services/sqs/messages/delete-message.js';
import { IN_FLIGHT_LIMIT } from '../../../../src/services/sqs/messages/receive.js';
import { receiveMessage } from '../../../../src/services/sqs/messages/receive-message.js';
import { defaultAttributes } from '../../../../src/services/sqs/queues/attribute-values.js';
import { openStorage, type Queue, type Storage } from '../../../../src/services/sqs/storage.js';
import { createKernel, type Kernel } from '../../../../src/state/kernel.js';
import { MemoryBlobs } from '../../../../src/state/memory-blobs.js';
import { MemoryEngine } from '../../../../src/state/memory-engine.js';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const QueueUrl = 'http://localhost:4566/000000000000/queue';
// Receives look at where the caller is, and at who waits.
const ctx = { ...scope, request: {} } as Context;

describe('backlogs', () => {
  let clock: ControlledClock;
  let kernel: Kernel;
  let storage: Storage;

  beforeEach(async () => {
    clock = createClock();
    await clock.freeze(Date.UTC(2026, 0));
    kernel = createKernel({ engine: new MemoryEngine(), blobs: new MemoryBlobs() });
    storage = openStorage({
      state: kernel.forService('sqs'),
      clock,
      random: createRandom('seed'),
      onStop: () => undefined,
      settings: { ...defaultServiceOptions, defaultAccount: scope.accountId, defaultRegion: scope.region, auth: false },
    });
  });

  const open = (fifo: boolean): Queue => {
    const queue: Queue = {
      ...scope,
      id: 'id',
      name: 'queue',
      arn: 'arn:aws:sqs:us-east-1:000000000000:queue',
      createdAt: clock.now(),
      modifiedAt: clock.now(),
      attributes: { ...defaultAttributes, fifo },
      tags: {},
    };
    kernel.atomically(() => storage.queues.in(scope).put(['queue'], queue));
    return queue;
  };
  const add = (queue: Queue, index: number) => {
    const now = clock.now();
    const stored = { id: `id-${index}`, body: 'body', md5: '', senderId: '', sentAt: now, visibleAt: now, groupId: `group-${index}` };
    return storage.backlogs.of(queue).add(stored, undefined, now);
  };
  const fill = (queue: Queue, inFlight: number): void =>
    storage.backlogs.turn(() => {
      const backlog = storage.backlogs.of(queue);
      for (let index = 0; index < inFlight; index++) backlog.receive(add(queue, index), clock.now(), clock.now() + 60_000);
    });
  const receive = (WaitTimeSeconds: number) => kernel.handle(() => receiveMessage(storage, { QueueUrl, WaitTimeSeconds }, ctx));

  it('are as before when a turn comes to nothing', () => {
    const queue = open(false);
    storage.backlogs.turn(() => add(queue, 0));
    const failing = () =>
      storage.backlogs.turn(() => {
        const backlog = storage.backlogs.of(queue);
        const first = backlog.next();
        if (first !== undefined) backlog.remove(first);
        add(queue, 1);
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(storage.backlogs.of(queue).next()?.id).toBe('id-0');
    expect(storage.backlogs.of(queue).counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it('refuse changes outside of a turn', () => {
    const queue = open(false);
    expect(() => kernel.atomically(() => add(queue, 0))).toThrow('A backlog is changed outside of a turn');
  });

  it('are read anew when the state was restored', async () => {
    const queue = open(false);
    storage.backlogs.turn(() => add(queue, 0));
    await kernel.snapshots.save('one');
    storage.backlogs.turn(() => add(queue, 1));
    await kernel.snapshots.restore('one');
    expect(storage.backlogs.of(queue).counts().visible).toBe(1);
  });

  it('hand out no more than 120,000 messages of a standard queue: a short poll is refused, a long one waits', async () => {
    const queue = open(false);
    fill(queue, IN_FLIGHT_LIMIT - 1);
    storage.backlogs.turn(() => [add(queue, -1), add(queue, -2)]);
    const { Messages: [last] = [] } = await receive(0);
    expect(last?.MessageId).toBe('id--1');
    expect(() => receive(0)).toThrow(
      expect.objectContaining({
        code: 'OverLimit',
        httpStatus: 403,
        message:
          'Too many messages have been received without being deleted. Please delete your received messages or let them timeout before receiving more.',
      }),
    );
    const waiting = receive(20);
    kernel.handle(() => deleteMessage(storage, { QueueUrl, ReceiptHandle: last?.ReceiptHandle ?? '' }, ctx));
    expect((await waiting).Messages?.map(({ MessageId }) => MessageId)).toEqual(['id--2']);
  });

  it('hand out no more than 120,000 messages of a FIFO queue, without an error', async () => {
    const queue = open(true);
    fill(queue, IN_FLIGHT_LIMIT);
    storage.backlogs.turn(() => add(queue, -1));
    expect(await receive(0)).toEqual({});
  });
});
