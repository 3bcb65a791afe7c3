/**
 * Ids of versions. S3 tells ids that it gave from ids that it never gave, and knows a deleted version's place among the others,
 * which listings begin after. So ours hold their rank and a proof of both.
 */
import { crc32 } from 'node:zlib';
import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { Random } from '../../dependencies.js';

/** What stands for the id of what was written without versioning. */
export const NULL_VERSION = 'null';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';
const DRAWN = 22;
/** Characters of six bits each. */
const WORD = 5;
const WORD_BITS = 0x3fffffff;

/**
 * 32 characters of [A-Za-z0-9._], as AWS's own.
 * @param rank zero or less, as versions have them.
 */
export function newVersionId(random: Random, rank: number): string {
  const drawn = random.text(DRAWN, ALPHABET);
  const placed = drawn + writeWord(-rank ^ crc32(drawn));
  return placed + writeWord(crc32(placed));
}

/**
 * The rank in an id that newVersionId made.
 * @throws InvalidArgument for what is no version's id.
 */
export function rankIn(versionId: string): number {
  if (!proves(versionId))
    throw new InvalidArgument(versionId === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified', {
      ArgumentName: 'versionId',
      ArgumentValue: versionId,
    });
  return -((readWord(versionId.slice(DRAWN, DRAWN + WORD)) ^ crc32(versionId.slice(0, DRAWN))) & WORD_BITS);
}

export const isVersionId = (text: string): boolean => text === NULL_VERSION || proves(text);

/** @throws InvalidArgument for what is no version's id. */
export function checkVersionId(versionId: string): void {
  if (versionId !== NULL_VERSION) rankIn(versionId);
}

const proves = (versionId: string): boolean =>
  versionId.length === DRAWN + 2 * WORD && versionId.slice(DRAWN + WORD) === writeWord(crc32(versionId.slice(0, DRAWN + WORD)));

function writeWord(bits: number): string {
  let word = '';
  for (let at = 0; at < WORD; at++) word += ALPHABET[(bits >>> (6 * at)) & 63] ?? '';
  return word;
}

function readWord(word: string): number {
  let bits = 0;
  for (let at = 0; at < WORD; at++) bits |= ALPHABET.indexOf(word.charAt(at)) << (6 * at);
  return bits;
}
