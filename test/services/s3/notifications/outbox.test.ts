import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../../src/clock/emulator-clock.js';
import { FrameworkError } from '../../../../src/contract/errors.js';
import { createDestinations, type DestinationClients, type Notification } from '../../../../src/services/s3/notifications/destinations.js';
import { Outbox } from '../../../../src/services/s3/notifications/outbox.js';
import type { Bucket } from '../../../../src/services/s3/storage.js';
import { openState } from '../../../../src/state/open.js';

const bucket: Bucket = { name: 'a-bucket', accountId: '000000000000', region: 'us-east-1', createdAt: 0 };
const notification = (message: string): Notification => ({
  kind: 'queue',
  arn: 'arn:aws:sqs:us-east-1:000000000000:queue',
  bucket: 'a-bucket',
  region: 'us-east-1',
  accountId: '000000000000',
  message,
  at: 0,
});
const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('notifications on their way', () => {
  it('are sent in order, and those of undone work not at all', async () => {
    const state = (await openState()).forService('s3');
    const sent: string[] = [];
    const outbox = new Outbox(
      state,
      createClock(),
      destinations(async ({ message }) => void sent.push(message)),
    );
    state.atomically(() => outbox.add(notification('1')));
    expect(() =>
      state.atomically(() => {
        outbox.add(notification('undone'));
        throw new Error('refused');
      }),
    ).toThrow('refused');
    state.atomically(() => outbox.add(notification('2')));
    await turns();
    expect(sent).toEqual(['1', '2']);
  });

  it('are in no way of later ones, whatever goes wrong', async () => {
    const state = (await openState()).forService('s3');
    const failures: unknown[] = [];
    const sent: string[] = [];
    const clock = createClock({ onError: (error) => failures.push(error) });
    const outbox = new Outbox(
      state,
      clock,
      destinations(async ({ message }) => {
        if (message === 'broken') throw new TypeError('broken');
        sent.push(message);
      }),
    );
    state.atomically(() => {
      for (const message of ['broken', ...Array.from({ length: 200 }, (_, at) => String(at))]) outbox.add(notification(message));
    });
    await turns();
    await clock.advance(0);
    expect(sent).toEqual(Array.from({ length: 200 }, (_, at) => String(at)));
    expect(failures).toEqual([new TypeError('broken')]);
  });

  it('are sent again where it is unknown whether they arrived', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-outbox-'));
    try {
      const stopped = await openState({ dataDirectory: folder });
      const state = stopped.forService('s3');
      const stuck = new Outbox(
        state,
        createClock(),
        destinations(() => new Promise(() => undefined)),
      );
      state.atomically(() => stuck.add(notification('1')));
      await turns();
      await stopped.close();
      const again = await openState({ dataDirectory: folder });
      const sent: string[] = [];
      new Outbox(
        again.forService('s3'),
        createClock(),
        destinations(async ({ message }) => void sent.push(message)),
      );
      await turns();
      expect(sent).toEqual(['1']);
      await again.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('destinations', () => {
  it('of services that are not emulated are refused by name', async () => {
    const unemulated = async (): Promise<never> => {
      throw new FrameworkError('NotImplemented', 'sqs is known but not emulated');
    };
    const clients: DestinationClients = {
      sns: { publish: unemulated },
      sqs: { sendMessage: unemulated },
      lambda: { getFunction: unemulated, invoke: unemulated },
      events: { describeEventBus: unemulated, putEvents: unemulated },
    };
    const { checkEmulated } = createDestinations(clients);
    const target = { kind: 'function', id: 'a', arn: 'arn:aws:lambda:us-east-1:000000000000:function:function', events: [] } as const;
    const words = (member: string) => `s3 PutBucketNotificationConfiguration: ${member} is known but not emulated`;
    await expect(checkEmulated({ targets: [target], eventBridge: false }, bucket)).rejects.toThrow(words('LambdaFunctionConfigurations'));
    await expect(checkEmulated({ targets: [], eventBridge: true }, bucket)).rejects.toThrow(words('EventBridgeConfiguration'));
    await checkEmulated({ targets: [], eventBridge: false }, bucket);
  });
});

const destinations = (deliver: (notification: Notification) => Promise<void>) => ({
  checkEmulated: async () => undefined,
  sendTests: async () => [],
  deliver,
});
