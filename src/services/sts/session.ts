/** Sessions: credentials that are issued to a principal for a while. */
import { createHash } from 'node:crypto';
import { ValidationError } from '../../../generated/sts/errors.js';
import type { Credentials, Tag } from '../../../generated/sts/types.js';
import type { Context, Principal } from '../../contract/context.js';
import type { ServiceDependencies, SessionFacts } from '../dependencies.js';
import { accessKeyIdOf, KEY_ALPHABET } from './access-key.js';

const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const HOUR = 3600;

/** As AWS's tokens begin, and how long they are here when nobody asks for more. */
const TOKEN_START = 'IQoJb3JpZ2luX2Vj';
const TOKEN_SIZE = 300;

export interface SessionTerms {
  /** How long the credentials are good for, by the emulator's clock. */
  readonly seconds: number;
  /** MinimumSessionTokenSize: the token has at least so many bytes. */
  readonly tokenSize: number | undefined;
}

export function issueSession(
  deps: ServiceDependencies,
  principal: Omit<Principal, 'accessKeyId'>,
  terms: SessionTerms,
  ctx: Context,
  session: SessionFacts = {},
): Credentials {
  const { random } = deps;
  const accessKeyId = accessKeyIdOf('ASIA', principal.accountId, random.text(6, KEY_ALPHABET));
  const secretAccessKey = random.text(40, BASE64_ALPHABET);
  const sessionToken = `${TOKEN_START}${random.text(Math.max(terms.tokenSize ?? 0, TOKEN_SIZE) - TOKEN_START.length, BASE64_ALPHABET)}`;
  const expiresAt = ctx.clock.now() + terms.seconds * 1000;
  deps.credentials.issue({ accessKeyId, secretAccessKey, sessionToken, expiresAt, principal: { ...principal, accessKeyId }, session });
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    // AWS counts sessions in whole seconds.
    Expiration: new Date(Math.floor(expiresAt / 1000) * 1000),
  };
}

/** The id that AWS would have given the role: the same for the same ARN. */
export function roleIdOf(roleArn: string): string {
  const digest = createHash('sha256').update(roleArn).digest();
  return `AROA${Array.from(digest.subarray(0, 17), (byte) => KEY_ALPHABET.charAt(byte & 31)).join('')}`;
}

export interface RoleName {
  readonly partition: string;
  readonly accountId: string;
  /** The name without its path, as it stands in the ARN of the assumed role. */
  readonly name: string;
}

const ROLE_ARN = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** AWS: "nothing-valid-in-here is invalid" (ValidationError). */
export function parseRoleArn(arn: string): RoleName {
  const [, partition, accountId, name] = ROLE_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || name === undefined) throw new ValidationError(`${arn} is invalid`);
  return { partition, accountId, name };
}

export function assumedRole(role: RoleName, roleArn: string, sessionName: string): Omit<Principal, 'accessKeyId'> {
  return {
    kind: 'assumed-role',
    accountId: role.accountId,
    arn: `arn:${role.partition}:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`,
    userId: `${roleIdOf(roleArn)}:${sessionName}`,
    sessionName,
  };
}

/** @returns the tags that the session has, those inherited from the calling session included. */
export function checkSessionTags(
  tags: readonly Tag[] | undefined,
  transitiveKeys: readonly string[] | undefined,
  inherited: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const result: Record<string, string> = { ...inherited };
  const seen = new Set<string>();
  for (const { Key, Value } of tags ?? []) {
    const folded = Key.toLowerCase();
    if (seen.has(folded)) throw new ValidationError('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    seen.add(folded);
    if (Object.keys(inherited).some((key) => key.toLowerCase() === folded))
      throw new ValidationError(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      );
    result[Key] = Value;
  }
  for (const key of transitiveKeys ?? []) {
    if (!seen.has(key.toLowerCase())) throw new ValidationError('The specified transitive tag key must be included in the requested tags.');
  }
  return result;
}
