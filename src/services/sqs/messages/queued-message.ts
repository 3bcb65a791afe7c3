/** What is held of a message in memory to find the ones that can be received. Made from its rows. */
import type { Delivery, StoredMessage } from './stored-message.js';

export type MessageState = 'visible' | 'delayed' | 'in flight' | 'gone';

export class QueuedMessage {
  readonly sequence: number;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly groupId: string | undefined;
  /** In other queues, which doesn't count towards this one's maxReceiveCount. */
  readonly receivedBefore: number;
  state: MessageState = 'visible';
  /** When it can be received, or received again. */
  visibleAt: number;
  /** How it was handed out, once it was. */
  delivery: Delivery | undefined;
  /** Places among those that become visible, among all by their age, and among a lane's visible ones; -1 outside. */
  duePlace = -1;
  agePlace = -1;
  lanePlace = -1;
  /** Neighbours in their group of a FIFO queue. */
  previous: QueuedMessage | undefined;
  next: QueuedMessage | undefined;

  constructor(sequence: number, message: StoredMessage, delivery: Delivery | undefined) {
    this.sequence = sequence;
    this.id = message.id;
    this.sentAt = message.sentAt;
    this.groupId = message.groupId;
    this.receivedBefore = message.receivedBefore ?? 0;
    this.visibleAt = (delivery ?? message).visibleAt;
    this.delivery = delivery;
  }
}

/** In which order a queue hands its messages out. Told of every change after the message's state has changed. */
export interface DeliveryOrder {
  added(message: QueuedMessage): void;
  changed(message: QueuedMessage, before: MessageState): void;
  /** Its state is `gone`. */
  removed(message: QueuedMessage, before: MessageState): void;
  /**
   * The message to hand out next.
   * @param after the one that was handed out before by the same receive.
   */
  next(after: QueuedMessage | undefined): QueuedMessage | undefined;
}
