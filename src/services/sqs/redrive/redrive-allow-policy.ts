/** RedriveAllowPolicy: which queues may name this one as their dead-letter queue. */
import { invalidParameter } from '../messages/errors.js';
import type { Queue, RedriveAllowPolicy } from '../storage.js';
import { objectOf } from './json-object.js';
import { readQueueArn } from './queue-arn.js';

const MEMBERS: ReadonlySet<string> = new Set(['redrivePermission', 'sourceQueueArns']);
const PERMISSIONS = ['allowAll', 'denyAll', 'byQueue'] as const;
const MOST_SOURCES = 10;

/** @throws InvalidParameterValueException */
export function readRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const given = objectOf(text);
  const redrivePermission = PERMISSIONS.find((permission) => permission === given?.redrivePermission);
  const sourceQueueArns = arnsOf(given?.sourceQueueArns);
  const isKnown = given !== undefined && Object.keys(given).every((name) => MEMBERS.has(name));
  if (!isKnown || redrivePermission === undefined || sourceQueueArns === undefined) throw unsupported(text);
  if (redrivePermission !== 'byQueue') {
    if (given.sourceQueueArns !== undefined) throw unsupported(text);
    return { redrivePermission };
  }
  if (sourceQueueArns.length === 0 || sourceQueueArns.length > MOST_SOURCES) throw unsupported(text);
  return { redrivePermission, sourceQueueArns };
}

const unsupported = (text: string): Error =>
  invalidParameter(text, 'RedriveAllowPolicy', "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.");

/** Undefined for what is no list of queues' ARNs; empty where nothing was given. */
function arnsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const given: readonly unknown[] = value;
  const arns = given.filter((arn): arn is string => typeof arn === 'string' && readQueueArn(arn) !== undefined);
  return arns.length === given.length ? arns : undefined;
}

/** Without a policy, every queue of the account may. */
export function mayRedriveTo({ attributes }: Queue, source: Queue): boolean {
  const { redrivePermission = 'allowAll', sourceQueueArns } = attributes.redriveAllowPolicy ?? {};
  return redrivePermission === 'allowAll' || sourceQueueArns?.includes(source.arn) === true;
}
