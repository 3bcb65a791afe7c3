import type { Random } from '../../dependencies.js';

/** In ASCII's order, so that what is written with them sorts as the numbers do. */
const ALPHABET = '.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const TIME = 8;
const LENGTH = 128;

/**
 * 128 characters, as AWS's own. They begin with the time, since uploads to a key are listed in order of both.
 * @param now milliseconds since the epoch.
 */
export function newUploadId(random: Random, now: number): string {
  let time = '';
  let rest = now;
  for (let at = 0; at < TIME; at++) {
    time = (ALPHABET[rest % 64] ?? '') + time;
    rest = Math.floor(rest / 64);
  }
  return time + random.text(LENGTH - TIME, ALPHABET);
}
