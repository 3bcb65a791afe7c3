import { OverLimit } from '../../../../generated/sqs/errors.js';
import type { ReceiveMessageInput, ReceiveMessageOutput } from '../../../../generated/sqs/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { findQueue, type Queue, type Storage } from '../storage.js';
import { invalidParameter, wrongQueueType } from './errors.js';
import { IN_FLIGHT_LIMIT, type ReceiveRequest, receive } from './receive.js';

const MAX_MESSAGES = 10;
const MAX_WAIT = 20;
const MAX_VISIBILITY = 43_200;
const NO_NAMES: ReadonlySet<string> = new Set();

export function receiveMessage(storage: Storage, input: ReceiveMessageInput, ctx: Context): Answer<ReceiveMessageOutput> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const request = requestOf(queue, input);
  const wait = input.WaitTimeSeconds ?? queue.attributes.waitSeconds;
  const messages = storage.backlogs.turn(() => {
    // Long polls wait, and FIFO queues give nothing.
    if (wait === 0 && !queue.attributes.fifo && storage.backlogs.of(queue).inFlight >= IN_FLIGHT_LIMIT)
      throw new OverLimit(
        'Too many messages have been received without being deleted. Please delete your received messages or let them timeout before receiving more.',
      );
    return receive(storage, queue, request);
  });
  if (messages.length > 0) return { Messages: messages };
  return wait === 0 ? {} : storage.polls.wait(queue, request, wait, ctx.request.client);
}

function requestOf({ attributes: { fifo } }: Queue, input: ReceiveMessageInput): ReceiveRequest {
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout, WaitTimeSeconds, ReceiveRequestAttemptId: attemptId } = input;
  const { AttributeNames, MessageSystemAttributeNames, MessageAttributeNames } = input;
  if (max < 1 || max > MAX_MESSAGES)
    throw invalidParameter(max, 'MaxNumberOfMessages', `Must be between 1 and ${MAX_MESSAGES}, if provided.`);
  if (VisibilityTimeout !== undefined && (VisibilityTimeout < 0 || VisibilityTimeout > MAX_VISIBILITY))
    throw invalidParameter(VisibilityTimeout, 'VisibilityTimeout', `Must be between 0 and ${MAX_VISIBILITY}, if provided.`);
  if (WaitTimeSeconds !== undefined && (WaitTimeSeconds < 0 || WaitTimeSeconds > MAX_WAIT))
    throw invalidParameter(WaitTimeSeconds, 'WaitTimeSeconds', `Must be >= 0 and <= ${MAX_WAIT}, if provided.`);
  if (attemptId !== undefined) checkAttemptId(attemptId, fifo);
  const names = [...(AttributeNames ?? []), ...(MessageSystemAttributeNames ?? [])];
  return {
    max,
    visibilityTimeout: VisibilityTimeout,
    systemAttributes: names.length === 0 ? NO_NAMES : new Set(names),
    attributes: MessageAttributeNames ?? [],
    attemptId,
  };
}

function checkAttemptId(id: string, isFifo: boolean): void {
  const parameter = 'ReceiveRequestAttemptId';
  if (!isFifo) throw wrongQueueType(id, parameter);
  if (!/^[!-~]{1,128}$/.test(id))
    throw invalidParameter(id, parameter, `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`);
}
