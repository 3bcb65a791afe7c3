import { beforeEach, describe, expect, it } from 'vitest';
import { type ControlledClock, createClock } from '../../../../src/clock/emulator-clock.js';
import type { ReceiveRequest } from '../../../../src/services/sqs/messages/receive.js';
import { Polls } from '../../../../src/services/sqs/polling/polls.js';
import type { Queue } from '../../../../src/services/sqs/storage.js';

const request: ReceiveRequest = {
  max: 10,
  visibilityTimeout: undefined,
  systemAttributes: new Set(),
  attributes: [],
  attemptId: undefined,
};
// Of a queue the polls look at what names it alone.
const queue = { id: 'id', name: 'queue', accountId: '000000000000', region: 'us-east-1' } as Queue;

class Client {
  readonly listeners = new Set<() => void>();

  whenGone(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  leave(): void {
    for (const listener of this.listeners) listener();
  }
}

describe('Polls', () => {
  let clock: ControlledClock;
  let messages: string[];
  let polls: Polls;
  let isThere: boolean;

  beforeEach(async () => {
    clock = createClock();
    await clock.freeze(Date.UTC(2026, 0));
    messages = [];
    isThere = true;
    polls = new Polls(clock, {
      current: () => (isThere ? queue : undefined),
      turn: (work) => work(),
      receive: () => messages.splice(0, 1).map((Body) => ({ Body })),
      nextLookAt: () => undefined,
    });
  });

  const send = (body: string): void => {
    messages.push(body);
    polls.wake(queue.id);
  };

  it('receives nothing for a client that has gone', async () => {
    const client = new Client();
    const gone = polls.wait(queue, request, 20, client);
    const waiting = polls.wait(queue, request, 20, undefined);
    client.leave();
    expect(await gone).toEqual({});
    send('one');
    expect(await waiting).toEqual({ Messages: [{ Body: 'one' }] });
  });

  it('keeps no client that was answered', async () => {
    const client = new Client();
    const waiting = polls.wait(queue, request, 20, client);
    send('one');
    await waiting;
    expect(client.listeners.size).toBe(0);
  });

  it('needs one timer for a thousand that wait, and looks once when a message comes', async () => {
    const waiting = Array.from({ length: 1000 }, () => polls.wait(queue, request, 20, undefined));
    expect(clock.status().scheduled).toBe(1);
    send('one');
    expect(await Promise.race(waiting)).toEqual({ Messages: [{ Body: 'one' }] });
    expect(clock.status().scheduled).toBe(1);
    await clock.advance(20_000);
    const answers = await Promise.all(waiting);
    expect(answers.filter(({ Messages }) => Messages !== undefined)).toHaveLength(1);
    await clock.advance(20_000);
    expect(clock.status().scheduled).toBe(0);
  });

  it('goes on waiting when the state of others was replaced, and no longer once the queue is gone', async () => {
    const first = polls.wait(queue, request, 20, undefined);
    const second = polls.wait(queue, request, 20, undefined);
    polls.replaced();
    send('one');
    expect(await first).toEqual({ Messages: [{ Body: 'one' }] });
    isThere = false;
    polls.replaced();
    expect(await second).toEqual({});
  });

  it('lets nobody wait once it has stopped', async () => {
    const waiting = polls.wait(queue, request, 20, undefined);
    polls.stop();
    expect(await waiting).toEqual({});
    expect(await polls.wait(queue, request, 20, undefined)).toEqual({});
  });
});
