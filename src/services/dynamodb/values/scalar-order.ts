/** How strings, numbers and binaries sort: by UTF-8 bytes, by value, by unsigned bytes. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { numberSortKey } from './number.js';

/** Of two checked values of one type; 0 for types that have no order. */
export function compareScalars(left: AttributeValue, right: AttributeValue): number {
  if (left.N !== undefined && right.N !== undefined) return compareText(numberSortKey(left.N), numberSortKey(right.N));
  if (left.S !== undefined && right.S !== undefined) return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(left.B, right.B);
  return 0;
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
