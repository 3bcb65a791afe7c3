/** PublishBatch. */
import {
  BatchEntryIdsNotDistinctException,
  BatchRequestTooLongException,
  EmptyBatchRequestException,
  InvalidBatchEntryIdException,
  InvalidParameterException,
  TooManyEntriesInBatchRequestException,
} from '../../../../generated/sns/errors.js';
import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchOutput,
  PublishBatchRequestEntry,
  PublishBatchResultEntry,
} from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { type Delivery, deliverAll } from '../delivery/deliver.js';
import type { Storage, Topic } from '../storage.js';
import { findTopic } from '../topics/find-topic.js';
import { largestMessageOf } from '../topics/message-size.js';
import { accept } from './fan-out.js';
import { readMessageAttributes } from './message-attributes.js';
import { factsOf } from './publish.js';
import { checkFifo, type ReadMessage, readMessage, sizeOf } from './read-message.js';

const MOST_ENTRIES = 10;
const LONGEST_ID = 80;

/** An entry's message, its subject and its structure concern the entry alone; faults of other kinds refuse the batch. */
export function publishBatch(storage: Storage, input: PublishBatchInput, ctx: Context): Answer<PublishBatchOutput> {
  const { PublishBatchRequestEntries: entries } = input;
  const topic = findTopic(storage, input.TopicArn, ctx);
  const largest = largestMessageOf(topic);
  checkEntries(entries, largest);
  for (const entry of entries) readMessageAttributes(entry.MessageAttributes);
  for (const entry of entries) checkFifo(topic, entry);
  const failed: BatchResultErrorEntry[] = [];
  const read: [PublishBatchRequestEntry, ReadMessage][] = [];
  for (const entry of entries) {
    try {
      read.push([entry, readMessage(entry, largest)]);
    } catch (error) {
      if (!(error instanceof InvalidParameterException)) throw error;
      failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  const { successful, deliveries } = storage.state.atomically(() => acceptAll(storage, topic, read, ctx));
  const answer: PublishBatchOutput = { Successful: successful, Failed: failed };
  return deliverAll(storage, deliveries)?.then(() => answer) ?? answer;
}

function acceptAll(
  storage: Storage,
  topic: Topic,
  read: readonly (readonly [PublishBatchRequestEntry, ReadMessage])[],
  ctx: Context,
): { readonly successful: PublishBatchResultEntry[]; readonly deliveries: readonly Delivery[] } {
  const facts = factsOf(ctx);
  const successful: PublishBatchResultEntry[] = [];
  const deliveries: Delivery[] = [];
  for (const [{ Id, Message }, message] of read) {
    const accepted = accept(storage, topic, message, Message, facts);
    const { messageId, sequenceNumber } = accepted.publication;
    successful.push({ Id, MessageId: messageId, ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }) });
    deliveries.push(...accepted.deliveries);
  }
  return { successful, deliveries };
}

/** @param largest in bytes, of all of them together. */
function checkEntries(entries: readonly PublishBatchRequestEntry[], largest: number): void {
  if (entries.length === 0) throw new EmptyBatchRequestException("The batch request doesn't contain any entries.");
  if (entries.length > MOST_ENTRIES)
    throw new TooManyEntriesInBatchRequestException('The batch request contains more entries than permissible.');
  const ids = new Set(entries.map(({ Id }) => Id));
  for (const id of ids) {
    if (id.length > LONGEST_ID) throw new InvalidBatchEntryIdException(`The Id of a batch entry in the batch request is too long: ${id}`);
    if (!/^[A-Za-z0-9_-]+$/.test(id))
      throw new InvalidBatchEntryIdException(`The Id of a batch entry in the batch request contains an impermissible character: ${id}`);
  }
  if (ids.size < entries.length) throw new BatchEntryIdsNotDistinctException('Two or more batch entries in the request have the same Id.');
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > largest)
    throw new BatchRequestTooLongException('The length of all the messages put together is more than the limit.');
}
