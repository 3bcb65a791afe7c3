/** S3's signatures: both versions, in the header and in the query. */
import type { WireHeaders } from '../../contract/wire.js';
import type { IssuedCredentials } from '../../services/dependencies.js';
import { canonicalRequest, stringToSign } from '../../signature/canonical-request.js';
import { hmac, signingKey } from '../../signature/signing-key.js';
import { type PresignedV2, type PresignedV4, readPresignedUrl } from './presigned-url.js';
import { readAmzDate } from './request-time.js';
import * as refusals from './s3-refusals.js';
import { isSameSignature } from './same-signature.js';
import { signatureV2, stringToSignV2 } from './signature-v2.js';
import {
  type AuthRequest,
  type Credential,
  type FindCredentials,
  readAuthorization,
  readCredential,
  scopeOf,
  type Verified,
} from './verified.js';

export interface S3AuthRequest extends AuthRequest {
  /** The path with the bucket of a virtual host in front; undecoded. */
  readonly resource: string;
  /** With those that a presigned URL carries in its query. */
  readonly hoisted: WireHeaders;
}

const SKEW_MS = 15 * 60 * 1000;
const PAYLOAD_HASHES: ReadonlySet<string> = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/**
 * @param now milliseconds since the epoch.
 * @returns undefined for a request without a signature.
 * @throws what S3 refuses a wrong signature with.
 */
export function verifyS3(request: S3AuthRequest, find: FindCredentials, now: number): Verified | undefined {
  const presigned = readPresignedUrl(request.query, now);
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (presigned === undefined) return undefined;
    return presigned.version === 'AWS' ? verifyQueryV2(request, presigned, find, now) : verifyQueryV4(request, presigned, find, now);
  }
  if (presigned !== undefined)
    throw refusals.invalidArgument(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      'Authorization',
      authorization,
    );
  if (authorization.startsWith('AWS4-HMAC-SHA256')) return verifyHeaderV4(request, authorization, find, now);
  if (authorization.startsWith('AWS ')) return verifyHeaderV2(request, authorization, find, now);
  throw refusals.invalidArgument('Unsupported Authorization Type', 'Authorization', authorization);
}

interface V4Claim {
  readonly credential: Credential;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
  readonly sessionToken: string | undefined;
}

function verifyHeaderV4(request: S3AuthRequest, authorization: string, find: FindCredentials, now: number): Verified {
  const parts = readAuthorization(authorization);
  const [credentialText, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => parts.get(name));
  if (credentialText === undefined || signedHeaders === undefined || signature === undefined)
    throw refusals.headerMalformed(
      `missing ${credentialText === undefined ? 'Credential' : signedHeaders === undefined ? 'SignedHeaders' : 'Signature'}.`,
    );
  const credential = readCredential(credentialText);
  if (credential === undefined)
    throw refusals.headerMalformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  if (credential.terminal !== 'aws4_request')
    throw refusals.headerMalformed(`incorrect terminal "${credential.terminal}". This endpoint uses "aws4_request".`);
  const { headers } = request;
  const payloadHash = headers['x-amz-content-sha256'];
  if (payloadHash === undefined) throw refusals.invalidRequest('Missing required header for this request: x-amz-content-sha256');
  if (!PAYLOAD_HASHES.has(payloadHash) && !/^[0-9a-f]{64}$/.test(payloadHash))
    throw refusals.invalidArgument(
      `x-amz-content-sha256 must be ${[...PAYLOAD_HASHES].join(', ')} or a valid sha256 value.`,
      'x-amz-content-sha256',
      payloadHash,
    );
  const { date, time: signedAt } = timeOf(headers);
  checkSkew(date, signedAt, now);
  const claim = {
    credential,
    date,
    signedHeaders: signedHeaders.split(';'),
    signature,
    payloadHash,
    // Sessions of directory buckets have a header of their own.
    sessionToken: headers['x-amz-security-token'] ?? headers['x-amz-s3session-token'],
  };
  return { ...verifyV4(request, claim, find, now), placed: 'header', signedAt, payloadHash };
}

