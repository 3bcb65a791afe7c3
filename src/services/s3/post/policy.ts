/** Policies of browsers' forms (Amazon S3 API Reference, "POST policy"): what the form may hold, and until when. */
import { AccessDenied, EntityTooLarge, EntityTooSmall, InvalidPolicyDocument } from '../../../../generated/s3/errors.js';

/** How many bytes the file may have, both inclusive. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

interface FieldCondition {
  readonly kind: 'eq' | 'starts-with';
  /** In lower case. */
  readonly field: string;
  readonly value: string;
}

type Condition = FieldCondition | ({ readonly kind: 'content-length-range' } & SizeRange);

interface Policy {
  /** Milliseconds since the epoch. */
  readonly expiration: number;
  readonly conditions: readonly Condition[];
}

/** The fields that the policy needn't speak of. */
const UNCOVERED: ReadonlySet<string> = new Set(['policy', 'x-amz-signature', 'awsaccesskeyid', 'signature', 'file']);

/**
 * @param document base64 of JSON.
 * @param fields by names in lower case, their variables replaced, and with the bucket.
 * @param now milliseconds since the epoch.
 * @returns the size that the file must have.
 * @throws InvalidPolicyDocument, AccessDenied
 */
export function checkPolicy(document: string, fields: ReadonlyMap<string, string>, now: number): SizeRange | undefined {
  const { expiration, conditions } = readPolicy(document);
  if (now >= expiration) throw denied('Policy expired.');
  let range: SizeRange | undefined;
  const covered = new Set<string>();
  for (const condition of conditions) {
    if (condition.kind === 'content-length-range') {
      range = condition;
      continue;
    }
    covered.add(condition.field);
    if (!isMet(condition, fields.get(condition.field)))
      throw denied(`Policy Condition failed: ${shown([condition.kind, `$${condition.field}`, condition.value])}`);
  }
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !UNCOVERED.has(name) && !name.startsWith('x-ignore-'));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`);
  return range;
}

/** Of several content types each has to begin so. */
function isMet({ kind, field, value }: FieldCondition, given: string | undefined): boolean {
  if (kind === 'eq') return given === value;
  if (field === 'content-type' && given !== undefined) return given.split(',').every((type) => type.trim().startsWith(value));
  return (given ?? '').startsWith(value);
}

function readPolicy(document: string): Policy {
  const policy = parse(document);
  if (!isObject(policy)) throw invalid('Invalid JSON.');
  const { expiration, conditions } = policy;
  if (expiration === undefined) throw invalid('Policy missing expiration.');
  const time =
    typeof expiration === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration) ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`Invalid 'expiration' value: '${String(expiration)}'`);
  if (conditions === undefined) throw invalid('Policy missing conditions.');
  if (!Array.isArray(conditions)) throw invalid('Invalid JSON.');
  return { expiration: time, conditions: conditions.flatMap(readCondition) };
}

function parse(document: string): unknown {
  const text = Buffer.from(document, 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('Invalid JSON.');
    throw error;
  }
}

function readCondition(condition: unknown): readonly Condition[] {
  if (isObject(condition)) {
    const entries = Object.entries(condition);
    if (entries.length !== 1) throw invalid(`Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.`);
    return entries.map(([name, value]) => ({ kind: 'eq', field: name.toLowerCase(), value: textOf(value) }));
  }
  if (!Array.isArray(condition)) throw invalid('Invalid Condition: conditions are objects or lists.');
  const [operator, subject, value]: readonly unknown[] = condition;
  const kind = typeof operator === 'string' ? operator.toLowerCase() : '';
  if (kind === 'content-length-range') {
    const [least, most] = [Number(subject), Number(value)];
    if (!Number.isInteger(least) || !Number.isInteger(most)) throw invalid(`Invalid content-length-range: ${shown(condition)}`);
    return [{ kind, least, most }];
  }
  if (kind !== 'eq' && kind !== 'starts-with') throw invalid(`Invalid Condition: unknown operation '${String(operator)}'.`);
  if (typeof subject !== 'string' || !subject.startsWith('$') || condition.length !== 3)
    throw invalid(`Invalid Condition: wrong number of arguments or a name without $: ${shown(condition)}`);
  return [{ kind, field: subject.slice(1).toLowerCase(), value: textOf(value) }];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** As S3 shows conditions: JSON with a space behind each comma. */
const shown = (parts: readonly unknown[]): string => `[${parts.map((part) => JSON.stringify(part)).join(', ')}]`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (reason: string): InvalidPolicyDocument => new InvalidPolicyDocument(`Invalid Policy: ${reason}`);

const denied = (reason: string): AccessDenied => new AccessDenied(`Invalid according to Policy: ${reason}`);

/**
 * The same bytes; the iteration fails at its end when they are too few or too many. Of what is too many, no more is given on.
 * @throws EntityTooSmall, EntityTooLarge
 */
export async function* withinRange(bytes: AsyncIterable<Uint8Array>, { least, most }: SizeRange): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size <= most) yield chunk;
  }
  if (size > most)
    throw new EntityTooLarge('Your proposed upload exceeds the maximum allowed size', { ProposedSize: size, MaxSizeAllowed: most });
  if (size < least)
    throw new EntityTooSmall('Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: size,
      MinSizeAllowed: least,
    });
}
