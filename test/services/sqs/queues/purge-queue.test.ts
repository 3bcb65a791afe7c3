import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)('PurgeQueue on %s', (engine) => {
  const at = openSqs(engine);
  const purge = (QueueUrl: string) => at.sqs.send(new PurgeQueueCommand({ QueueUrl }));

  it('removes all messages: visible, delayed and in flight', async () => {
    const url = await at.queue();
    await at.send(url, 'in flight');
    await at.receive(url);
    await at.send(url, 'visible');
    await at.send(url, 'delayed', { DelaySeconds: 5 });
    await purge(url);
    await at.aws.clock.advance(60_000);
    expect(await at.receive(url)).toEqual([]);
    await at.send(url, 'new');
    expect(await at.bodies(url)).toEqual(['new']);
  });

  it('is allowed once in 60 seconds for a queue', async () => {
    const url = await at.queue();
    await purge(url);
    await at.aws.clock.advance(59_999);
    expect(await refusal(purge(url))).toMatchObject({
      code: 'PurgeQueueInProgress',
      message: `Only one PurgeQueue operation on ${url.slice(url.lastIndexOf('/') + 1)} is allowed every 60 seconds.`,
      status: 403,
    });
    await purge(await at.queue());
    await at.aws.clock.advance(1);
    await purge(url);
  });

  it('refuses a queue that is not there', async () => {
    expect(await refusal(purge('http://localhost:4566/000000000000/nowhere'))).toMatchObject({
      code: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      status: 400,
    });
  });
});
