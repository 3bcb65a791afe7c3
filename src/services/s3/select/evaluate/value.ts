/** What expressions work on: the types of S3 Select (Amazon S3 User Guide, "Data types"). */
import { Decimal } from './decimal.js';
import type { Timestamp } from './timestamp.js';

/**
 * MISSING is undefined. Integers are bigints, DECIMAL is Decimal, FLOAT is number. Struct and List are what JSON brings along.
 */
export type Value = undefined | null | boolean | bigint | number | Decimal | string | Timestamp | Struct | List;

export type List = readonly Value[];

/** Names and values in their order; a name may stand twice. */
export class Struct {
  readonly names: readonly string[];
  readonly values: readonly Value[];

  constructor(names: readonly string[], values: readonly Value[]) {
    this.names = names;
    this.values = values;
  }
}

export const isNumeric = (value: Value): value is bigint | number | Decimal =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Decimal;

export const isAbsent = (value: Value): value is null | undefined => value === undefined || value === null;

export const isList = (value: Value): value is List => Array.isArray(value);
