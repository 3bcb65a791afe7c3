/** An emulator that checks signatures, with clients of the roots of two accounts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import { type EngineName, type OpenEmulator, openEmulator } from '../../emulator.js';

export const OWNER = '111111111111';
export const OTHER = '222222222222';

export interface OpenAccounts {
  readonly owner: SNSClient;
  readonly other: SNSClient;
  /** The owner's. */
  readonly sqs: SQSClient;
}

/** @returns what is there once the tests run. */
export function openAccounts(engine: EngineName): OpenAccounts {
  let emulator: OpenEmulator | undefined;
  let folder = '';
  let clients: OpenAccounts | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tinsmith-topic-accounts-'));
    const roots = [OWNER, OTHER].map((accountId) => ({ accountId, accessKeyId: `AKIA${accountId}`, secretAccessKey: 'secret' }));
    const rootKeys = join(folder, 'roots.json');
    await writeFile(rootKeys, JSON.stringify(roots));
    emulator = await openEmulator(engine, { auth: true, rootKeys });
    const { aws } = emulator;
    const of = (accountId: string) => ({
      ...aws.clientConfig(),
      credentials: { accessKeyId: `AKIA${accountId}`, secretAccessKey: 'secret' },
    });
    clients = { owner: new SNSClient(of(OWNER)), other: new SNSClient(of(OTHER)), sqs: new SQSClient(of(OWNER)) };
  });
  afterAll(async () => {
    for (const client of Object.values(clients ?? {})) client.destroy();
    await emulator?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const opened = (): OpenAccounts => {
    if (clients === undefined) throw new Error('Nothing is open yet.');
    return clients;
  };
  return {
    get owner() {
      return opened().owner;
    },
    get other() {
      return opened().other;
    },
    get sqs() {
      return opened().sqs;
    },
  };
}
