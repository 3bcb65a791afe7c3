/** What S3 calls a public policy (S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public"). */
import { isIP } from 'node:net';
import type { Condition, PolicyDocument, Statement } from '../../../auth/policy/document.js';
import { isInRange } from '../../../auth/policy/ip-range.js';

/** A policy is public unless each of its statements allows something to fixed values of who asks, or from where, alone. */
export const isPublicPolicy = ({ statements }: PolicyDocument): boolean => statements.some(isPublicStatement);

function isPublicStatement({ effect, principals, conditions }: Statement): boolean {
  if (effect === 'Deny' || principals === undefined) return false;
  const isForAll = principals.negated || principals.values.some(({ value }) => value === '*');
  return isForAll && !conditions.some(confines);
}

/** The keys whose fixed values confine a statement. */
const CONFINING_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

const CONFINING_OPERATORS: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
]);

function confines({ operator, key, values }: Condition): boolean {
  const name = key.toLowerCase();
  const plain = operator.replace(/^ForAnyValue:/, '');
  if (!CONFINING_KEYS.has(name) || !CONFINING_OPERATORS.has(plain) || values.length === 0) return false;
  if (name === 'aws:sourceip') return plain === 'IpAddress' && values.every(isNarrow);
  return values.every((value) => !value.includes('${') && (!/[*?]/.test(value) || hasFixedOwner(name, value)));
}

const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Blocks larger than /8, or /32 of version 6, are as good as everywhere. */
function isNarrow(range: string): boolean {
  const [address = '', bits] = range.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  if (bits === undefined) return true;
  if (version === 4) return Number(bits) >= 8 || PRIVATE_RANGES.some((known) => isInRange(address, known));
  return Number(bits) >= 32;
}

/** A wildcard may stand for an access point's name, or for a role's sessions, as long as the account or the role is said. */
function hasFixedOwner(key: string, value: string): boolean {
  if (key === 's3:dataaccesspointarn') return /^arn:[\w-]+:s3:[a-z0-9-]+:\d{12}:accesspoint\/[^/]*$/.test(value);
  return key === 'aws:sourcearn' && /^arn:[\w-]+:[\w-]+:[^:*?]*:\d{12}:/.test(value);
}
