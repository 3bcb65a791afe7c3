/** What comparators and functions say of values. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { equalValues } from '../values/attribute-equality.js';
import { typeOf } from '../values/attribute-value.js';
import { compareScalars } from '../values/scalar-order.js';

export type Value = AttributeValue | undefined;

/** An attribute that isn't there is equal to nothing. */
export const isEqual = (left: Value, right: Value): boolean => left !== undefined && right !== undefined && equalValues(left, right);

/** @returns undefined for values that have no order among each other */
export function orderOf(left: Value, right: Value): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  const type = typeOf(left);
  if (type !== typeOf(right) || (type !== 'S' && type !== 'N' && type !== 'B')) return undefined;
  return compareScalars(left, right);
}

export function isBetween(value: Value, low: Value, high: Value): boolean {
  const fromLow = orderOf(value, low);
  const fromHigh = orderOf(value, high);
  return fromLow !== undefined && fromHigh !== undefined && fromLow >= 0 && fromHigh <= 0;
}

export function beginsWith(value: Value, start: Value): boolean {
  if (value?.S !== undefined && start?.S !== undefined) return value.S.startsWith(start.S);
  if (value?.B === undefined || start?.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0;
}

/** A part of a string or binary, a member of a set, an element of a list. */
export function contains(value: Value, part: Value): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) return part.B !== undefined && bufferOf(value.B).includes(bufferOf(part.B));
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.BS !== undefined) return value.BS.some((member) => part.B !== undefined && Buffer.compare(member, part.B) === 0);
  return value.L?.some((element) => equalValues(element, part)) ?? false;
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Characters, bytes, members or elements; undefined for what has no size. */
export function sizeOfValue(value: Value): number | undefined {
  return (
    value?.S?.length ??
    value?.B?.byteLength ??
    value?.SS?.length ??
    value?.NS?.length ??
    value?.BS?.length ??
    value?.L?.length ??
    (value?.M === undefined ? undefined : Object.keys(value.M).length)
  );
}
