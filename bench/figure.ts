/** One row of the figures. */
export interface Figure {
  readonly name: string;
  readonly goal: string;
  readonly value: string;
  readonly detail: string;
  /** What DynamoDB Local does in the same run; undefined where it has no such thing, or isn't there. */
  readonly dynamodbLocal?: string | undefined;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Of values that were taken in turns: the median of the rounds' ratios troubles less about a noisy machine than the ratio of medians. */
export const medianRatio = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, round) => value / (below[round] ?? Number.NaN)));
