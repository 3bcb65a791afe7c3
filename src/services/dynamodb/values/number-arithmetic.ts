/** Exact sums of DynamoDB's numbers. */

import { invalid } from '../refusals.js';
import { type Decimal, formatNumber, parseNumber, refuseOutOfRange } from './number.js';

const MOST_DIGITS = 38;

/** Both are canonical, and so is the sum. @throws ValidationException for a sum that can't be stored as it is */
export const addNumbers = (left: string, right: string): string => formatNumber(add(parseNumber(left), parseNumber(right)));

export function subtractNumbers(left: string, right: string): string {
  const subtrahend = parseNumber(right);
  return formatNumber(add(parseNumber(left), { ...subtrahend, negative: !subtrahend.negative }));
}

function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.min(lastPlace(left), lastPlace(right));
  const sum = unscaled(left, scale) + unscaled(right, scale);
  if (sum === 0n) return { negative: false, digits: '', exponent: 0 };
  const written = (sum < 0n ? -sum : sum).toString();
  const digits = written.replace(/0+$/, '');
  const exponent = written.length + scale;
  refuseOutOfRange(exponent);
  if (digits.length > MOST_DIGITS) throw invalid('DynamoDB only supports precision up to 38 digits');
  return { negative: sum < 0n, digits, exponent };
}

/** The power of ten of the last digit. */
const lastPlace = ({ digits, exponent }: Decimal): number => exponent - digits.length;

function unscaled(number: Decimal, scale: number): bigint {
  const size = BigInt(number.digits || '0') * 10n ** BigInt(lastPlace(number) - scale);
  return number.negative ? -size : size;
}
