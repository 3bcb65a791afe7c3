import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../src/gateway/random.js';
import { post } from '../../../../../src/services/sns/delivery/http/post.js';
import { openReceiver, type Receiver } from './receiver.js';

describe('a post', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(() => receiver.close());

  const send = (signal = new AbortController().signal, timeoutMs = 15_000) =>
    post({ url: receiver.url, headers: {}, body: 'body' }, { timeoutMs, signal, random: createRandom('seed') });

  it('is given up when the endpoint takes too long', async () => {
    receiver.answers = ['hang'];
    expect(await send(undefined, 30)).toEqual({ error: 'No answer within 0.03 seconds' });
  });

  it('ends at once when it is told to', async () => {
    receiver.answers = ['hang'];
    const controller = new AbortController();
    const sending = send(controller.signal);
    await receiver.next();
    controller.abort();
    expect(await sending).toEqual({ error: 'The operation was aborted' });
  });

  it('does not follow where it is sent', async () => {
    receiver.answers = [{ status: 302, headers: { location: receiver.url } }];
    expect(await send()).toMatchObject({ status: 302 });
    expect(receiver.received).toHaveLength(1);
  });
});
