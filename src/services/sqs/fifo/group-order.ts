/** The order of FIFO queues: within a group strictly as sent, and nothing behind a message that is in flight. */
import { Heap } from '../messages/heap.js';
import type { DeliveryOrder, QueuedMessage } from '../messages/queued-message.js';

interface Group {
  readonly id: string;
  first: QueuedMessage;
  last: QueuedMessage;
  /** Among the groups whose first message is visible. */
  place: number;
}

export class GroupOrder implements DeliveryOrder {
  readonly #groups = new Map<string, Group>();
  /** The one with the oldest message first. */
  readonly #ready = new Heap<'place', Group>('place', (a, b) => a.first.sequence < b.first.sequence);

  /** Sequences only grow, so that what comes is the last of its group. */
  added(message: QueuedMessage): void {
    const id = message.groupId ?? '';
    const group = this.#groups.get(id);
    if (group === undefined) {
      const created: Group = { id, first: message, last: message, place: -1 };
      this.#groups.set(id, created);
      this.#settle(created);
      return;
    }
    message.previous = group.last;
    group.last.next = message;
    group.last = message;
  }

  changed(message: QueuedMessage): void {
    const group = this.#groups.get(message.groupId ?? '');
    if (group?.first === message) this.#settle(group);
  }

  removed(message: QueuedMessage): void {
    const { previous, next } = message;
    const group = this.#groups.get(message.groupId ?? '');
    if (group === undefined) return;
    message.previous = undefined;
    message.next = undefined;
    if (previous !== undefined) previous.next = next;
    if (next !== undefined) next.previous = previous;
    if (previous === undefined) {
      this.#ready.remove(group);
      if (next === undefined) this.#groups.delete(group.id);
      else group.first = next;
    }
    if (next === undefined && previous !== undefined) group.last = previous;
    if (previous === undefined && next !== undefined) this.#settle(group);
  }

  /** AWS hands out as many of one group as it can before it goes on with another. */
  next(after: QueuedMessage | undefined): QueuedMessage | undefined {
    return after?.next?.state === 'visible' ? after.next : this.#ready.first()?.first;
  }

  #settle(group: Group): void {
    const isReady = group.first.state === 'visible';
    if (isReady === this.#ready.has(group)) return;
    if (isReady) this.#ready.add(group);
    else this.#ready.remove(group);
  }
}
