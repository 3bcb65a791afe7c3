/** Shard iterators: a place in a shard and when it was given out, as text. */
import { Buffer } from 'node:buffer';
import { invalid } from './refusals.js';

export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  /** The first sequence number to read. */
  readonly from: number;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Of the numbers in an iterator: none is shorter, so that a text that was cut off is noticed. */
const DIGITS = 16;

/** AWS takes an iterator for 15 minutes. */
export const ITERATOR_LIFE = 15 * 60_000;

/** `<the stream's ARN>|1|<opaque>`, as on AWS. */
export function writeIterator({ streamArn, shardId, from, issuedAt }: ShardIterator): string {
  const place = Buffer.from([shardId, ...[from, issuedAt].map((number) => String(number).padStart(DIGITS, '0'))].join('|')).toString(
    'base64',
  );
  return `${streamArn}|1|${place}`;
}

const TEXT = /^([^|]+)\|1\|([A-Za-z0-9+/]+={0,2})$/;
const PLACE = /^(shardId-[0-9]{20}-[0-9a-f]{8})\|(\d{16})\|(\d{16})$/;

/** @throws ValidationException for a text that can't have been given out here */
export function readIterator(text: string): ShardIterator {
  const [, streamArn, place = ''] = TEXT.exec(text) ?? [];
  const [, shardId, from, issuedAt] = PLACE.exec(Buffer.from(place, 'base64').toString('latin1')) ?? [];
  if (streamArn === undefined || shardId === undefined) throw invalid('Invalid ShardIterator');
  return { streamArn, shardId, from: Number(from), issuedAt: Number(issuedAt) };
}
