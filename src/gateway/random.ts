import { createHash, randomFillSync } from 'node:crypto';
import type { Random } from '../services/dependencies.js';

const POOL = 8192;

/** @param seed gives the same bytes again in every run; without it they come from the system. */
export function createRandom(seed?: string): Random {
  const pool = Buffer.allocUnsafe(POOL);
  /** The pool in hex, made once for all of its uuids. */
  let poolText = '';
  let used = POOL;
  let block = 0;

  const refill = (): void => {
    if (seed === undefined) randomFillSync(pool);
    else for (let at = 0; at < POOL; at += 32) createHash('sha256').update(`${seed}/${block++}`).digest().copy(pool, at);
    poolText = pool.toString('hex');
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
      const hex = at * 2;
      // The version and the variant replace a digit each.
      const version = `4${poolText.slice(hex + 13, hex + 16)}`;
      const variant = `${'89ab'.charAt(((pool[at + 8] ?? 0) >> 4) & 3)}${poolText.slice(hex + 17, hex + 20)}`;
      const [low, middle, last] = [poolText.slice(hex, hex + 8), poolText.slice(hex + 8, hex + 12), poolText.slice(hex + 20, hex + 32)];
      return `${low}-${middle}-${version}-${variant}-${last}`;
    },
    fraction,
  };
}
