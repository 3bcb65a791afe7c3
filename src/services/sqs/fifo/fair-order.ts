/**
 * The order of standard queues: the oldest first, but a group that has much in flight gives way to those that have little, so that a
 * noisy one doesn't delay the others. Messages without a group give way to nobody.
 */
import { Heap } from '../messages/heap.js';
import { Lineup } from '../messages/lineup.js';
import type { DeliveryOrder, MessageState, QueuedMessage } from '../messages/queued-message.js';

/** What a group may have in flight and is still a quiet one. AWS publishes no figure. */
const QUIET = 10;

interface Lane {
  readonly groupId: string | undefined;
  readonly visible: Lineup<'lanePlace', QueuedMessage>;
  /** All of its messages, in whatever state. */
  size: number;
  inFlight: number;
  /** Among the lanes that have visible messages. */
  place: number;
}

export class FairOrder implements DeliveryOrder {
  readonly #lanes = new Map<string | undefined, Lane>();
  readonly #ready = new Heap<'place', Lane>('place', comesBefore);

  added(message: QueuedMessage): void {
    const lane = this.#lanes.get(message.groupId) ?? this.#open(message.groupId);
    lane.size += 1;
    if (message.state === 'in flight') lane.inFlight += 1;
    this.#update(lane, message);
  }

  changed(message: QueuedMessage, before: MessageState): void {
    const lane = this.#lanes.get(message.groupId);
    if (lane === undefined) return;
    if (before === 'in flight') lane.inFlight -= 1;
    if (message.state === 'in flight') lane.inFlight += 1;
    this.#update(lane, message);
  }

  removed(message: QueuedMessage, before: MessageState): void {
    const lane = this.#lanes.get(message.groupId);
    if (lane === undefined) return;
    lane.size -= 1;
    if (before === 'in flight') lane.inFlight -= 1;
    this.#update(lane, message);
    if (lane.size === 0) this.#lanes.delete(lane.groupId);
  }

  next(): QueuedMessage | undefined {
    return this.#ready.first()?.visible.first();
  }

  #open(groupId: string | undefined): Lane {
    const lane: Lane = { groupId, visible: new Lineup('lanePlace', olderFirst), size: 0, inFlight: 0, place: -1 };
    this.#lanes.set(groupId, lane);
    return lane;
  }

  #update(lane: Lane, message: QueuedMessage): void {
    const isVisible = message.state === 'visible';
    if (isVisible !== lane.visible.has(message)) {
      if (isVisible) lane.visible.add(message);
      else lane.visible.remove(message);
    }
    if (lane.visible.size === 0) this.#ready.remove(lane);
    else if (this.#ready.has(lane)) this.#ready.moved(lane);
    else this.#ready.add(lane);
  }
}

const olderFirst = (a: QueuedMessage, b: QueuedMessage): boolean => a.sequence < b.sequence;

/** 0 for a quiet one; a step more whenever what is in flight has doubled. */
const loudness = ({ groupId, inFlight }: Lane): number =>
  groupId === undefined || inFlight < QUIET ? 0 : Math.floor(Math.log2(inFlight / QUIET)) + 1;

function comesBefore(a: Lane, b: Lane): boolean {
  const difference = loudness(a) - loudness(b);
  if (difference !== 0) return difference < 0;
  return (a.visible.first()?.sequence ?? 0) < (b.visible.first()?.sequence ?? 0);
}
