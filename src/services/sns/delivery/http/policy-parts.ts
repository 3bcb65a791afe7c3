/** Reads the parts of delivery policies, and says of each what is wrong with it. */
import { PolicyError, type RequestPolicy, type RetryPolicy, type ThrottlePolicy } from './policy-types.js';
import { delayOf } from './retry-delays.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Hard limit: the time, in seconds, that the retries of a policy may take together. */
const LONGEST_RETRY_TIME = 3600;
const COUNTS = ['numNoDelayRetries', 'numMinDelayRetries', 'numMaxDelayRetries'] as const;
const BACKOFFS: readonly RetryPolicy['backoffFunction'][] = ['linear', 'arithmetic', 'geometric', 'exponential'];

const CONTENT_TYPES: ReadonlySet<string> = new Set([
  'text/css',
  'text/csv',
  'text/html',
  'text/plain',
  'text/xml',
  'application/atom+xml',
  'application/json',
  'application/octet-stream',
  'application/soap+xml',
  'application/x-www-form-urlencoded',
  'application/xhtml+xml',
  'application/xml',
]);

export const isPlainObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PolicyError for a member that isn't among these. */
export function refuseOthers(policy: JsonObject, members: readonly string[]): void {
  for (const name of Object.keys(policy)) if (!members.includes(name)) throw new PolicyError(`Unexpected JSON member: ${name}`);
}

/**
 * The delays and the number of retries must be there.
 * @throws PolicyError
 */
export function readRetry(value: unknown, path: string, defaults: RetryPolicy): Partial<RetryPolicy> | undefined {
  const policy = readPart(value, path);
  if (policy === undefined) return undefined;
  refuseOthers(policy, Object.keys(defaults));
  const bounds = { minDelayTarget: [1, 3600], maxDelayTarget: [1, 3600], numRetries: [0, 100] } as const;
  for (const [name, [min, max]] of Object.entries(bounds)) {
    if (policy[name] === undefined || policy[name] === null) throw new PolicyError(`${path}.${name} must be specified`);
    checkInteger(policy[name], `${path}.${name}`, min, max);
  }
  for (const name of COUNTS) if (policy[name] !== undefined) checkInteger(policy[name], `${path}.${name}`, 0, 100);
  const { backoffFunction } = policy;
  if (backoffFunction !== undefined && !BACKOFFS.some((name) => name === backoffFunction))
    throw new PolicyError(`${path}.backoffFunction must be one of linear, arithmetic, geometric, exponential`);
  // Each member was checked by its name.
  const retry = policy as Partial<RetryPolicy>;
  checkRetryTimes({ ...defaults, ...retry }, path);
  return retry;
}

/** @throws PolicyError */
export function readThrottle(value: unknown, path: string): ThrottlePolicy | undefined {
  const policy = readPart(value, path);
  if (policy === undefined) return undefined;
  refuseOthers(policy, ['maxReceivesPerSecond']);
  const { maxReceivesPerSecond } = policy;
  if (maxReceivesPerSecond === undefined || maxReceivesPerSecond === null) return undefined;
  return { maxReceivesPerSecond: checkInteger(maxReceivesPerSecond, `${path}.maxReceivesPerSecond`, 1, Number.MAX_SAFE_INTEGER) };
}

/** @throws PolicyError */
export function readRequest(value: unknown, path: string): RequestPolicy | undefined {
  const policy = readPart(value, path);
  if (policy === undefined) return undefined;
  refuseOthers(policy, ['headerContentType']);
  const { headerContentType } = policy;
  if (headerContentType === undefined || headerContentType === null) return undefined;
  const [mediaType = ''] = typeof headerContentType === 'string' ? headerContentType.split(';') : [];
  if (typeof headerContentType !== 'string' || !CONTENT_TYPES.has(mediaType.trim().toLowerCase()) || /[^\x20-\x7e]/.test(headerContentType))
    throw new PolicyError(`${path}.headerContentType is not a supported content type`);
  return { headerContentType };
}

function readPart(value: unknown, path: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isPlainObject(value)) throw new PolicyError(`${path} must be a JSON object`);
  return Object.keys(value).length === 0 ? undefined : value;
}

function checkInteger(value: unknown, path: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new PolicyError(`${path} must be an integer`);
  if (value < min) throw new PolicyError(`${path} must be greater than or equal to ${min}`);
  if (value > max) throw new PolicyError(`${path} must be less than or equal to ${max}`);
  return value;
}

function checkRetryTimes(retry: RetryPolicy, path: string): void {
  if (retry.minDelayTarget > retry.maxDelayTarget)
    throw new PolicyError(`${path}.minDelayTarget must be less than or equal to ${path}.maxDelayTarget`);
  if (COUNTS.reduce((sum, name) => sum + retry[name], 0) > retry.numRetries)
    throw new PolicyError(
      `${path}.numRetries must be greater than or equal to the sum of numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries`,
    );
  let total = 0;
  for (let retries = 0; retries < retry.numRetries; retries += 1) total += delayOf(retry, retries) ?? 0;
  if (total > LONGEST_RETRY_TIME)
    throw new PolicyError(`${path}: the total retry time must be less than or equal to ${LONGEST_RETRY_TIME} seconds`);
}
