/**
 * A message as queues get it: JSON that looks as AWS writes it (recorded, and shown in the SNS Developer Guide). All subscribers get the
 * same text but for the address where they can unsubscribe, so that it is made, and signed, once for all of them.
 */
import { messageFor, type Publication } from '../publish/publication.js';
import type { Storage, Topic } from '../storage.js';
import type { Delivery } from './deliver.js';

/** What stands before and after the address. */
interface Frame {
  /** What the frame was made of. */
  readonly publication: Publication;
  readonly message: string;
  readonly head: string;
  readonly tail: string;
}

/** Subscribers get a message one after the other, so that the last one is all there is to remember. */
let last: Frame | undefined;

export function envelope(storage: Storage, { topic, subscription, publication }: Delivery): string {
  const message = messageFor(publication, subscription.protocol);
  if (last?.publication !== publication || last.message !== message) last = frameOf(storage, topic, publication, message);
  // Neither an ARN nor a Host has characters that JSON escapes.
  return last.head + subscription.arn + last.tail;
}

/** Of the fields, those alone are escaped that a caller chose: ids, times, signatures and ARNs have nothing to escape. */
function frameOf(storage: Storage, topic: Topic, publication: Publication, message: string): Frame {
  const { messageId: MessageId, subject, timestamp, sequenceNumber, isReplayed, origin, attributes } = publication;
  const Timestamp = new Date(timestamp).toISOString();
  const host = JSON.stringify(origin).slice(1, -1);
  let head = `{\n  "Type" : "Notification",\n  "MessageId" : "${MessageId}"`;
  if (sequenceNumber !== undefined) head += `,\n  "SequenceNumber" : "${sequenceNumber}"`;
  head += `,\n  "TopicArn" : "${topic.arn}"`;
  if (subject !== undefined) head += `,\n  "Subject" : ${JSON.stringify(subject)}`;
  head += `,\n  "Message" : ${JSON.stringify(message)},\n  "Timestamp" : "${Timestamp}"`;
  // Recorded: what FIFO topics send is not signed.
  if (!topic.isFifo) {
    const signed = { Type: 'Notification', Message: message, MessageId, Subject: subject, Timestamp, TopicArn: topic.arn } as const;
    const version = topic.attributes.SignatureVersion === '2' ? '2' : '1';
    const { SignatureVersion, Signature, SigningCertURL } = storage.signer.sign(signed, version, host);
    head += `,\n  "SignatureVersion" : "${SignatureVersion}",\n  "Signature" : "${Signature}",\n  "SigningCertURL" : "${SigningCertURL}"`;
  }
  if (isReplayed === true) head += ',\n  "Replayed" : "true"';
  head += `,\n  "UnsubscribeURL" : "${host}/?Action=Unsubscribe&SubscriptionArn=`;
  return { publication, message, head, tail: tailOf(attributes) };
}

function tailOf(attributes: Publication['attributes']): string {
  let entries = '';
  for (const name in attributes) {
    const { type, value } = attributes[name] ?? {};
    const entry = `${JSON.stringify(name)} : {"Type":${JSON.stringify(type)},"Value":${JSON.stringify(value)}}`;
    entries += entries === '' ? entry : `,\n    ${entry}`;
  }
  return entries === '' ? '"\n}' : `",\n  "MessageAttributes" : {\n    ${entries}\n  }\n}`;
}
