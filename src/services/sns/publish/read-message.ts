/** What Publish and the entries of PublishBatch have in common: the message, as it was given. */
import type { MessageAttributeValue, PublishBatchRequestEntry } from '../../../../generated/sns/types.js';
import { readTokens } from '../filters/json-tokens.js';
import { invalidParameter } from '../refusals.js';
import type { Topic } from '../storage.js';
import { readMessageAttributes } from './message-attributes.js';
import type { Publication } from './publication.js';

export type MessageInput = Omit<PublishBatchRequestEntry, 'Id'>;

export type ReadMessage = Pick<Publication, 'message' | 'byProtocol' | 'subject' | 'attributes' | 'groupId' | 'deduplicationId'>;

/**
 * @param largest in bytes, of the message with its attributes.
 * @throws InvalidParameterException, InvalidParameterValueException
 */
export function readMessage(input: MessageInput, largest: number): ReadMessage {
  const { Message, Subject: subject, MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = input;
  const attributes = readMessageAttributes(input.MessageAttributes);
  if (Message === '') throw invalidParameter('Empty message');
  if (subject !== undefined && !isSubject(subject)) throw invalidParameter('Subject');
  if (sizeOf(input) > largest) throw invalidParameter('Message too long');
  return {
    ...readStructure(input),
    attributes,
    ...(subject === undefined ? undefined : { subject }),
    ...(groupId === undefined ? undefined : { groupId }),
    ...(deduplicationId === undefined ? undefined : { deduplicationId }),
  };
}

/** Of the message and its attributes, in bytes. */
export function sizeOf({ Message, MessageAttributes: attributes }: MessageInput): number {
  let size = Buffer.byteLength(Message);
  for (const name in attributes) size += Buffer.byteLength(name) + sizeOfValue(attributes[name]);
  return size;
}

function sizeOfValue(value: MessageAttributeValue | undefined): number {
  if (value === undefined) return 0;
  const { DataType, StringValue = '', BinaryValue } = value;
  return Buffer.byteLength(DataType) + (BinaryValue?.length ?? Buffer.byteLength(StringValue));
}

/** API Reference: text that begins with a letter, number, or punctuation mark, no line breaks or control characters. */
const isSubject = (subject: string): boolean => subject.length <= 100 && /^[^\s\p{Cc}][^\p{Cc}]*$/u.test(subject);

function readStructure({ Message, MessageStructure }: MessageInput): Pick<Publication, 'message' | 'byProtocol'> {
  if (MessageStructure === undefined || MessageStructure === '') return { message: Message };
  if (MessageStructure !== 'json') throw invalidParameter('MessageStructure');
  const given = parseObject(Message);
  if (given === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse');
  // What isn't text is for no protocol.
  const byProtocol = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const { default: message } = byProtocol;
  if (message === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return { message, byProtocol };
}

/** @returns undefined for a text that is no object, or that isn't clear. */
function parseObject(text: string): object | undefined {
  try {
    const given: unknown = JSON.parse(text);
    return typeof given !== 'object' || given === null || Array.isArray(given) || hasTwice(text) ? undefined : given;
  } catch {
    return undefined;
  }
}

/** API Reference, Publish: "Duplicate keys are not allowed." @param text an object. */
function hasTwice(text: string): boolean {
  const names = new Set<string>();
  let depth = 0;
  for (const { type, text: name } of readTokens(text)) {
    if (type === '{' || type === '[') depth += 1;
    else if (type === '}' || type === ']') depth -= 1;
    else if (type === 'name' && depth === 1) {
      if (names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}

/** Letters, digits and punctuation. */
const FIFO_ID = /^[\x21-\x7e]{1,128}$/;

/** @throws InvalidParameterException for a message that the topic can't take. */
export function checkFifo(topic: Topic, { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }: MessageInput): void {
  if (topic.isFifo) {
    if (groupId === undefined || groupId === '') throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
    if (deduplicationId === undefined && topic.attributes.ContentBasedDeduplication !== 'true')
      throw invalidParameter(
        'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    if (deduplicationId !== undefined && !FIFO_ID.test(deduplicationId)) throw invalidParameter(notAnId('MessageDeduplicationId'));
  } else if (deduplicationId !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  if (groupId !== undefined && !FIFO_ID.test(groupId)) throw invalidParameter(notAnId('MessageGroupId'));
}

const notAnId = (parameter: string): string =>
  `${parameter} Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length`;
