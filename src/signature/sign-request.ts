/** Signs a request of our own with SigV4, in its headers. */
import { canonicalRequest, sha256, stringToSign } from './canonical-request.js';
import { hmac, signingKey } from './signing-key.js';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SigningScope {
  readonly region: string;
  /** As scopes name it: `s3`. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** @returns the headers to send; `host` isn't among them, as the client that sends them writes it. */
export function signRequest(request: UnsignedRequest, scope: SigningScope, credentials: SigningCredentials): Record<string, string> {
  const { method, url, body } = request;
  const { region, service, time } = scope;
  const date = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const payloadHash = sha256(body);
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-date': date,
    'x-amz-content-sha256': payloadHash,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const signed = { ...headers, host: url.host };
  const signedHeaders = Object.keys(signed).sort();
  const canonical = canonicalRequest({
    method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: signed,
    signedHeaders,
    payloadHash,
    isS3: service === 's3',
  });
  const scopeText = `${day}/${region}/${service}/aws4_request`;
  const key = signingKey(credentials.secretAccessKey, day, region, service);
  const signature = hmac(key, stringToSign(date, scopeText, canonical)).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scopeText}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}
