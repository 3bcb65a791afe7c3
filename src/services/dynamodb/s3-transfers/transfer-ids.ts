/** The ids of exports and imports, which sort by time, and the tokens by which a request that is sent again is known. */
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { Table } from '../../../state/table.js';
import type { Random } from '../../dependencies.js';

const DAY = 24 * 3_600_000;
/** How long AWS lists exports and imports, in ms. */
const KEPT = 90 * DAY;
/** How long a client token is known, in ms. */
const TOKEN_LIFETIME = 8 * 3_600_000;

const timePart = (time: number): string => String(time).padStart(14, '0');

export type TransferTable<R> = Table<readonly [id: string], R>;

/** `01693685827463-2d8752fd`: the time, and something of its own. */
export const newTransferId = (random: Random, now: number): string => `${timePart(now)}-${random.hex(4)}`;

/** The range of the ids that aren't too old to be shown. */
export const keptSince = (now: number): { readonly from: readonly [string] } => ({ from: [timePart(Math.max(0, now - KEPT))] });

interface Tokened {
  readonly clientToken?: string;
  readonly fingerprint: string;
}

/** The transfer that was begun with this token. */
export function byToken<R extends Tokened>(transfers: TransferTable<R>, token: string | undefined, now: number): R | undefined {
  if (token === undefined) return undefined;
  for (const [, transfer] of transfers.range({ from: [timePart(Math.max(0, now - TOKEN_LIFETIME))] }))
    if (transfer.clientToken === token) return transfer;
  return undefined;
}

/** @param parameters all but the token. */
export const fingerprintOf = (parameters: object): string => createHash('sha256').update(serialize(parameters)).digest('base64');

export interface TransferPage<R> {
  readonly transfers: readonly R[];
  /** The id of the last one; absent when there are no more. */
  readonly last?: string;
}

/** In the order in which they were begun. */
export function pageOf<R extends { readonly id: string; readonly tableArn: string }>(
  transfers: TransferTable<R>,
  options: { readonly now: number; readonly limit: number; readonly after: string | undefined; readonly tableArn: string | undefined },
): TransferPage<R> {
  const { now, limit, after, tableArn } = options;
  const page: R[] = [];
  for (const [, transfer] of transfers.range({ ...keptSince(now), ...(after === undefined ? {} : { after: [after] }) })) {
    if (tableArn !== undefined && transfer.tableArn !== tableArn) continue;
    const last = page.at(-1);
    if (page.length === limit && last !== undefined) return { transfers: page, last: last.id };
    page.push(transfer);
  }
  return { transfers: page };
}
