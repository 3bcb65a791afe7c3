/** What ADD and DELETE do to a value. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { AttributeType } from '../values/attribute-value.js';
import { addNumbers } from '../values/number-arithmetic.js';

/** As AWS's messages on ADD and DELETE call the types. */
export const TYPE_WORDS: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  M: 'MAP',
  L: 'LIST',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
};

/** @returns undefined when the two don't go together. */
export function addValues(old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (old === undefined) return value;
  if (old.N !== undefined && value.N !== undefined) return { N: addNumbers(old.N, value.N) };
  if (old.SS !== undefined && value.SS !== undefined) return { SS: [...new Set([...old.SS, ...value.SS])] };
  if (old.NS !== undefined && value.NS !== undefined) return { NS: [...new Set([...old.NS, ...value.NS])] };
  if (old.BS !== undefined && value.BS !== undefined) return { BS: [...old.BS, ...without(value.BS, old.BS)] };
  return undefined;
}

/** @returns the set without the members, undefined for what would be an empty set, and false when the two don't go together. */
export function removeMembers(old: AttributeValue, members: AttributeValue): AttributeValue | undefined | false {
  if (old.SS !== undefined && members.SS !== undefined) {
    const gone = new Set(members.SS);
    const SS = old.SS.filter((member) => !gone.has(member));
    return SS.length === 0 ? undefined : { SS };
  }
  if (old.NS !== undefined && members.NS !== undefined) {
    const gone = new Set(members.NS);
    const NS = old.NS.filter((member) => !gone.has(member));
    return NS.length === 0 ? undefined : { NS };
  }
  if (old.BS !== undefined && members.BS !== undefined) {
    const BS = without(old.BS, members.BS);
    return BS.length === 0 ? undefined : { BS };
  }
  return false;
}

function without(set: readonly Uint8Array[], members: readonly Uint8Array[]): Uint8Array[] {
  const gone = new Set(members.map((bytes) => Buffer.from(bytes).toString('latin1')));
  return set.filter((bytes) => !gone.has(Buffer.from(bytes).toString('latin1')));
}
