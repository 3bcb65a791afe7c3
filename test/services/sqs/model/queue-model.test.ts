import { ChangeMessageVisibilityCommand, DeleteMessageCommand, GetQueueAttributesCommand, type Message } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { type OpenedSqs, openSqs } from '../open-sqs.js';
import { type ModelReceipt, type ModelSettings, QueueModel } from './queue-model.js';

const runs = Number(process.env.SQS_MODEL_RUNS ?? 20);

const which = fc.nat({ max: 30 });
const timeout = fc.constantFrom(0, 1, 5, 30, 600);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      group: fc.nat({ max: 3 }),
      id: fc.nat({ max: 40 }),
      delay: fc.constantFrom(0, 0, 0, 3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      max: fc.integer({ min: 1, max: 10 }),
      timeout: fc.option(timeout, { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('change' as const), which, timeout: fc.oneof(timeout, fc.constant(43_200)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), seconds: fc.constantFrom(1, 4, 30, 299, 700) }) },
);

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** A queue beside its model. */
class Pair {
  readonly #received: (readonly [Message, ModelReceipt])[] = [];
  #sent = 0;

  constructor(
    readonly at: OpenedSqs,
    readonly url: string,
    readonly model: QueueModel,
  ) {}

  async act(action: Action): Promise<void> {
    if (action.kind === 'send') await this.#send(action);
    else if (action.kind === 'receive') await this.#receive(action.max, action.timeout);
    else if (action.kind === 'advance') await this.#advance(action.seconds);
    else await this.#useHandle(action);
    await this.#compareCounts();
  }

  async #send({ group, id, delay }: Extract<Action, { kind: 'send' }>): Promise<void> {
    this.#sent += 1;
    const body = `message ${this.#sent}`;
    const { fifo } = this.model.settings;
    this.model.send(body, `group-${group}`, `id-${id}`, fifo ? 0 : delay);
    const more = fifo ? { MessageGroupId: `group-${group}`, MessageDeduplicationId: `id-${id}` } : { DelaySeconds: delay };
    await this.at.send(this.url, body, more);
  }

  async #receive(max: number, seconds: number | undefined): Promise<void> {
    const expected = this.model.receive(max, seconds);
    const messages = await this.at.receive(this.url, {
      MaxNumberOfMessages: max,
      VisibilityTimeout: seconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual(
      expected.map(({ message: { body }, count }) => [body, String(count)]),
    );
    for (const [index, receipt] of expected.entries()) {
      const message = messages[index];
      if (message !== undefined) this.#received.push([message, receipt]);
    }
  }

  async #advance(seconds: number): Promise<void> {
    this.model.advance(seconds);
    await this.at.aws.clock.advance(seconds * 1000);
  }

  /** Of one of the last receives. */
  async #useHandle(action: Extract<Action, { which: number }>): Promise<void> {
    const pair = this.#received.at(-1 - action.which);
    if (pair === undefined) return;
    const [{ ReceiptHandle }, receipt] = pair;
    const isTaken = action.kind === 'delete' ? this.model.delete(receipt) : this.model.change(receipt, action.timeout);
    const call: Promise<unknown> =
      action.kind === 'delete'
        ? this.at.sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }))
        : this.at.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: this.url, ReceiptHandle, VisibilityTimeout: action.timeout }));
    const answer = await call.then(
      () => 'taken',
      (error: Error) => error.name,
    );
    expect(answer).toBe(isTaken ? 'taken' : 'InvalidParameterValue');
  }

  async #compareCounts(): Promise<void> {
    const { Attributes } = await this.at.sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['All'] }));
    expect({
      visible: Number(Attributes?.ApproximateNumberOfMessages),
      inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed),
    }).toEqual(this.model.counts());
  }
}

describe.each(engines)('queues and their model on %s', (engine) => {
  const at = openSqs(engine);

  async function open(settings: ModelSettings): Promise<{ readonly pair: Pair; readonly letters: string }> {
    const fifo = settings.fifo ? { FifoQueue: 'true' } : undefined;
    const letters = await at.queue({ ...fifo });
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${letters.split('/').at(-1)}`;
    const url = await at.queue({
      ...fifo,
      VisibilityTimeout: String(settings.visibilityTimeout),
      MessageRetentionPeriod: String(settings.retention),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: settings.maxReceiveCount }),
    });
    return { pair: new Pair(at, url, new QueueModel(settings)), letters };
  }

  async function allOf(url: string): Promise<(string | undefined)[]> {
    const bodies: (string | undefined)[] = [];
    for (;;) {
      const messages = await at.receive(url, { VisibilityTimeout: 10_000 });
      if (messages.length === 0) return bodies;
      bodies.push(...messages.map(({ Body }) => Body));
      for (const message of messages) await at.delete(url, message);
    }
  }

  it.each([
    ['standard', false],
    ['FIFO', true],
  ])('agree on what a %s queue hands out, refuses and counts', { timeout: 120_000 }, async (_, fifo) => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 60, size: 'max' }), async (actions) => {
        const settings = { fifo, visibilityTimeout: 10, retention: 1800, maxReceiveCount: 3 };
        const { pair, letters } = await open(settings);
        for (const each of actions) await pair.act(each);
        const order = (bodies: readonly (string | undefined)[]) => (fifo ? [...bodies].sort() : bodies);
        expect(order(await allOf(letters))).toEqual(order(pair.model.letters));
      }),
      { numRuns: runs },
    );
  });
});
