/** From when to when a table with point-in-time recovery can be restored. */
export interface PointInTimeRecovery {
  /** Milliseconds since the epoch. */
  readonly enabledAt: number;
  readonly days: number;
}

const DAY = 24 * 3_600_000;

/** Milliseconds. */
export const lengthOf = ({ days }: PointInTimeRecovery): number => days * DAY;

/** Both ends can be restored. */
export const windowOf = (recovery: PointInTimeRecovery, now: number): { readonly earliest: number; readonly latest: number } => ({
  earliest: Math.max(recovery.enabledAt, now - lengthOf(recovery)),
  latest: now,
});
