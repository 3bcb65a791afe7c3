/** Taking messages out of a queue's backlog, for a receive that answers at once and for one that has waited. */
import type { Message } from '../../../../generated/sqs/types.js';
import { rememberAttempt, repeatAttempt } from '../fifo/receive-attempts.js';
import { deadLetterQueueOf, moveToDeadLetters } from '../redrive/dead-letters.js';
import type { Queue, Storage } from '../storage.js';
import { attributesMd5, selectAttributes } from './message-attributes.js';
import type { QueuedMessage } from './queued-message.js';
import { writeHandle } from './receipt-handle.js';
import { type Delivery, type StoredMessage, sequenceNumberOf } from './stored-message.js';

/** How many messages of a queue can be in flight. */
export const IN_FLIGHT_LIMIT = 120_000;
/** Dead letters that one receive moves without letting others have their turn. */
const LETTERS_AT_ONCE = 500;

export interface ReceiveRequest {
  readonly max: number;
  /** Seconds; the queue's where it isn't given. */
  readonly visibilityTimeout: number | undefined;
  /** Names, or `All`. */
  readonly systemAttributes: ReadonlySet<string>;
  /** Names and patterns of users' attributes. */
  readonly attributes: readonly string[];
  readonly attemptId: string | undefined;
}

/** Within a turn. Messages that were received too often go to the dead-letter queue instead, a limited number of them. */
export function receive(storage: Storage, queue: Queue, request: ReceiveRequest): Message[] {
  const now = storage.clock.now();
  const timeout = (request.visibilityTimeout ?? queue.attributes.visibilityTimeout) * 1000;
  const write = (message: QueuedMessage, stored: StoredMessage, delivery: Delivery): Message =>
    writeMessage(queue, request, message, stored, delivery);
  const backlog = storage.backlogs.of(queue);
  const { attemptId } = request;
  const repeated = attemptId === undefined ? undefined : repeatAttempt(storage, queue, attemptId, now, timeout);
  if (repeated !== undefined) return repeated.map(([message, delivery]) => write(message, backlog.read(message), delivery));

  const letters = deadLetterQueueOf(storage, queue);
  const received: (readonly [QueuedMessage, Delivery])[] = [];
  const answer: Message[] = [];
  let last: QueuedMessage | undefined;
  let moved = 0;
  while (answer.length < request.max && backlog.inFlight < IN_FLIGHT_LIMIT) {
    const message = backlog.next(last);
    if (message === undefined) break;
    if (letters !== undefined && (message.delivery?.receiveCount ?? 0) - message.receivedBefore >= letters.maxReceiveCount) {
      if (moved === LETTERS_AT_ONCE) break;
      moved += 1;
      moveToDeadLetters(storage, queue, message, letters.queue);
      continue;
    }
    // One that stays visible is hidden until all are received, so that none is received twice.
    const delivery = backlog.receive(message, now, now + Math.max(timeout, 1));
    received.push([message, delivery]);
    answer.push(write(message, backlog.read(message), delivery));
    last = message;
  }
  if (timeout === 0) for (const [message, delivery] of received) backlog.changeVisibility(message, delivery, now, now);
  else if (attemptId !== undefined) rememberAttempt(storage, queue, attemptId, now, received);
  return answer;
}

/** When a receive that got nothing shall look again, in ms since the epoch: at once, where dead letters kept it from getting through. */
export function nextLookAt(storage: Storage, queue: Queue): number | undefined {
  const backlog = storage.backlogs.of(queue);
  const isLeft = backlog.inFlight < IN_FLIGHT_LIMIT && backlog.next() !== undefined;
  return isLeft ? storage.clock.now() : backlog.nextVisibleAt;
}

export function writeMessage(
  queue: Queue,
  request: ReceiveRequest,
  message: QueuedMessage,
  stored: StoredMessage,
  delivery: Delivery,
): Message {
  const answer: Message = {
    MessageId: stored.id,
    ReceiptHandle: writeHandle(queue.id, message, delivery),
    MD5OfBody: stored.md5,
    Body: stored.body,
  };
  if (request.systemAttributes.size > 0) {
    const attributes = systemAttributes(queue, request.systemAttributes, message, stored, delivery);
    if (Object.keys(attributes).length > 0) answer.Attributes = attributes;
  }
  if (stored.attributes !== undefined && request.attributes.length > 0) {
    const attributes = selectAttributes(stored.attributes, request.attributes);
    const isAll = attributes === stored.attributes;
    if (Object.keys(attributes).length > 0) {
      answer.MessageAttributes = { ...attributes };
      answer.MD5OfMessageAttributes = (isAll ? stored.attributesMd5 : undefined) ?? attributesMd5(attributes);
    }
  }
  return answer;
}

function systemAttributes(
  { attributes: { fifo } }: Queue,
  wanted: ReadonlySet<string>,
  { sequence }: QueuedMessage,
  stored: StoredMessage,
  { receiveCount, firstReceivedAt }: Delivery,
): Record<string, string> {
  const isAll = wanted.has('All');
  const answer: Record<string, string> = {};
  const tell = (name: string, value: string | undefined): void => {
    if (value !== undefined && (isAll || wanted.has(name))) answer[name] = value;
  };
  tell('SenderId', stored.senderId);
  tell('ApproximateFirstReceiveTimestamp', String(firstReceivedAt));
  tell('ApproximateReceiveCount', String(receiveCount));
  tell('SentTimestamp', String(stored.sentAt));
  tell('MessageGroupId', stored.groupId);
  tell('MessageDeduplicationId', stored.deduplicationId);
  tell('SequenceNumber', fifo ? sequenceNumberOf(sequence) : undefined);
  tell('AWSTraceHeader', stored.traceHeader);
  tell('DeadLetterQueueSourceArn', stored.deadLetterSource);
  return answer;
}
