import { afterEach, expect, it } from 'vitest';
import { openEmulator } from '../../src/emulator-opening.js';
import type { Emulator } from '../../src/gateway/emulator.js';
import { defaultOptions } from '../../src/options.js';
import type { CallAs } from '../../src/services/dependencies.js';

const accountId = '000000000000';
const as: CallAs = {
  accountId,
  region: 'us-east-1',
  principal: { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId },
};
const QueueUrl = `http://localhost:4566/${accountId}/queue`;

let emulator: Emulator;
afterEach(() => emulator.close());

async function open(): Promise<Emulator['services']> {
  emulator = await openEmulator({ ...defaultOptions, logLevel: 'silent' });
  await emulator.services.sqs.createQueue({ QueueName: 'queue' }, as);
  // Loads what the calls below use.
  await emulator.services.sqs.sendMessage({ QueueUrl, MessageBody: 'first' }, as);
  return emulator.services;
}

async function bodies({ sqs }: Emulator['services']): Promise<readonly (string | undefined)[]> {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 }, as);
  return Messages.map(({ Body }) => Body);
}

it('keeps what a call in process has done when the work that it was made in comes to nothing', async () => {
  const services = await open();
  let sent: Promise<unknown> | undefined;
  const failing = (): void => {
    sent = services.sqs.sendMessage({ QueueUrl, MessageBody: 'second' }, as);
    throw new Error('comes to nothing');
  };
  expect(() => emulator.kernel.atomically(failing)).toThrow('comes to nothing');
  await sent;
  expect(await bodies(services)).toEqual(['first', 'second']);
});

it('refuses in a call in process what it refuses from outside, by a promise', async () => {
  const { sqs } = await open();
  const refused = sqs.sendMessage({ QueueUrl: `${QueueUrl}-of-nobody`, MessageBody: 'a' }, as);
  await expect(refused).rejects.toMatchObject({ name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' });
});
