/** SQS under SIGKILL: an acknowledged message is there afterwards, and an acknowledged delete stays one. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { randomFrom } from './random.js';
import { startEmulator } from './started-emulator.js';

const rounds = Number(process.env.TINSMITH_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.TINSMITH_CRASH_SEED ?? 1);
const timeout = 20_000 + rounds * 20_000;
const names = ['one', 'two', 'three', 'four.fifo', 'five.fifo'];

/** What one client has done with its queue, as far as it was told. */
class Account {
  /** Sent and not deleted, in order. */
  waiting: string[] = [];
  /** Asked for when the emulator was killed: it may have happened or not. */
  asked: { readonly sent: readonly string[]; readonly deleted: string | undefined } = { sent: [], deleted: undefined };
  #made = 0;

  constructor(readonly name: string) {}

  next(count: number): string[] {
    return Array.from({ length: count }, () => `${this.name} ${++this.#made} ${'x'.repeat((this.#made * 977) % 3000)}`);
  }

  /** What is found must be what was told; what was only asked for becomes known. */
  settle(found: readonly string[]): void {
    const { sent, deleted } = this.asked;
    const isThere = deleted !== undefined && found.includes(deleted);
    const kept = this.waiting.filter((body) => body !== deleted || isThere);
    const isSent = sent.length > 0 && found.includes(sent[0] ?? '');
    expect(found).toEqual(isSent ? [...kept, ...sent] : kept);
    this.waiting = [...found];
    this.asked = { sent: [], deleted: undefined };
  }
}

class QueueClient {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #group: { readonly MessageGroupId?: string };

  constructor(
    client: SQSClient,
    endpoint: string,
    readonly account: Account,
  ) {
    this.#client = client;
    this.#url = `${endpoint}/000000000000/${account.name}`;
    this.#group = account.name.endsWith('.fifo') ? { MessageGroupId: 'group' } : {};
  }

  async create(): Promise<void> {
    const Attributes = this.account.name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {};
    await this.#client.send(new CreateQueueCommand({ QueueName: this.account.name, Attributes }));
  }

  async send(count: number): Promise<void> {
    const bodies = this.account.next(count);
    this.account.asked = { sent: bodies, deleted: undefined };
    const entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, ...this.#group }));
    const [only] = entries;
    if (only !== undefined && entries.length === 1) await this.#client.send(new SendMessageCommand({ QueueUrl: this.#url, ...only }));
    else await this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#url, Entries: entries }));
    this.account.waiting.push(...bodies);
    this.account.asked = { sent: [], deleted: undefined };
  }

  /** Receives the first message, which was the first to be sent, and deletes it. */
  async take(): Promise<void> {
    const [message] = await this.#receive(1, 30);
    expect(message?.Body).toBe(this.account.waiting[0]);
    this.account.asked = { sent: [], deleted: message?.Body };
    await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: message?.ReceiptHandle }));
    this.account.waiting.shift();
    this.account.asked = { sent: [], deleted: undefined };
  }

  /** All bodies in order. They can be received again once the clock has gone on by a minute. */
  async readAll(): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const messages = await this.#receive(10, 60);
      if (messages.length === 0) return bodies;
      bodies.push(...messages.map(({ Body = '' }) => Body));
      if (!this.account.name.endsWith('.fifo')) continue;
      // The rest of the group comes once these are deleted.
      for (const { ReceiptHandle } of messages) await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
    }
  }

  async #receive(MaxNumberOfMessages: number, VisibilityTimeout: number) {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({ QueueUrl: this.#url, MaxNumberOfMessages, VisibilityTimeout }),
    );
    return Messages;
  }
}

const MINUTE = 60;

async function advance(endpoint: string, seconds: number): Promise<void> {
  const response = await fetch(`${endpoint}/_tinsmith/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: seconds }),
  });
  expect(response.status).toBe(200);
}

it(`finds every acknowledged message, and none that was deleted, after each of ${rounds} kills`, { timeout }, async () => {
  const random = randomFrom(seed);
  const directory = temporaryDirectory();
  const accounts = names.map((name) => new Account(name));
  for (let round = 0; round <= rounds; round++) {
    const emulator = await startEmulator(directory);
    const sqs = new SQSClient({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const clients = accounts.map((account) => new QueueClient(sqs, emulator.endpoint, account));
    if (round === 0) for (const client of clients) await client.create();
    // Whatever was in flight is visible again. The clock begins with the real time: it goes beyond where it was before the kill.
    await advance(emulator.endpoint, (2 * round + 1) * 2 * MINUTE);
    for (const client of clients) {
      client.account.settle(await client.readAll());
      if (client.account.name.endsWith('.fifo')) client.account.waiting = [];
    }
    await advance(emulator.endpoint, 2 * MINUTE);
    let left = round < rounds ? 50 + random(150) : 0;
    /** Goes on until the emulator no longer answers. */
    const work = async (client: QueueClient): Promise<void> => {
      for (let step = 0; ; step++) {
        try {
          if (client.account.waiting.length > 0 && random(3) === 0) await client.take();
          else await client.send(step % 4 === 0 ? 3 : 1);
        } catch (error) {
          if (left > 0 || (error instanceof Error && error.name === 'AssertionError')) throw error;
          return;
        }
        left -= 1;
        if (left === 0) void emulator.kill();
      }
    };
    if (round < rounds) await Promise.all(clients.map(work));
    await emulator.kill();
    sqs.destroy();
  }
});
