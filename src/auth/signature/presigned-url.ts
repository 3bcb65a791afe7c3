/** A presigned URL of S3 as its query says it, in both forms. Its end is checked whether or not signatures are. */

import { queryPairs } from '../../signature/uri-encoding.js';
import { readAmzDate } from './request-time.js';
import { accessDenied, expired, queryParametersError } from './s3-refusals.js';
import { type Credential, readCredential } from './verified.js';

export interface PresignedV4 {
  readonly version: 'AWS4-HMAC-SHA256';
  readonly credential: Credential;
  readonly date: string;
  readonly signedAt: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
}

export interface PresignedV2 {
  readonly version: 'AWS';
  readonly accessKeyId: string;
  readonly expires: string;
  readonly signature: string;
  readonly sessionToken?: string;
}

const LONGEST_LIFE_SECONDS = 604_800;
const SKEW_MS = 15 * 60 * 1000;
const V4_PARAMETERS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Expires'];
const V2_PARAMETERS = ['Signature', 'Expires', 'AWSAccessKeyId'];

/**
 * @param now milliseconds since the epoch.
 * @returns undefined when the query holds no signature.
 * @throws AuthorizationQueryParametersError, AccessDenied
 */
export function readPresignedUrl(query: string, now: number): PresignedV4 | PresignedV2 | undefined {
  if (query.includes('X-Amz-')) {
    const given = new Map(queryPairs(query));
    if (V4_PARAMETERS.some((name) => name !== 'X-Amz-Date' && name !== 'X-Amz-Expires' && given.has(name))) return readV4(given, now);
  }
  if (query.includes('Signature=') || query.includes('AWSAccessKeyId=')) {
    const given = new Map(queryPairs(query));
    if (given.has('Signature') || given.has('AWSAccessKeyId')) return readV2(given, now);
  }
  return undefined;
}

function readV4(given: ReadonlyMap<string, string>, now: number): PresignedV4 {
  const [algorithm, credentialText, signature, date, signedHeaders, lifetime] = V4_PARAMETERS.map((name) => given.get(name));
  if (
    algorithm === undefined ||
    credentialText === undefined ||
    signature === undefined ||
    date === undefined ||
    signedHeaders === undefined ||
    lifetime === undefined
  )
    throw queryParametersError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  if (algorithm !== 'AWS4-HMAC-SHA256')
    throw queryParametersError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const credential = checkCredential(credentialText);
  const signedAt = readAmzDate(date);
  if (signedAt === undefined) throw queryParametersError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (credential.day !== date.slice(0, 8))
    throw queryParametersError(
      `Invalid credential date "${credential.day}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`,
    );
  const seconds = checkLifetime(lifetime);
  if (signedAt - now > SKEW_MS) throw accessDenied('Request is not valid yet', { 'X-Amz-Date': date });
  const end = signedAt + seconds * 1000;
  if (now > end) throw expired(end, now, lifetime);
  const sessionToken = given.get('X-Amz-Security-Token');
  return {
    version: 'AWS4-HMAC-SHA256',
    credential,
    date,
    signedAt,
    signedHeaders: signedHeaders.split(';'),
    signature,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function checkCredential(text: string): Credential {
  const credential = readCredential(text);
  if (credential === undefined)
    throw queryParametersError(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  const wrong = (what: string): never => {
    throw queryParametersError(`Error parsing the X-Amz-Credential parameter; ${what}`);
  };
  if (!/^\d{8}$/.test(credential.day))
    wrong(`incorrect date format "${credential.day}". This date in the credential must be in the format "yyyyMMdd".`);
  if (credential.terminal !== 'aws4_request') wrong(`incorrect terminal "${credential.terminal}". This endpoint uses "aws4_request".`);
  return credential;
}

function checkLifetime(text: string): number {
  if (!/^-?\d+$/.test(text)) throw queryParametersError('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 0) throw queryParametersError('X-Amz-Expires must be non-negative');
  if (seconds > LONGEST_LIFE_SECONDS)
    throw queryParametersError(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  return seconds;
}

function readV2(given: ReadonlyMap<string, string>, now: number): PresignedV2 {
  const [signature, expires, accessKeyId] = V2_PARAMETERS.map((name) => given.get(name));
  if (signature === undefined || expires === undefined || accessKeyId === undefined)
    throw accessDenied('Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters');
  if (!/^\d+$/.test(expires)) throw accessDenied(`Invalid date (should be seconds since epoch): ${expires}`);
  const end = Number(expires) * 1000;
  if (now > end) throw expired(end, now);
  const sessionToken = given.get('x-amz-security-token');
  return { version: 'AWS', accessKeyId, expires, signature, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
