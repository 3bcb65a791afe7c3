/** The parameters that every writer of an object has and that have no behaviour yet. */
import { refuseUnemulated } from '../../../contract/not-emulated.js';

const UNEMULATED = ['ObjectLockEventHold', 'ObjectLockEventHoldDurationDays', 'ObjectLockEventHoldDurationYears'] as const;

export function refuseUnemulatedParameters(operation: string, input: object): void {
  refuseUnemulated(operation, input, UNEMULATED);
}
