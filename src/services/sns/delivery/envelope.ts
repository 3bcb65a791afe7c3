/**
 * A message as queues get it: JSON that looks as AWS writes it (recorded, and shown in the SNS Developer Guide). All subscribers get the
 * same text but for the address where they can unsubscribe, so that it is made, and signed, once for all of them.
 */
import { messageFor, type Publication } from '../publish/publication.js';
import type { Storage, Topic } from '../storage.js';
import type { Delivery } from './deliver.js';

/** What stands before and after the address. */
interface Frame {
  /** That the frame was made of. */
  readonly message: string;
  readonly head: string;
  readonly tail: string;
}

const frames = new WeakMap<Publication, Frame>();

export function envelope(storage: Storage, { topic, subscription, publication }: Delivery): string {
  const message = messageFor(publication, subscription.protocol);
  const known = frames.get(publication);
  const frame = known?.message === message ? known : frameOf(storage, topic, publication, message);
  if (frame !== known) frames.set(publication, frame);
  // Neither an ARN nor a Host has characters that JSON escapes.
  return frame.head + subscription.arn + frame.tail;
}

function frameOf(storage: Storage, topic: Topic, publication: Publication, message: string): Frame {
  const { messageId: MessageId, subject, timestamp, sequenceNumber, isReplayed, origin, attributes } = publication;
  const Timestamp = new Date(timestamp).toISOString();
  const fields: string[] = ['"Type" : "Notification"', field('MessageId', MessageId)];
  if (sequenceNumber !== undefined) fields.push(field('SequenceNumber', sequenceNumber));
  fields.push(field('TopicArn', topic.arn));
  if (subject !== undefined) fields.push(field('Subject', subject));
  fields.push(field('Message', message), field('Timestamp', Timestamp));
  // Recorded: what FIFO topics send is not signed.
  if (!topic.isFifo) {
    const signed = { Type: 'Notification', Message: message, MessageId, Subject: subject, Timestamp, TopicArn: topic.arn } as const;
    const version = topic.attributes.SignatureVersion === '2' ? '2' : '1';
    const { SignatureVersion, Signature, SigningCertURL } = storage.signer.sign(signed, version, origin);
    fields.push(field('SignatureVersion', SignatureVersion), field('Signature', Signature), field('SigningCertURL', SigningCertURL));
  }
  if (isReplayed === true) fields.push(field('Replayed', 'true'));
  const head = `{\n  ${fields.join(',\n  ')},\n  "UnsubscribeURL" : "${JSON.stringify(origin).slice(1, -1)}/?Action=Unsubscribe&SubscriptionArn=`;
  const entries = Object.entries(attributes).map(
    ([name, { type, value }]) => `${JSON.stringify(name)} : {"Type":${JSON.stringify(type)},"Value":${JSON.stringify(value)}}`,
  );
  const tail = entries.length === 0 ? '"\n}' : `",\n  "MessageAttributes" : {\n    ${entries.join(',\n    ')}\n  }\n}`;
  return { message, head, tail };
}

const field = (name: string, value: string): string => `"${name}" : ${JSON.stringify(value)}`;
