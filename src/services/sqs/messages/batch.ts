/** What the batch operations have in common: rules for their entries, and an answer for each. */
import {
  BatchEntryIdsNotDistinct,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  InvalidParameterValueException,
  MissingRequiredParameterException,
  TooManyEntriesInBatchRequest,
} from '../../../../generated/sqs/errors.js';
import type { BatchResultErrorEntry } from '../../../../generated/sqs/types.js';
import { AwsError } from '../../../contract/errors.js';

const MAX_ENTRIES = 10;

interface Entry {
  readonly Id: string;
}

/**
 * @param entryName as the query protocol names it: `SendMessageBatchRequestEntry`.
 * @throws what refuses the whole batch.
 */
export function checkEntries(entries: readonly Entry[], entryName: string): void {
  if (entries.length === 0) throw new EmptyBatchRequest(`There should be at least one ${entryName} in the request.`);
  if (entries.length > MAX_ENTRIES)
    throw new TooManyEntriesInBatchRequest(`Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`);
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id))
      throw new InvalidBatchEntryId(
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (ids.has(Id)) throw new BatchEntryIdsNotDistinct(`Id ${Id} repeated.`);
    ids.add(Id);
  }
}

export interface BatchAnswer<R> {
  Successful: R[];
  Failed: BatchResultErrorEntry[];
}

/** Does each entry on its own. What refuses one is told in its place, and changed nothing. */
export function eachEntry<E extends Entry, R>(entries: readonly E[], act: (entry: E, index: number) => R): BatchAnswer<R> {
  const answer: BatchAnswer<R> = { Successful: [], Failed: [] };
  entries.forEach((entry, index) => {
    try {
      answer.Successful.push(act(entry, index));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer.Failed.push({ Id: entry.Id, SenderFault: error.fault === 'client', Code: codeOf(error), Message: error.message });
    }
  });
  return answer;
}

/** Entries tell the codes of the query protocol. */
function codeOf(error: AwsError): string {
  if (error instanceof InvalidParameterValueException) return 'InvalidParameterValue';
  return error instanceof MissingRequiredParameterException ? 'MissingParameter' : error.code;
}
