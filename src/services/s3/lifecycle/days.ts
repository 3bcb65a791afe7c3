/** Milliseconds. */
export const DAY = 86_400_000;

/** S3 counts in whole days of UTC: what comes due within one is done at its end. */
export const nextMidnight = (time: number): number => (Math.floor(time / DAY) + 1) * DAY;
