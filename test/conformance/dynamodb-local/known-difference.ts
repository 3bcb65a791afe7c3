/** What a known difference is made of. */
import { isDeepStrictEqual } from 'node:util';
import type { Call, JsonObject } from './sides.js';
import type { TableDefinition } from './tables.js';

export interface KnownDifference {
  readonly name: string;
  /** What DynamoDB Local does. */
  readonly local: string;
  readonly aws: string;
  /** How it is known what AWS does. */
  readonly evidence: string;
  /** Whether the tables differ behind it although both sides answered. */
  readonly endsCase?: true;
  readonly covers: (local: JsonObject, ours: JsonObject, call: Call, table: TableDefinition) => boolean;
}

export const isRefusal = (answer: JsonObject): boolean => typeof answer.status === 'number' && answer.status !== 200;

/** Empty for what isn't refused. */
export const messageOf = (answer: JsonObject): string => (isRefusal(answer) ? String(answer.message) : '');

/** Both refuse, with messages of these forms. */
export const says =
  (local: RegExp, ours: RegExp) =>
  (theirs: JsonObject, own: JsonObject): boolean =>
    local.test(messageOf(theirs)) && ours.test(messageOf(own));

/** Both answer, and nothing but this member differs. */
export const differOnlyIn = (member: string, local: JsonObject, ours: JsonObject): boolean =>
  !isRefusal(local) && !isRefusal(ours) && isDeepStrictEqual({ ...local, [member]: null }, { ...ours, [member]: null });
