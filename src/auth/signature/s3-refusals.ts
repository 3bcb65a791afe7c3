/** What S3 says of signatures, in its words (its error reference; the presigned forms as recorded on AWS). */
import { FrameworkError } from '../../contract/errors.js';
import { writeSecond } from './request-time.js';

type Members = Readonly<Record<string, string | number>>;

const refused = (code: string, httpStatus: number, message: string, members: Members = {}): FrameworkError =>
  new FrameworkError('AccessDenied', message, { code, httpStatus, members });

export const accessDenied = (message = 'Access Denied', members: Members = {}): FrameworkError =>
  refused('AccessDenied', 403, message, members);

export const unknownKey = (accessKeyId: string): FrameworkError =>
  refused('InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.', { AWSAccessKeyId: accessKeyId });

export interface Mismatch {
  readonly accessKeyId: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly canonicalRequest?: string;
}

export function signatureDoesNotMatch({ accessKeyId, stringToSign, signature, canonicalRequest }: Mismatch): FrameworkError {
  return refused(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: signature,
      StringToSignBytes: bytesOf(stringToSign),
      ...(canonicalRequest === undefined ? {} : { CanonicalRequest: canonicalRequest, CanonicalRequestBytes: bytesOf(canonicalRequest) }),
    },
  );
}

export const queryParametersError = (message: string): FrameworkError => refused('AuthorizationQueryParametersError', 400, message);

export const headerMalformed = (message: string, members: Members = {}): FrameworkError =>
  refused('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${message}`, members);

export const invalidArgument = (message: string, name: string, value: string): FrameworkError =>
  refused('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });

export const invalidRequest = (message: string): FrameworkError => refused('InvalidRequest', 400, message);

export const expired = (expires: number, now: number, lifetime?: string): FrameworkError =>
  accessDenied('Request has expired', {
    ...(lifetime === undefined ? {} : { 'X-Amz-Expires': lifetime }),
    Expires: writeSecond(expires),
    ServerTime: writeSecond(now),
  });

export const notSigned = (headers: readonly string[]): FrameworkError =>
  accessDenied('There were headers present in the request which were not signed', { HeadersNotSigned: headers.join(', ') });

export const tooSkewed = (requestTime: string, now: number, allowed: number): FrameworkError =>
  refused('RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.', {
    RequestTime: requestTime,
    ServerTime: writeSecond(now),
    MaxAllowedSkewMilliseconds: allowed,
  });

export const invalidToken = (token: string): FrameworkError =>
  refused('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.', { 'Token-0': token });

export const expiredToken = (token: string): FrameworkError =>
  refused('ExpiredToken', 400, 'The provided token has expired.', { 'Token-0': token });

export const payloadMismatch = (claimed: string, computed: string): FrameworkError =>
  refused('XAmzContentSHA256Mismatch', 400, "The provided 'x-amz-content-sha256' header does not match what was computed.", {
    ClientComputedContentSHA256: claimed,
    S3ComputedContentSHA256: computed,
  });

/** `47 45 54`: so that a caller can compare what can't be seen. */
const bytesOf = (text: string): string => (Buffer.from(text).toString('hex').match(/../g) ?? []).join(' ');
