/** Access key ids, which carry their account as AWS's do: four letters, then base32 whose first 48 bits hold the account's number. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LETTERS_OF_ACCOUNT = 10;

/**
 * @param prefix `ASIA` for temporary keys.
 * @param tail 6 characters of the base32 alphabet that make the key unique.
 */
export function accessKeyIdOf(prefix: string, accountId: string, tail: string): string {
  let bits = BigInt(accountId) << 9n;
  let letters = '';
  for (let index = 0; index < LETTERS_OF_ACCOUNT; index++) {
    letters = ALPHABET.charAt(Number(bits & 31n)) + letters;
    bits >>= 5n;
  }
  return prefix + letters + tail;
}

/** The account whose number the key carries; undefined for a key that isn't made so. */
export function accountOfAccessKeyId(accessKeyId: string): string | undefined {
  const letters = accessKeyId.slice(4, 4 + LETTERS_OF_ACCOUNT);
  if (!/^A[A-Z]{3}[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  let bits = 0n;
  for (const letter of letters) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(letter));
  const account = (bits >> 9n) & 0xff_ffff_ffffn;
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : undefined;
}

export const KEY_ALPHABET = ALPHABET;
