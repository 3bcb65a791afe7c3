/**
 * Work on large tables that others don't have to wait for: it goes step by step, between their requests. What is left to do lies in the
 * state, so that it goes on after a restart, and a reset or a snapshot takes it along.
 */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import { nextNumber, type Storage } from '../storage.js';
import { type CopyJob, copyStep } from './copy-items.js';
import { type FillJob, fillStep } from './fill-index.js';
import { type RemoveJob, removeStep } from './remove-rows.js';

export type Job = CopyJob | FillJob | RemoveJob;

/** One after the other, in this order: what removes rows waits for what copies them. */
export type JobTable = ScopedTable<readonly [number: number], Job>;

export const openJobs = (state: State): JobTable => state.table('jobs');

/** Rows that one step looks at, which takes a few milliseconds. */
export const STEP_ROWS = 250;
/** Bytes of items with which a step ends, however few they are. */
export const STEP_BYTES = 512 * 1024;

/**
 * Does the work with the caller's answer, or later.
 * @param isLarge whether that would hold up others
 */
export function carryOut(storage: Storage, job: Job, isLarge: boolean, scope: Scope): void {
  if (isLarge || (job.kind === 'remove' && isCopying(storage, scope))) {
    storage.jobs.in(scope).put([nextNumber(storage, 'job', scope)], job);
    storage.background.wake();
    return;
  }
  for (let left: Job | undefined = job; left !== undefined; ) left = stepOf(storage, left, scope);
}

const isCopying = (storage: Storage, scope: Scope): boolean => jobsOf(storage, scope).some(({ kind }) => kind === 'copy');

export const jobsOf = (storage: Storage, scope: Scope): Job[] => [...storage.jobs.in(scope).range()].map(([, job]) => job);

/** @returns what is left of the job; undefined when it is done. */
function stepOf(storage: Storage, job: Job, scope: Scope): Job | undefined {
  switch (job.kind) {
    case 'copy':
      return copyStep(storage, job, scope);
    case 'fill':
      return fillStep(storage, job, scope);
    case 'remove':
      return removeStep(storage, job, scope);
  }
}

/**
 * The next step of the first job, wherever there is one.
 * @returns whether there was any
 */
export function runStep(storage: Storage): boolean {
  for (const scope of storage.jobs.scopes()) {
    const jobs = storage.jobs.in(scope);
    for (const [key, job] of jobs.range()) {
      const left = stepOf(storage, job, scope);
      if (left === undefined) jobs.delete(key);
      else jobs.put(key, left);
      return true;
    }
  }
  return false;
}

/** Does at once what is left of some of the jobs, for a caller who can't go on before. */
export function finishJobs(storage: Storage, isMeant: (job: Job) => boolean, scope: Scope): void {
  const jobs = storage.jobs.in(scope);
  for (const [key, job] of [...jobs.range()]) {
    if (!isMeant(job)) continue;
    jobs.delete(key);
    for (let left: Job | undefined = job; left !== undefined; ) left = stepOf(storage, left, scope);
  }
}
