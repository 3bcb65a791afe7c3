/** The tokens by which a transaction that is sent again is known. */
import { createHash } from 'node:crypto';
import { IdempotentParameterMismatchException } from '../../../../generated/dynamodb/errors.js';
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { WritePlace } from '../items/write-item.js';
import type { Storage } from '../storage.js';

const LIFETIME = 10 * 60 * 1000;

export interface TokenTables {
  readonly byToken: ScopedTable<readonly [token: string], TokenRecord>;
  /** Milliseconds since the epoch. */
  readonly byExpiry: ScopedTable<readonly [expiresAt: number, token: string], true>;
}

interface TokenRecord {
  readonly fingerprint: string;
  readonly expiresAt: number;
}

export const openTokenTables = (state: State): TokenTables => ({
  byToken: state.table('transactionTokens'),
  byExpiry: state.table('transactionTokenExpiry'),
});

/** @throws IdempotentParameterMismatchException when the token came with another transaction */
export function seenToken({ tokens }: Storage, token: string, requests: readonly object[], at: WritePlace): boolean {
  forgetExpired(tokens, at.clock.now(), at);
  const known = tokens.byToken.in(at).get([token]);
  if (known === undefined) return false;
  if (known.fingerprint !== fingerprintOf(requests))
    throw new IdempotentParameterMismatchException(
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    );
  return true;
}

export function rememberToken({ tokens }: Storage, token: string, requests: readonly object[], at: WritePlace): void {
  const expiresAt = at.clock.now() + LIFETIME;
  tokens.byToken.in(at).put([token], { fingerprint: fingerprintOf(requests), expiresAt });
  tokens.byExpiry.in(at).put([expiresAt, token], true);
}

function forgetExpired({ byToken, byExpiry }: TokenTables, now: number, scope: Scope): void {
  const expired = [...byExpiry.in(scope).range({ to: [now, LAST_TOKEN] })];
  for (const [key] of expired) {
    byExpiry.in(scope).delete(key);
    byToken.in(scope).delete([key[1]]);
  }
}

/** Behind every token of a time. */
const LAST_TOKEN = '\u{10ffff}';

/** Equal for equal transactions, in whatever order their members were sent. */
const fingerprintOf = (requests: readonly object[]): string =>
  createHash('sha256').update(JSON.stringify(requests, inOrder)).digest('base64');

function inOrder(this: Readonly<Record<string, unknown>>, name: string): unknown {
  // Not as JSON.stringify has it: a Buffer would come as an array of numbers.
  const value = this[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
