import { createHash, randomFillSync } from 'node:crypto';
import type { Random } from '../services/dependencies.js';

const POOL = 8192;
const HEX = Buffer.from('0123456789abcdef');

/** @param seed gives the same bytes again in every run; without it they come from the system. */
export function createRandom(seed?: string): Random {
  const pool = Buffer.allocUnsafe(POOL);
  const uuid = Buffer.alloc(36, '-');
  let used = POOL;
  let block = 0;

  const refill = (): void => {
    if (seed === undefined) randomFillSync(pool);
    else for (let at = 0; at < POOL; at += 32) createHash('sha256').update(`${seed}/${block++}`).digest().copy(pool, at);
    used = 0;
  };
  /** @returns where in the pool the bytes stand. */
  const take = (count: number): number => {
    if (used + count > POOL) refill();
    used += count;
    return used - count;
  };
  const fraction = (): number => {
    return pool.readUIntBE(take(6), 6) / 2 ** 48;
  };

  return {
    hex: (bytes) => {
      const at = take(bytes);
      return pool.toString('hex', at, at + bytes);
    },
    text: (length, alphabet) => {
      let text = '';
      for (let index = 0; index < length; index++) text += alphabet[Math.floor(fraction() * alphabet.length)];
      return text;
    },
    uuid: () => {
      const at = take(16);
      let place = 0;
      for (let index = 0; index < 16; index++) {
        const byte = pool[at + index] ?? 0;
        // The version and the variant replace four bits and two.
        const shown = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
        uuid[place] = HEX[shown >> 4] ?? 0;
        uuid[place + 1] = HEX[shown & 15] ?? 0;
        place += index === 3 || index === 5 || index === 7 || index === 9 ? 3 : 2;
      }
      // One piece of text: put together of many, each id that is kept would keep them all.
      return uuid.toString('latin1');
    },
    fraction,
  };
}
