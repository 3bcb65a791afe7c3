/** COUNT, SUM, AVG, MIN and MAX. What is NULL or MISSING doesn't count. */
import { calculate, numberOf } from './arithmetic.js';
import { compareValues } from './compare.js';
import { type Decimal, decimalOf } from './decimal.js';
import { isAbsent, type Value } from './value.js';

export interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

const ACCUMULATORS: Readonly<Record<string, () => Accumulator>> = {
  count: () => {
    let count = 0;
    return {
      add: (value) => {
        if (!isAbsent(value)) count += 1;
      },
      result: () => BigInt(count),
    };
  },
  sum: () => {
    const { add, total } = summation();
    return { add, result: () => total().sum };
  },
  avg: () => {
    const { add, total } = summation();
    return {
      add,
      result: () => {
        const { sum, count } = total();
        if (sum === null) return null;
        // Amazon S3 User Guide: the average of INTs is a DECIMAL.
        return calculate('/', typeof sum === 'bigint' ? decimalOf(sum) : sum, decimalOf(BigInt(count)));
      },
    };
  },
  min: () => extreme((order) => order < 0),
  max: () => extreme((order) => order > 0),
};

function summation(): { add(value: Value): void; total(): { readonly sum: bigint | number | Decimal | null; readonly count: number } } {
  let sum: bigint | number | Decimal | null = null;
  let count = 0;
  return {
    add: (value) => {
      if (isAbsent(value)) return;
      const number = numberOf(value);
      sum = sum === null ? number : calculate('+', sum, number);
      count += 1;
    },
    total: () => ({ sum, count }),
  };
}

/** Columns of CSV are text, and are compared as the numbers that they are. */
function extreme(isBetter: (order: number) => boolean): Accumulator {
  let best: Value = null;
  return {
    add: (value) => {
      if (isAbsent(value)) return;
      const candidate = typeof value === 'string' ? numberOf(value) : value;
      if (best === null || isBetter(compareValues(candidate, best) ?? 0)) best = candidate;
    },
    result: () => best,
  };
}

/** @returns undefined for what is no aggregate function. */
export const aggregateOf = (name: string): (() => Accumulator) | undefined =>
  Object.hasOwn(ACCUMULATORS, name) ? ACCUMULATORS[name] : undefined;
