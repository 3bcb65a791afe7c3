/**
 * DynamoDB's numbers: exact decimals of up to 38 significant digits, 1E-130 to 9.9...E+125 in magnitude, and zero.
 * They never pass through floating point.
 */
import { invalid } from '../refusals.js';

/** sign * 0.digits * 10^exponent; the digits begin and end with one that isn't 0, and are empty for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const MOST_DIGITS = 38;
/** Of 0.digits: one more than in scientific notation. */
const HIGHEST_EXPONENT = 126;
const LOWEST_EXPONENT = -129;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** What most numbers are: already in the form in which they are given back. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,17})$/;
const ZERO: Decimal = { negative: false, digits: '', exponent: 0 };

/** @throws ValidationException for what is no number, too precise, too large or too small */
export function parseNumber(text: string): Decimal {
  const [whole, sign = '', before = '', after = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined || before.length + after.length === 0)
    throw invalid(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
  const written = before + after;
  const leading = countLeadingZeros(written);
  if (leading === written.length) return ZERO;
  const digits = written.slice(leading, endWithoutZeros(written));
  const exponent = before.length - leading + Number(power);
  refuseOutOfRange(exponent);
  if (digits.length > MOST_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  return { negative: sign === '-', digits, exponent };
}

/** @param exponent as in Decimal. */
export function refuseOutOfRange(exponent: number): void {
  if (exponent > HIGHEST_EXPONENT)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (exponent < LOWEST_EXPONENT)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
}

function countLeadingZeros(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === 48) at += 1;
  return at;
}

function endWithoutZeros(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 48) end -= 1;
  return end;
}

/** Plain notation without an exponent, as DynamoDB gives numbers back. */
export function formatNumber({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + '0'.repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The form in which a number is stored and given back: equal numbers have equal texts. */
export const canonicalNumber = (text: string): string => (PLAIN_INTEGER.test(text) ? text : formatNumber(parseNumber(text)));

/** Bytes that a canonical number counts for in an item: two digits a byte, one byte for the exponent and one for a minus. */
export function numberSize(canonical: string): number {
  if (canonical === '0') return 1;
  if (PLAIN_INTEGER.test(canonical)) {
    const sign = canonical.startsWith('-') ? 1 : 0;
    return sizeOf(endWithoutZeros(canonical) - sign, canonical.length - sign, sign === 1);
  }
  const { negative, digits, exponent } = parseNumber(canonical);
  return digits === '' ? 1 : sizeOf(digits.length, exponent, negative);
}

function sizeOf(digits: number, exponent: number, negative: boolean): number {
  // Digits are stored in pairs that are aligned at the decimal point.
  const before = Math.abs(exponent) % 2;
  return 1 + Math.ceil((digits + before) / 2) + (negative ? 1 : 0);
}

const POSITIVE = '2';
const ZERO_KEY = '1';
const NEGATIVE = '0';
const EXPONENT_OFFSET = 500;
/** Above every digit: of two negative numbers of which one's digits begin the other's, the shorter one is larger. */
const END_OF_NEGATIVE = '~';

/** ASCII text that sorts as the numbers do. */
export function numberSortKey(canonical: string): string {
  const { negative, digits, exponent } = parseNumber(canonical);
  if (digits === '') return ZERO_KEY;
  if (!negative) return POSITIVE + String(exponent + EXPONENT_OFFSET) + digits;
  let complement = '';
  for (let at = 0; at < digits.length; at += 1) complement += String.fromCharCode(105 - digits.charCodeAt(at));
  return NEGATIVE + String(EXPONENT_OFFSET - exponent) + complement + END_OF_NEGATIVE;
}
