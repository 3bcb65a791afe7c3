/** Receives that wait for messages. They cost nothing while they wait: sends wake them, and the clock. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { QueueDoesNotExist } from '../../../../generated/sqs/errors.js';
import type { Message, ReceiveMessageOutput } from '../../../../generated/sqs/types.js';
import type { Clock } from '../../../clock/clock.js';
import { Wakeup } from '../../../clock/wakeup.js';
import type { Scope } from '../../../contract/context.js';
import type { WaitingClient } from '../../../contract/wire.js';
import type { ReceiveRequest } from '../messages/receive.js';
import type { Queue } from '../storage.js';

export interface PollSource {
  /** The queue as it is now; undefined when it is gone. */
  current(queue: NamedQueue): Queue | undefined;
  /** Runs as atomic work of its own. */
  turn<T>(work: () => T): T;
  receive(queue: Queue, request: ReceiveRequest): Message[];
  /** When there may be something to receive, in ms since the epoch. */
  nextLookAt(queue: Queue): number | undefined;
}

export interface NamedQueue extends Scope {
  readonly id: string;
  readonly name: string;
}

interface Poll {
  readonly request: ReceiveRequest;
  readonly endsAt: number;
  readonly answer: (messages: readonly Message[]) => void;
  readonly refuse: (error: unknown) => void;
}

interface QueuePolls {
  readonly queue: NamedQueue;
  /** Whoever has waited longest comes first. */
  readonly waiting: Set<Poll>;
  readonly wakeup: Wakeup;
  isWoken: boolean;
}

export class Polls {
  readonly #clock: Clock;
  readonly #source: PollSource;
  readonly #queues = new Map<string, QueuePolls>();
  #hasStopped = false;

  constructor(clock: Clock, source: PollSource) {
    this.#clock = clock;
    this.#source = source;
  }

  /** @returns an answer once there are messages, the wait is over or there is nothing to wait for any more. */
  wait(queue: Queue, request: ReceiveRequest, seconds: number, client: WaitingClient | undefined): Promise<ReceiveMessageOutput> {
    if (this.#hasStopped) return Promise.resolve({});
    const polls = this.#queues.get(queue.id) ?? this.#open(queue);
    const answered = new Promise<ReceiveMessageOutput>((resolve, reject) => {
      const end = (): void => {
        takeBack?.();
        polls.waiting.delete(poll);
      };
      const poll: Poll = {
        request,
        endsAt: this.#clock.now() + seconds * 1000,
        answer: (messages) => {
          end();
          resolve(messages.length === 0 ? {} : { Messages: [...messages] });
        },
        refuse: (error) => {
          end();
          reject(error);
        },
      };
      polls.waiting.add(poll);
      // Nothing is received for a client that has gone; whatever it is answered reaches nobody.
      const takeBack = client?.whenGone(() => poll.answer([]));
      const next = this.#source.turn(() => this.#source.nextLookAt(queue));
      this.#goOn(polls, next);
      polls.wakeup.by(Math.min(poll.endsAt, next ?? poll.endsAt));
    });
    return answered;
  }

  /** Something of the queue may have become visible. Looks for it once the present turn is over. */
  wake(queueId: string): void {
    const polls = this.#queues.get(queueId);
    if (polls === undefined || polls.waiting.size === 0 || polls.isWoken) return;
    polls.isWoken = true;
    queueMicrotask(() => {
      polls.isWoken = false;
      if (polls.waiting.size === 0) return;
      const next = this.#serve(polls);
      if (next !== undefined) polls.wakeup.by(next);
    });
  }

  /** Other rows have come in place of those before: whose queue is gone gets nothing, the others go on. */
  replaced(): void {
    for (const polls of [...this.#queues.values()]) {
      if (this.#source.current(polls.queue) === undefined) answerAll(polls);
      else this.wake(polls.queue.id);
    }
  }

  /** Answers whoever waits, with nothing, and lets nobody wait any more. */
  stop(): void {
    this.#hasStopped = true;
    for (const polls of [...this.#queues.values()]) answerAll(polls);
  }

  #open(queue: NamedQueue): QueuePolls {
    const polls: QueuePolls = {
      queue,
      waiting: new Set(),
      // One for a queue: where nobody waits when it rings, nobody has waited for a while.
      wakeup: new Wakeup(this.#clock, () => {
        if (polls.waiting.size > 0) return this.#serve(polls);
        this.#queues.delete(queue.id);
        return undefined;
      }),
      isWoken: false,
    };
    this.#queues.set(queue.id, polls);
    return polls;
  }

  /** Hands out what there is, ends whose time is over, and says when there is more to do. */
  #serve(polls: QueuePolls): number | undefined {
    let served: ServedPolls;
    // What receives do to the queue themselves needn't wake those that are being served.
    polls.isWoken = true;
    try {
      served = this.#source.turn(() => this.#receiveFor(polls));
    } catch (error) {
      for (const poll of [...polls.waiting]) poll.refuse(error);
      return undefined;
    } finally {
      polls.isWoken = false;
    }
    if (served === 'queue is gone') {
      for (const poll of [...polls.waiting]) poll.refuse(new QueueDoesNotExist('The specified queue does not exist.'));
      return undefined;
    }
    for (const [poll, messages] of served.answers) poll.answer(messages);
    const now = this.#clock.now();
    let next = served.nextLookAt;
    for (const poll of polls.waiting) {
      if (poll.endsAt <= now) poll.answer([]);
      else next = Math.min(next ?? poll.endsAt, poll.endsAt);
    }
    if (polls.waiting.size === 0) return undefined;
    this.#goOn(polls, served.nextLookAt);
    return next;
  }

  /** Where there is more to do at once, after whatever else the event loop has: the clock may stand still. */
  #goOn(polls: QueuePolls, nextLookAt: number | undefined): void {
    if (nextLookAt !== undefined && nextLookAt <= this.#clock.now()) void nextTurn().then(() => this.wake(polls.queue.id));
  }

  #receiveFor({ queue, waiting }: QueuePolls): ServedPolls {
    const current = this.#source.current(queue);
    if (current === undefined) return 'queue is gone';
    const answers: (readonly [Poll, Message[]])[] = [];
    for (const poll of waiting) {
      const messages = this.#source.receive(current, poll.request);
      if (messages.length === 0) break;
      answers.push([poll, messages]);
    }
    return { answers, nextLookAt: this.#source.nextLookAt(current) };
  }
}

type ServedPolls = 'queue is gone' | { readonly answers: readonly (readonly [Poll, Message[]])[]; readonly nextLookAt: number | undefined };

function answerAll({ waiting }: QueuePolls): void {
  for (const poll of [...waiting]) poll.answer([]);
}
