/** The rules of transitions: to which classes, after how long, and in which order. Words as AWS's answers have them. */
import { InvalidArgument, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { LifecycleRule } from '../../../../generated/s3/types.js';
import { checkMidnight, checkNewerVersions, malformed } from './check-rules.js';
import { predicatesOf } from './rules.js';

const CLASSES: ReadonlySet<string> = new Set(['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE']);
/** Days: objects must be that old before they may go to these classes, and stay in them as long. */
const INFREQUENT_DAYS = 30;
const INFREQUENT: ReadonlySet<string> = new Set(['STANDARD_IA', 'ONEZONE_IA']);

interface Move {
  readonly storageClass: string;
  /** Undefined for a date. */
  readonly days: number | undefined;
}

export function checkTransitions(rule: LifecycleRule): void {
  const { Transitions = [], Expiration = {} } = rule;
  const moves = Transitions.map(({ Days, Date: date, StorageClass }): Move => {
    if ((Days === undefined) === (date === undefined)) throw malformed();
    if (date !== undefined) checkMidnight(date);
    return { storageClass: checkClass(StorageClass), days: Days };
  });
  const dated = Transitions.some(({ Date: date }) => date !== undefined) || Expiration.Date !== undefined;
  const counted = moves.some(({ days }) => days !== undefined) || Expiration.Days !== undefined;
  if (dated && counted)
    throw new InvalidRequest(`Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for ${named(rule)}`);
  checkMoves(rule, moves, 'Days', 'Transition');
  checkEnd(rule, moves, Expiration.Days, 'Days', 'Expiration', 'Transition');
}

export function checkNoncurrentTransitions(rule: LifecycleRule): void {
  const moves = (rule.NoncurrentVersionTransitions ?? []).map(({ NoncurrentDays, NewerNoncurrentVersions, StorageClass }): Move => {
    if (NoncurrentDays === undefined) throw malformed();
    checkNewerVersions(NewerNoncurrentVersions, 'NoncurrentVersionTransition');
    return { storageClass: checkClass(StorageClass), days: NoncurrentDays };
  });
  checkMoves(rule, moves, 'NoncurrentDays', 'NoncurrentVersionTransition');
  const { NoncurrentDays } = rule.NoncurrentVersionExpiration ?? {};
  checkEnd(rule, moves, NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionExpiration', 'NoncurrentVersionTransition');
}

function checkClass(storageClass: string | undefined): string {
  if (storageClass === undefined || !CLASSES.has(storageClass)) throw malformed();
  return storageClass;
}

function checkMoves(rule: LifecycleRule, moves: readonly Move[], name: string, action: string): void {
  if (new Set(moves.map(({ storageClass }) => storageClass)).size < moves.length)
    throw new InvalidRequest(`'StorageClass' must be different for '${action}' actions in same 'Rule' with ${named(rule)}`);
  for (const { storageClass, days } of moves) {
    if (days === undefined) continue;
    if (days < 0) throw refused(`'${name}' for ${action} action must be nonnegative`, name, days);
    if (INFREQUENT.has(storageClass) && days < INFREQUENT_DAYS)
      throw refused(
        `'${name}' in ${action} action must be greater than or equal to ${INFREQUENT_DAYS} for storageClass '${storageClass}'`,
        name,
        days,
      );
  }
  for (const { storageClass: from, days: start } of moves) {
    if (!INFREQUENT.has(from) || start === undefined) continue;
    for (const { storageClass: to, days } of moves) {
      if ((to === 'GLACIER' || to === 'DEEP_ARCHIVE') && days !== undefined && days < start + INFREQUENT_DAYS)
        throw refused(
          `'${name}' in the '${to}' ${action} action for ${named(rule)} must be ${INFREQUENT_DAYS} days more than '${named(rule)}' in the '${from}' ${action} action`,
          name,
          days,
        );
    }
  }
}

/** What expires must have been moved before. */
function checkEnd(
  rule: LifecycleRule,
  moves: readonly Move[],
  end: number | undefined,
  name: string,
  expiration: string,
  transition: string,
): void {
  const late = end === undefined ? undefined : moves.find(({ days }) => days !== undefined && days >= end);
  if (late !== undefined && end !== undefined)
    throw refused(
      `'${name}' in the ${expiration} action for ${named(rule)} must be greater than '${name}' in the ${transition} action`,
      name,
      end,
    );
}

const named = (rule: LifecycleRule): string =>
  rule.Filter === undefined ? `prefix '${rule.Prefix ?? ''}'` : `filter '(prefix=${predicatesOf(rule).prefix})'`;

const refused = (message: string, name: string, value: number): InvalidArgument =>
  new InvalidArgument(message, { ArgumentName: name, ArgumentValue: String(value) });
