/** Sequence numbers: counted from 1 in each stream, shown with 21 digits so that they sort as texts, too. */

const BASE = 10n ** 20n;
const WRITTEN = /^\d{21,40}$/;

export const writeSequenceNumber = (number: number): string => String(BASE + BigInt(number));

/** @returns undefined for what can't be a sequence number of ours. */
export function readSequenceNumber(text: string): number | undefined {
  if (!WRITTEN.test(text)) return undefined;
  const number = BigInt(text) - BASE;
  return number < 1n || number > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(number);
}
