/** What the forms of signatures have in common. */
import type { WireHeaders } from '../../contract/wire.js';
import type { IssuedCredentials } from '../../services/dependencies.js';
import type { ChunkSeed } from './chunk-signatures.js';

export interface AuthRequest {
  readonly method: string;
  /** Undecoded. */
  readonly path: string;
  /** Undecoded. */
  readonly query: string;
  /** As they came, without what a presigned URL carries in its query. */
  readonly headers: WireHeaders;
}

/** Whose signature it is, once it has been found right. */
export interface Verified {
  readonly credentials: IssuedCredentials;
  readonly version: 'AWS4-HMAC-SHA256' | 'AWS';
  readonly placed: 'header' | 'query';
  /** Milliseconds since the epoch; absent where a presigned URL of the old form has only its end. */
  readonly signedAt?: number;
  /** What the caller says of the body. */
  readonly payloadHash?: string;
  /** On which the signatures of chunks are built. */
  readonly seed?: ChunkSeed;
}

export type FindCredentials = (accessKeyId: string) => IssuedCredentials | undefined;

export interface Credential {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly terminal: string;
}

/** `AKID/20260101/us-east-1/s3/aws4_request`: the key may hold slashes. */
export function readCredential(text: string): Credential | undefined {
  const parts = text.split('/');
  if (parts.length < 5) return undefined;
  const [day = '', region = '', service = '', terminal = ''] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  return accessKeyId === '' ? undefined : { accessKeyId, day, region, service, terminal };
}

export const scopeOf = ({ day, region, service }: Credential): string => `${day}/${region}/${service}/aws4_request`;

/** The parts of `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`. */
export function readAuthorization(header: string): ReadonlyMap<string, string> {
  const parts = header
    .slice(header.indexOf(' ') + 1)
    .split(',')
    .map((part) => part.trim());
  return new Map(
    parts.map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
}
