import { createHash, randomFillSync } from 'node:crypto';
import type { Random } from '../services/dependencies.js';

const POOL = 8192;

/** @param seed gives the same bytes again in every run; without it they come from the system. */
export function createRandom(seed?: string): Random {
  const pool = Buffer.allocUnsafe(POOL);
  let used = POOL;
  let block = 0;

  const refill = (): void => {
    if (seed === undefined) randomFillSync(pool);
    else for (let at = 0; at < POOL; at += 32) createHash('sha256').update(`${seed}/${block++}`).digest().copy(pool, at);
    used = 0;
  };
  const take = (count: number): Buffer => {
    if (used + count > POOL) refill();
    used += count;
    return pool.subarray(used - count, used);
  };
  const fraction = (): number => {
    const bytes = take(6);
    return bytes.readUIntBE(0, 6) / 2 ** 48;
  };

  return {
    hex: (bytes) => take(bytes).toString('hex'),
    text: (length, alphabet) => {
      let text = '';
      for (let index = 0; index < length; index++) text += alphabet[Math.floor(fraction() * alphabet.length)];
      return text;
    },
    uuid: () => {
      const bytes = take(16);
      bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x40, 6);
      bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    fraction,
  };
}
