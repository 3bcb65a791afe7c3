/** When two values are the same to DynamoDB: sets have no order, numbers are canonical already. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { type Attributes, attributeOf } from './attribute-value.js';

/** @param left and right: checked values */
export function equalAttributes(left: Attributes, right: Attributes): boolean {
  if (left === right) return true;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const [own, other] = [attributeOf(left, name), attributeOf(right, name)];
    return own !== undefined && other !== undefined && equalValues(own, other);
  });
}

export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.B !== undefined) return right.B !== undefined && Buffer.compare(left.B, right.B) === 0;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return right.NULL !== undefined;
  if (left.M !== undefined) return right.M !== undefined && equalAttributes(left.M, right.M);
  if (left.L !== undefined) return right.L !== undefined && equalLists(left.L, right.L);
  if (left.SS !== undefined) return right.SS !== undefined && equalSets(left.SS, right.SS);
  if (left.NS !== undefined) return right.NS !== undefined && equalSets(left.NS, right.NS);
  return left.BS !== undefined && right.BS !== undefined && equalSets(left.BS.map(hexOf), right.BS.map(hexOf));
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((value, at) => {
    const other = right[at];
    return other !== undefined && equalValues(value, other);
  });
}

/** Neither has an element twice. */
function equalSets(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const elements = new Set(left);
  return right.every((element) => elements.has(element));
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
