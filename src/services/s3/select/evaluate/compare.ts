/** Comparisons between values. */
import { compareDecimals, Decimal, decimalOf, parseDecimal } from './decimal.js';
import { parseTimestamp, Timestamp } from './timestamp.js';
import { isList, isNumeric, Struct, type Value } from './value.js';

/**
 * Text that stands beside a number, a boolean or a timestamp is read as one: that is how columns of CSV are compared.
 * @returns below, at, or above zero; undefined where the two have no order.
 */
export function compareValues(left: Value, right: Value): number | undefined {
  if (typeof left === 'string') {
    if (typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
    const read = readLike(left, right);
    return read === undefined ? undefined : compareValues(read, right);
  }
  if (typeof right === 'string') {
    const read = readLike(right, left);
    return read === undefined ? undefined : compareValues(left, read);
  }
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return left.time - right.time;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  return undefined;
}

/** The text as the kind of value that the other one is. */
function readLike(text: string, other: Value): Value {
  if (isNumeric(other)) return parseDecimal(text.trim());
  if (other instanceof Timestamp) return parseTimestamp(text.trim());
  if (typeof other === 'boolean') return readBoolean(text);
  return undefined;
}

export function readBoolean(text: string): boolean | undefined {
  const lower = text.trim().toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

export function compareNumbers(left: bigint | number | Decimal, right: bigint | number | Decimal): number {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'number' || typeof right === 'number') return asFloat(left) - asFloat(right);
  return compareDecimals(decimalOf(left), decimalOf(right));
}

export const asFloat = (value: bigint | number | Decimal): number => (value instanceof Decimal ? value.toNumber() : Number(value));

/** Whether two values are the same; lists and structs are by what they hold. */
export function isSame(left: Value, right: Value): boolean {
  if (isList(left) || isList(right))
    return isList(left) && isList(right) && left.length === right.length && left.every((value, index) => isSame(value, right[index]));
  if (left instanceof Struct && right instanceof Struct)
    return (
      left.names.length === right.names.length &&
      left.names.every((name, index) => {
        const at = right.names.indexOf(name);
        return at >= 0 && isSame(left.values[index], right.values[at]);
      })
    );
  return compareValues(left, right) === 0;
}
