/**
 * Signatures of browsers' forms, which sign the policy document as it travels: Amazon S3 API Reference, "Authenticating requests in
 * browser-based uploads using POST", in both versions. What has to be there is recorded on AWS.
 */
import { createHmac } from 'node:crypto';
import type { IssuedCredentials } from '../../services/dependencies.js';
import { hmac, signingKey } from '../../signature/signing-key.js';
import { readAmzDate } from './request-time.js';
import * as refusals from './s3-refusals.js';
import { isSameSignature } from './same-signature.js';
import { type Credential, type FindCredentials, readCredential } from './verified.js';

/** The fields of a form, their names in lower case. */
export type PostFields = ReadonlyMap<string, string>;

export interface PostClaim {
  readonly version: 'AWS4-HMAC-SHA256' | 'AWS';
  readonly accessKeyId: string;
  /** Base64, as it was signed. */
  readonly policy: string;
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Of the newer version. */
  readonly credential?: Credential;
  /** Of the newer version: `20260101T000000Z`. */
  readonly date?: string;
}

const V4_FIELDS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-Date', 'Policy'] as const;
const V2_FIELDS = ['AWSAccessKeyId', 'Signature', 'Policy'] as const;

/**
 * What a form says of its signer, whether or not signatures are checked.
 * @returns undefined for a form without signature and policy.
 * @throws InvalidArgument for a field that is missing, AccessDenied for a policy that nobody signed.
 */
export function readPostClaim(fields: PostFields): PostClaim | undefined {
  const has = (name: string): boolean => fields.has(name.toLowerCase());
  if (V4_FIELDS.some((name) => name !== 'Policy' && has(name))) return readV4(fields);
  if (V2_FIELDS.some((name) => name !== 'Policy' && has(name))) return readV2(fields);
  if (has('policy')) throw refusals.accessDenied();
  return undefined;
}

function readV4(fields: PostFields): PostClaim {
  const [algorithm, credentialText, signature, date, policy] = V4_FIELDS.map((name) => required(fields, name));
  if (algorithm !== 'AWS4-HMAC-SHA256')
    throw refusals.invalidArgument(
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
      'X-Amz-Algorithm',
      algorithm ?? '',
    );
  const credential = readCredential(credentialText ?? '');
  if (credential === undefined || credential.terminal !== 'aws4_request')
    throw refusals.invalidArgument(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      'X-Amz-Credential',
      credentialText ?? '',
    );
  if (readAmzDate(date ?? '') === undefined)
    throw refusals.invalidArgument("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"", 'X-Amz-Date', date ?? '');
  return {
    version: 'AWS4-HMAC-SHA256',
    accessKeyId: credential.accessKeyId,
    policy: policy ?? '',
    signature: signature ?? '',
    sessionToken: fields.get('x-amz-security-token'),
    credential,
    date: date ?? '',
  };
}

function readV2(fields: PostFields): PostClaim {
  const [accessKeyId = '', signature = '', policy = ''] = V2_FIELDS.map((name) => required(fields, name));
  return { version: 'AWS', accessKeyId, policy, signature, sessionToken: fields.get('x-amz-security-token') };
}

/** @throws InvalidArgument */
export function required(fields: PostFields, name: string): string {
  const value = fields.get(name.toLowerCase());
  if (value === undefined)
    throw refusals.invalidArgument(
      `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
      name,
      '',
    );
  return value;
}

/**
 * @param now milliseconds since the epoch.
 * @throws what S3 refuses a wrong signature with.
 */
export function verifyPostClaim(claim: PostClaim, find: FindCredentials, now: number): IssuedCredentials {
  const credentials = knownCredentials(claim, find, now);
  if (!isSameSignature(signatureOf(claim, credentials.secretAccessKey), claim.signature))
    throw refusals.signatureDoesNotMatch({
      accessKeyId: claim.accessKeyId,
      stringToSign: claim.policy,
      signature: claim.signature,
    });
  return credentials;
}

function signatureOf({ credential, policy }: PostClaim, secret: string): string {
  if (credential === undefined) return createHmac('sha1', secret).update(policy).digest('base64');
  return hmac(signingKey(secret, credential.day, credential.region, credential.service), policy).toString('hex');
}

function knownCredentials({ accessKeyId, sessionToken }: PostClaim, find: FindCredentials, now: number): IssuedCredentials {
  const credentials = find(accessKeyId);
  if (credentials === undefined) throw refusals.unknownKey(accessKeyId);
  if (credentials.sessionToken !== sessionToken) throw refusals.invalidToken(sessionToken ?? '');
  if (credentials.expiresAt !== undefined && credentials.expiresAt <= now) throw refusals.expiredToken(sessionToken ?? '');
  return credentials;
}
