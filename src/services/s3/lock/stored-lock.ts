/** What Object Lock keeps with a version. */

export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface ObjectLock {
  readonly retention?: Retention;
  /** Absent until it is first set. */
  readonly legalHold?: 'ON' | 'OFF';
}

/** The default retention of a bucket: of days or of years. */
export interface DefaultRetention {
  readonly mode: Retention['mode'];
  readonly days?: number;
  readonly years?: number;
}

export interface ShownLock {
  readonly ObjectLockMode?: string;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly ObjectLockLegalHoldStatus?: string;
}

export function shownLock(lock: ObjectLock | undefined): ShownLock {
  if (lock === undefined) return {};
  const { retention, legalHold } = lock;
  return {
    ...(retention === undefined ? {} : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: new Date(retention.until) }),
    ...(legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: legalHold }),
  };
}
