/** What a request's signature says about its caller, read and not verified. */
import type { WireHeaders } from '../contract/wire.js';

export interface CredentialScope {
  readonly accessKeyId: string;
  /** Absent in SigV2 and SigV4A. */
  readonly region?: string;
  /** The signing name: `dynamodb`, `s3`, `execute-api`. SigV2 is S3's here. */
  readonly signingName: string;
  /** How it came: in the Authorization header or in the query of a presigned URL. */
  readonly placed: 'header' | 'query';
  readonly sessionToken?: string;
}

/** @returns undefined for an anonymous request, or one whose signature names nobody. */
export function credentialScopeOf(headers: WireHeaders, query: string): CredentialScope | undefined {
  const authorization = headers.authorization;
  if (authorization !== undefined) return fromHeader(authorization, headers['x-amz-security-token']);
  if (query.includes('X-Amz-Credential=')) {
    const parameters = new URLSearchParams(query);
    const credential = parameters.get('X-Amz-Credential');
    const sessionToken = parameters.get('X-Amz-Security-Token');
    return credential === null ? undefined : fromCredential(credential, 'query', sessionToken ?? undefined);
  }
  if (query.includes('AWSAccessKeyId=')) {
    const parameters = new URLSearchParams(query);
    const accessKeyId = parameters.get('AWSAccessKeyId');
    if (accessKeyId) return { accessKeyId, signingName: 's3', placed: 'query' };
  }
  return undefined;
}

function fromHeader(authorization: string, sessionToken: string | undefined): CredentialScope | undefined {
  if (authorization.startsWith('AWS4-')) {
    const start = authorization.indexOf('Credential=');
    if (start < 0) return undefined;
    const end = authorization.indexOf(',', start);
    const credential = authorization.slice(start + 'Credential='.length, end < 0 ? undefined : end).trim();
    return sessionToken === undefined ? remembered(credential) : fromCredential(credential, 'header', sessionToken);
  }
  // SigV2: `AWS AKIDEXAMPLE:signature`
  if (authorization.startsWith('AWS ')) {
    const accessKeyId = authorization.slice('AWS '.length, authorization.lastIndexOf(':'));
    return { accessKeyId, signingName: 's3', placed: 'header', ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  return undefined;
}

const MOST_REMEMBERED = 1000;
const scopes = new Map<string, CredentialScope | undefined>();

/** A client sends the same credential all day. */
function remembered(credential: string): CredentialScope | undefined {
  const known = scopes.get(credential);
  if (known !== undefined) return known;
  const scope = fromCredential(credential, 'header', undefined);
  if (scopes.size >= MOST_REMEMBERED) scopes.clear();
  scopes.set(credential, scope);
  return scope;
}

/** `AKID/20260101/us-east-1/s3/aws4_request`, or without region under SigV4A. */
function fromCredential(credential: string, placed: 'header' | 'query', sessionToken: string | undefined): CredentialScope | undefined {
  const parts = credential.split('/');
  const signingName = parts.at(-2);
  const region = parts.length >= 5 ? parts.at(-3) : undefined;
  // An access key may hold slashes; the scope is read from the right.
  const accessKeyId = parts.slice(0, region === undefined ? -3 : -4).join('/');
  if (!signingName || !accessKeyId) return undefined;
  return {
    accessKeyId,
    signingName,
    placed,
    ...(region ? { region } : {}),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
