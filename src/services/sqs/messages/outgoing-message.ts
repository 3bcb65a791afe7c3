/** A message on its way into a queue: what is checked of it, and the row that it becomes. */
import { hash } from 'node:crypto';
import { InvalidMessageContents, InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import type { MessageAttributeValue, MessageSystemAttributeValue } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { contentId, findDuplicate, rememberDuplicate } from '../fifo/deduplication.js';
import type { Queue, Storage } from '../storage.js';
import { invalidParameter, missingParameter, wrongQueueType } from './errors.js';
import { attributesMd5, checkAttributes, refuseLists, sizeOfAttributes } from './message-attributes.js';
import { type StoredMessage, sequenceNumberOf } from './stored-message.js';
import { forbiddenCharacter, invalidCharacter } from './text.js';

/** What SendMessage and an entry of SendMessageBatch have in common. */
export interface OutgoingMessage {
  readonly MessageBody: string;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>> | undefined;
  readonly MessageSystemAttributes?: Readonly<Record<string, MessageSystemAttributeValue>> | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

/** How the answers tell of a message that was sent. */
export interface SentMessage {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
  SequenceNumber?: string;
}

const MAX_DELAY = 900;
const ID = /^[!-~]{1,128}$/;

/** Bytes of the body and of the users' attributes; the system's don't count. */
export const sizeOf = ({ MessageBody, MessageAttributes }: OutgoingMessage): number =>
  Buffer.byteLength(MessageBody) + (MessageAttributes === undefined ? 0 : sizeOfAttributes(MessageAttributes));

/** Checks all but what the kind of queue asks for. */
export function checkContent(queue: Queue, message: OutgoingMessage, tooLong: (limit: number) => Error): void {
  const { MessageBody, MessageAttributes, MessageSystemAttributes } = message;
  if (MessageBody === '') throw missingParameter('MessageBody');
  const forbidden = forbiddenCharacter(MessageBody);
  if (forbidden !== undefined) throw new InvalidMessageContents(invalidCharacter(forbidden, 'message body'));
  if (MessageAttributes !== undefined) checkAttributes(MessageAttributes);
  if (MessageSystemAttributes !== undefined) checkSystemAttributes(MessageSystemAttributes);
  const limit = queue.attributes.maximumMessageSize;
  if (sizeOf(message) > limit) throw tooLong(limit);
}

function checkSystemAttributes(attributes: Readonly<Record<string, MessageSystemAttributeValue>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const { DataType, StringValue, BinaryValue } = value;
    refuseLists(value);
    if (DataType !== 'String')
      throw new InvalidParameterValueException(
        `The type of message (system) attribute '${name}' is invalid. You must use only the following supported type prefixes: String.`,
      );
    if (!StringValue)
      throw new InvalidParameterValueException(`Message (system) attribute '${name}' must contain a non-empty value of type 'String'.`);
    if (BinaryValue !== undefined)
      throw new InvalidParameterValueException(
        `Message (system) attribute '${name}' has several values: only the one of its type is allowed.`,
      );
    const forbidden = forbiddenCharacter(StringValue);
    if (forbidden !== undefined) throw new InvalidMessageContents(invalidCharacter(forbidden, `message attribute '${name}'`));
  }
}

/** What FIFO queues need, and what they or standard queues don't take. */
export function checkKind({ attributes }: Queue, message: OutgoingMessage): void {
  const { DelaySeconds, MessageGroupId, MessageDeduplicationId } = message;
  if (DelaySeconds !== undefined && (DelaySeconds < 0 || DelaySeconds > MAX_DELAY))
    throw invalidParameter(DelaySeconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${MAX_DELAY}.`);
  if (attributes.fifo) {
    // No delay at all stands for the queue's.
    if (DelaySeconds !== undefined && DelaySeconds > 0) throw wrongQueueType(DelaySeconds, 'DelaySeconds');
    if (MessageGroupId === undefined) throw missingParameter('MessageGroupId');
  } else if (MessageDeduplicationId !== undefined) {
    throw wrongQueueType(MessageDeduplicationId, 'MessageDeduplicationId');
  }
  if (MessageGroupId !== undefined) checkId(MessageGroupId, 'MessageGroupId');
  if (MessageDeduplicationId !== undefined) checkId(MessageDeduplicationId, 'MessageDeduplicationId');
  else if (attributes.fifo && !attributes.contentBasedDeduplication)
    throw new InvalidParameterValueException(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
}

function checkId(value: string, parameter: string): void {
  if (!ID.test(value))
    throw invalidParameter(value, parameter, `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`);
}

/** Puts a checked message into its queue, or finds that it is there already. Within a turn. */
export function putMessage(storage: Storage, queue: Queue, message: OutgoingMessage, ctx: Context): SentMessage {
  const { MessageBody: body, MessageAttributes, MessageSystemAttributes, MessageGroupId: groupId } = message;
  const now = storage.clock.now();
  const { fifo } = queue.attributes;
  const answer: SentMessage = { MD5OfMessageBody: hash('md5', body), MessageId: '' };
  const attributes = MessageAttributes !== undefined && Object.keys(MessageAttributes).length > 0 ? MessageAttributes : undefined;
  if (attributes !== undefined) answer.MD5OfMessageAttributes = attributesMd5(attributes);
  if (MessageSystemAttributes !== undefined && Object.keys(MessageSystemAttributes).length > 0)
    answer.MD5OfMessageSystemAttributes = attributesMd5(MessageSystemAttributes);

  const deduplicationId = fifo ? (message.MessageDeduplicationId ?? contentId(body)) : undefined;
  if (deduplicationId !== undefined) {
    const duplicate = findDuplicate(storage.deduplications, queue, groupId ?? '', deduplicationId, now);
    if (duplicate !== undefined) {
      answer.MessageId = duplicate.messageId;
      answer.SequenceNumber = sequenceNumberOf(duplicate.sequence);
      return answer;
    }
  }

  const id = storage.random.uuid();
  const traceHeader = MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? ctx.request.headers['x-amzn-trace-id'];
  const delay = (fifo ? undefined : message.DelaySeconds) ?? queue.attributes.delaySeconds;
  const stored: StoredMessage = {
    id,
    body,
    md5: answer.MD5OfMessageBody,
    ...(attributes === undefined ? undefined : { attributes }),
    ...(answer.MD5OfMessageAttributes === undefined ? undefined : { attributesMd5: answer.MD5OfMessageAttributes }),
    ...(traceHeader === undefined ? undefined : { traceHeader }),
    senderId: ctx.principal.userId,
    sentAt: now,
    visibleAt: now + delay * 1000,
    ...(groupId === undefined ? undefined : { groupId }),
    ...(deduplicationId === undefined ? undefined : { deduplicationId }),
  };
  const { sequence } = storage.backlogs.of(queue).add(stored, undefined, now);
  answer.MessageId = id;
  if (fifo) answer.SequenceNumber = sequenceNumberOf(sequence);
  if (deduplicationId !== undefined)
    rememberDuplicate(storage.deduplications, queue, groupId ?? '', deduplicationId, { at: now, messageId: id, sequence });
  storage.polls.wake(queue.id);
  return answer;
}
