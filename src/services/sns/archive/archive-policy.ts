/** ArchivePolicy: for how long a FIFO topic keeps its messages, so that they can be replayed. */
import type { Topic } from '../storage.js';

const DAY = 24 * 60 * 60 * 1000;

/** @returns what is wrong with it, in words that follow `Invalid parameter: `. */
export function archivePolicyProblem(text: string): string | undefined {
  const policy = parse(text);
  if (policy === undefined) return 'ArchivePolicy: failed to parse JSON.';
  const unknown = Object.keys(policy).find((name) => name !== 'MessageRetentionPeriod');
  if (unknown !== undefined) return `ArchivePolicy: invalid JSON. Attribute ${unknown} is unknown.`;
  const { MessageRetentionPeriod: days } = policy;
  if (days === undefined) return undefined;
  return /^\d{1,3}$/.test(String(days)) && Number(days) >= 1 && Number(days) <= 365
    ? undefined
    : 'ArchivePolicy: MessageRetentionPeriod must be between 1 and 365 days';
}

/** In milliseconds; undefined for a topic that keeps nothing. An empty policy switches the archive off. */
export function archiveRetention({ attributes: { ArchivePolicy: text } }: Topic): number | undefined {
  const days = text === undefined ? undefined : parse(text)?.MessageRetentionPeriod;
  return days === undefined ? undefined : Number(days) * DAY;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // An object that isn't a list.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
