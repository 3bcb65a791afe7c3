/** A message as it was published, the same for everyone whom it goes to. Plain data, so that it can be kept in rows. */
import type { CallerRequest } from '../../../contract/context.js';

export interface MessageAttribute {
  /** With its custom label: `Number.int`. */
  readonly type: string;
  /** Text; base64 for a Binary. */
  readonly value: string;
}

export interface Publication {
  readonly messageId: string;
  readonly subject?: string;
  /** What goes where nothing else is said: the message, or the `default` of a message with the structure `json`. */
  readonly message: string;
  /** What goes to single protocols instead, of a message with the structure `json`. */
  readonly byProtocol?: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Of FIFO topics: 20 digits. */
  readonly sequenceNumber?: string;
  /** Whether it comes out of the topic's archive. */
  readonly isReplayed?: true;
  /** Of the Publish. */
  readonly requestId: string;
  /** What URLs in the message begin with, from the request of the Publish: `http://localhost:4566`. */
  readonly origin: string;
}

/** @param protocol a subscription's. */
export const messageFor = (publication: Publication, protocol: string): string => publication.byProtocol?.[protocol] ?? publication.message;

export const originOf = ({ scheme, host }: CallerRequest): string => `${scheme}://${host}`;
