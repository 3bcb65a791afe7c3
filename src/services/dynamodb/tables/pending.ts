/**
 * What takes its time on AWS takes some on the clock under --dynamodb-delays: a status that lasts until a time, and is asked for when
 * somebody looks. Nothing has to happen at that time, but where something ends for good (endings.ts).
 */

/** @typeParam S the status until then, as AWS shows it. */
export interface Pending<S extends string = string> {
  readonly status: S;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const SECOND = 1000;

/** Milliseconds. AWS takes longer for much of this, and never says how long. */
const DURATIONS = {
  table: 5 * SECOND,
  /** A new index, once its table isn't UPDATING any more. */
  backfill: 5 * SECOND,
  backup: 5 * SECOND,
  restore: 10 * SECOND,
  /** From the creation of a table until it has continuous backups. */
  continuousBackups: 10 * SECOND,
  timeToLive: 10 * SECOND,
  stream: 5 * SECOND,
  kinesisDestination: 5 * SECOND,
  contributorInsights: 5 * SECOND,
  replica: 10 * SECOND,
} as const;

export type Lasting = keyof typeof DURATIONS;

/** To be spread into a record: no member when there are no delays. */
export const pendingMember = <S extends string>(
  { delays }: { readonly delays: boolean },
  status: S,
  now: number,
  ...stages: readonly Lasting[]
): { readonly pending?: Pending<S> } =>
  delays ? { pending: { status, until: stages.reduce((until, stage) => until + DURATIONS[stage], now) } } : {};

/** @returns the status that something has for the time being; undefined once it is settled. */
export const pendingStatus = <S extends string>(pending: Pending<S> | undefined, now: number): S | undefined =>
  pending !== undefined && now < pending.until ? pending.status : undefined;
