/** SigV4 as the services besides S3 check it, each in the words of its family. */
import { FrameworkError } from '../../contract/errors.js';
import type { ProtocolName } from '../../contract/operation.js';
import { canonicalRequest, sha256, stringToSign } from '../../signature/canonical-request.js';
import { hmac, signingKey } from '../../signature/signing-key.js';
import { queryPairs } from '../../signature/uri-encoding.js';
import { readAmzDate, writeAmzDate } from './request-time.js';
import { isSameSignature } from './same-signature.js';
import {
  type AuthRequest,
  type Credential,
  type FindCredentials,
  readAuthorization,
  readCredential,
  scopeOf,
  type Verified,
} from './verified.js';

export interface ServiceAuthRequest extends AuthRequest {
  readonly protocol: ProtocolName;
  readonly signingName: string;
  /** As it was sent; undefined where it streams. */
  readonly body: Uint8Array | undefined;
}

const MINUTE = 60_000;
/** How old a signature may be, and how far ahead. */
const OLDEST_MINUTES = 5;

type Kind = 'missing' | 'unknown' | 'mismatch' | 'incomplete' | 'expired';

/** By family: query services say it without `Exception`. */
const CODES: Readonly<Record<'json' | 'query', Readonly<Record<Kind, string>>>> = {
  json: {
    missing: 'MissingAuthenticationTokenException',
    unknown: 'UnrecognizedClientException',
    mismatch: 'InvalidSignatureException',
    incomplete: 'IncompleteSignatureException',
    expired: 'ExpiredTokenException',
  },
  query: {
    missing: 'MissingAuthenticationToken',
    unknown: 'InvalidClientTokenId',
    mismatch: 'SignatureDoesNotMatch',
    incomplete: 'IncompleteSignature',
    expired: 'ExpiredToken',
  },
};

interface Claim {
  readonly credential: Credential;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  readonly placed: 'header' | 'query';
  /** Of a presigned URL. */
  readonly lifetimeMs?: number;
}

/**
 * @param now milliseconds since the epoch.
 * @throws what the service's family refuses a missing or wrong signature with.
 */
export function verifyService(request: ServiceAuthRequest, find: FindCredentials, now: number): Verified {
  const refuse = refusalsOf(request.protocol);
  const claim = request.headers.authorization === undefined ? claimOfQuery(request, refuse) : claimOfHeader(request, refuse);
  const { credential, date, signedHeaders, signature } = claim;
  if (credential.service !== request.signingName)
    throw refuse('mismatch', `Credential should be scoped to correct service: '${request.signingName}'. `);
  const credentials = find(credential.accessKeyId);
  if (credentials === undefined || credentials.sessionToken !== claim.sessionToken)
    throw refuse('unknown', 'The security token included in the request is invalid.');
  if (credentials.expiresAt !== undefined && credentials.expiresAt <= now)
    throw refuse('expired', 'The security token included in the request is expired');
  const signedAt = checkTime(claim, now, refuse);

  const payloadHash = request.body === undefined ? (request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD') : sha256(request.body);
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash, isS3: false });
  const scope = scopeOf(credential);
  const text = stringToSign(date, scope, canonical);
  const key = signingKey(credentials.secretAccessKey, credential.day, credential.region, credential.service);
  if (!isSameSignature(hmac(key, text).toString('hex'), signature))
    throw refuse(
      'mismatch',
      `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${text}'\n`,
    );
  return { credentials, version: 'AWS4-HMAC-SHA256', placed: claim.placed, signedAt, payloadHash, seed: { key, date, scope, signature } };
}

type Refuse = (kind: Kind, message: string) => FrameworkError;

function refusalsOf(protocol: ProtocolName): Refuse {
  const family = protocol === 'awsQuery' || protocol === 'ec2Query' ? 'query' : 'json';
  const isRest = protocol === 'restJson1' || protocol === 'restXml';
  return (kind, message) =>
    new FrameworkError('AccessDenied', message, {
      code: CODES[family][kind],
      httpStatus: family === 'json' && !isRest ? 400 : 403,
    });
}

function claimOfHeader({ headers }: ServiceAuthRequest, refuse: Refuse): Claim {
  const authorization = headers.authorization ?? '';
  const parts = readAuthorization(authorization);
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  const date = headers['x-amz-date'] ?? dateHeader(headers.date);
  const complaints = [
    ...missing.map((name) => `Authorization header requires '${name}' parameter.`),
    ...(date === undefined ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."] : []),
  ];
  if (complaints.length > 0 || date === undefined) throw refuse('incomplete', `${complaints.join(' ')} Authorization=${authorization}`);
  const text = parts.get('Credential') ?? '';
  return {
    credential: checkedCredential(text, date, refuse),
    date,
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: parts.get('Signature') ?? '',
    sessionToken: headers['x-amz-security-token'],
    placed: 'header',
  };
}

function claimOfQuery({ query }: ServiceAuthRequest, refuse: Refuse): Claim {
  const given = query.includes('X-Amz-') ? new Map(queryPairs(query)) : new Map<string, string>();
  const [credential, date, signedHeaders, signature] = ['X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'].map(
    (name) => given.get(name),
  );
  if (credential === undefined || date === undefined || signedHeaders === undefined || signature === undefined)
    throw refuse('missing', 'Request is missing Authentication Token');
  const lifetime = Number(given.get('X-Amz-Expires') ?? Number.NaN);
  return {
    credential: checkedCredential(credential, date, refuse),
    date,
    signedHeaders: signedHeaders.split(';'),
    signature,
    sessionToken: given.get('X-Amz-Security-Token'),
    placed: 'query',
    ...(lifetime >= 0 ? { lifetimeMs: lifetime * 1000 } : {}),
  };
}

function checkedCredential(text: string, date: string, refuse: Refuse): Credential {
  const credential = readCredential(text);
  if (credential === undefined)
    throw refuse(
      'incomplete',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
    );
  if (credential.terminal !== 'aws4_request')
    throw refuse('mismatch', `Credential should be scoped with a valid terminator: 'aws4_request', not '${credential.terminal}'.`);
  if (credential.day !== date.slice(0, 8))
    throw refuse(
      'mismatch',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${credential.day}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  return credential;
}

function checkTime({ date, lifetimeMs }: Claim, now: number, refuse: Refuse): number {
  const signedAt = readAmzDate(date);
  if (signedAt === undefined)
    throw refuse('incomplete', `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`);
  const oldest = now - (lifetimeMs ?? OLDEST_MINUTES * MINUTE);
  const words = `(${writeAmzDate(now)} - ${Math.round((lifetimeMs ?? OLDEST_MINUTES * MINUTE) / MINUTE)} min.)`;
  if (signedAt < oldest) throw refuse('mismatch', `Signature expired: ${date} is now earlier than ${writeAmzDate(oldest)} ${words}`);
  const latest = now + OLDEST_MINUTES * MINUTE;
  if (signedAt > latest)
    throw refuse(
      'mismatch',
      `Signature not yet current: ${date} is still later than ${writeAmzDate(latest)} (${writeAmzDate(now)} + ${OLDEST_MINUTES} min.)`,
    );
  return signedAt;
}

function dateHeader(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : writeAmzDate(time);
}