function verifyQueryV4(request: S3AuthRequest, presigned: PresignedV4, find: FindCredentials, now: number): Verified {
  const payloadHash = request.hoisted['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const { credential, date, signedHeaders, signature, signedAt, sessionToken } = presigned;
  const claim = { credential, date, signedHeaders, signature, payloadHash, sessionToken };
  return { ...verifyV4(request, claim, find, now), placed: 'query', signedAt, payloadHash };
}

function verifyV4(
  request: S3AuthRequest,
  claim: V4Claim,
  find: FindCredentials,
  now: number,
): Pick<Verified, 'credentials' | 'version' | 'seed'> {
  const { credential, date, signedHeaders, signature, payloadHash } = claim;
  const credentials = knownCredentials(find, credential.accessKeyId, claim.sessionToken, now);
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) throw refusals.notSigned(unsigned.sort());
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash, isS3: true });
  const scope = scopeOf(credential);
  const text = stringToSign(date, scope, canonical);
  const key = signingKey(credentials.secretAccessKey, credential.day, credential.region, credential.service);
  const { accessKeyId } = credential;
  if (!isSameSignature(hmac(key, text).toString('hex'), signature))
    throw refusals.signatureDoesNotMatch({ accessKeyId, stringToSign: text, signature, canonicalRequest: canonical });
  return { credentials, version: 'AWS4-HMAC-SHA256', seed: { key, date, scope, signature } };
}

function verifyHeaderV2(request: S3AuthRequest, authorization: string, find: FindCredentials, now: number): Verified {
  const value = authorization.slice('AWS '.length).trim();
  const colon = value.lastIndexOf(':');
  if (colon <= 0)
    throw refusals.invalidArgument(
      'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature',
      'Authorization',
      authorization,
    );
  const accessKeyId = value.slice(0, colon);
  const { headers } = request;
  const credentials = knownCredentials(find, accessKeyId, headers['x-amz-security-token'], now);
  const { date, time: signedAt } = timeOf(headers);
  checkSkew(date, signedAt, now);
  checkV2(request, credentials, headers['x-amz-date'] === undefined ? date : '', value.slice(colon + 1));
  return { credentials, version: 'AWS', placed: 'header', signedAt };
}

function verifyQueryV2(request: S3AuthRequest, presigned: PresignedV2, find: FindCredentials, now: number): Verified {
  const credentials = knownCredentials(find, presigned.accessKeyId, presigned.sessionToken, now);
  checkV2(request, credentials, presigned.expires, presigned.signature);
  return { credentials, version: 'AWS', placed: 'query' };
}

function checkV2(request: S3AuthRequest, { accessKeyId, secretAccessKey }: IssuedCredentials, date: string, signature: string): void {
  const { method, resource, query, hoisted: headers } = request;
  const isRightFor = (text: string): boolean => isSameSignature(signatureV2(secretAccessKey, text), signature);
  const text = stringToSignV2({ method, resource, query, headers, date });
  if (isRightFor(text)) return;
  // The documentation has the path as it was sent; botocore ends a bucket's with a slash that it doesn't send.
  const isBare = resource.lastIndexOf('/') === 0;
  if (isBare && isRightFor(stringToSignV2({ method, resource: `${resource}/`, query, headers, date }))) return;
  throw refusals.signatureDoesNotMatch({ accessKeyId, stringToSign: text, signature });
}

function knownCredentials(find: FindCredentials, accessKeyId: string, token: string | undefined, now: number): IssuedCredentials {
  const credentials = find(accessKeyId);
  if (credentials === undefined) throw refusals.unknownKey(accessKeyId);
  if (credentials.sessionToken !== token) throw refusals.invalidToken(token ?? '');
  if (credentials.expiresAt !== undefined && credentials.expiresAt <= now) throw refusals.expiredToken(token ?? '');
  return credentials;
}

function timeOf(headers: WireHeaders): { readonly date: string; readonly time: number } {
  const date = headers['x-amz-date'] ?? headers.date ?? '';
  const time = readAmzDate(date) ?? Date.parse(date);
  if (Number.isNaN(time)) throw refusals.accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  return { date, time };
}

function checkSkew(date: string, time: number, now: number): void {
  if (Math.abs(now - time) > SKEW_MS) throw refusals.tooSkewed(date, now, SKEW_MS);
}
