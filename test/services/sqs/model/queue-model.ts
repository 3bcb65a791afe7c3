/** A queue as the developer guide tells of it, written without a thought for speed. */

const INTERVAL = 300;

export interface ModelSettings {
  readonly fifo: boolean;
  /** Seconds. */
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly maxReceiveCount: number;
}

export interface ModelMessage {
  readonly body: string;
  readonly group: string;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
}

/** Of one receive. */
export interface ModelReceipt {
  readonly message: ModelMessage;
  readonly count: number;
  readonly receivedAt: number;
}

export class QueueModel {
  /** Seconds. */
  now = 0;
  messages: ModelMessage[] = [];
  letters: string[] = [];
  readonly #sentIds = new Map<string, number>();

  constructor(readonly settings: ModelSettings) {}

  advance(seconds: number): void {
    this.now += seconds;
    this.messages = this.messages.filter(({ sentAt }) => this.now - sentAt < this.settings.retention);
  }

  send(body: string, group: string, id: string, delay: number): void {
    if (this.settings.fifo) {
      const before = this.#sentIds.get(id);
      if (before !== undefined && this.now - before < INTERVAL) return;
      this.#sentIds.set(id, this.now);
    }
    this.messages.push({ body, group, sentAt: this.now, visibleAt: this.now + delay, receiveCount: 0 });
  }

  receive(max: number, timeout: number | undefined): ModelReceipt[] {
    const received: ModelReceipt[] = [];
    const hidden = new Set<ModelMessage>();
    while (received.length < max) {
      const message = this.#next(received.at(-1)?.message, hidden);
      if (message === undefined) break;
      if (message.receiveCount >= this.settings.maxReceiveCount) {
        this.letters.push(message.body);
        this.#remove(message);
      } else {
        message.receiveCount += 1;
        hidden.add(message);
        received.push({ message, count: message.receiveCount, receivedAt: this.now });
      }
    }
    for (const { message } of received) message.visibleAt = this.now + (timeout ?? this.settings.visibilityTimeout);
    return received;
  }

  /** The oldest that is visible. Of a FIFO queue one that nothing of its group stands before, and rather one of the same group again. */
  #next(last: ModelMessage | undefined, hidden: ReadonlySet<ModelMessage>): ModelMessage | undefined {
    const isVisible = (message: ModelMessage | undefined): boolean =>
      message !== undefined && this.#isVisible(message) && !hidden.has(message);
    if (!this.settings.fifo) return this.messages.find(isVisible);
    if (last !== undefined) {
      const group = this.messages.filter((message) => message.group === last.group);
      const following = group[group.indexOf(last) + 1];
      if (isVisible(following)) return following;
    }
    const isFirst = (message: ModelMessage): boolean => this.messages.find(({ group }) => group === message.group) === message;
    return this.messages.find((message) => isVisible(message) && isFirst(message));
  }

  /** @returns whether AWS takes the handle. */
  delete({ message, count }: ModelReceipt): boolean {
    if (!this.messages.includes(message)) return true;
    if (this.settings.fifo && (count !== message.receiveCount || this.#isVisible(message))) return false;
    this.#remove(message);
    return true;
  }

  /** @returns whether AWS takes the handle. */
  change({ message, count, receivedAt }: ModelReceipt, timeout: number): boolean {
    if (!this.messages.includes(message) || count !== message.receiveCount) return false;
    if (this.settings.fifo && this.#isVisible(message)) return false;
    if (this.now - receivedAt + timeout > 43_200) return false;
    message.visibleAt = this.now + timeout;
    return true;
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const hidden = this.messages.filter((message) => !this.#isVisible(message));
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: this.messages.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  #isVisible({ visibleAt }: ModelMessage): boolean {
    return visibleAt <= this.now;
  }

  #remove(message: ModelMessage): void {
    this.messages = this.messages.filter((other) => other !== message);
  }
}
