/** Digest access authentication (RFC 7616), for endpoints that ask for it. */
import { createHash } from 'node:crypto';

export interface DigestRequest {
  readonly method: string;
  /** Path and query. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Ours: hexadecimal digits that nobody can guess. */
  readonly cnonce: string;
}

const ALGORITHMS: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };

/**
 * @param challenge the endpoint's WWW-Authenticate.
 * @returns what goes into Authorization; undefined for a challenge of another kind.
 */
export function digestAuthorization(challenge: string, { method, uri, user, password, cnonce }: DigestRequest): string | undefined {
  if (!/^digest\b/i.test(challenge)) return undefined;
  const { realm = '', nonce = '', qop, opaque, algorithm = 'MD5' } = parametersOf(challenge);
  const hashName = ALGORITHMS[algorithm.toLowerCase()];
  const protects = qop === undefined ? undefined : qop.split(',').find((name) => name.trim() === 'auth');
  if (hashName === undefined || (qop !== undefined && protects === undefined)) return undefined;
  const hash = (text: string): string => createHash(hashName).update(text).digest('hex');
  const count = '00000001';
  const secret = hash(`${user}:${realm}:${password}`);
  const call = hash(`${method}:${uri}`);
  const response = qop === undefined ? hash(`${secret}:${nonce}:${call}`) : hash(`${secret}:${nonce}:${count}:${cnonce}:auth:${call}`);
  const parts = [
    `username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
  ];
  if (qop !== undefined) parts.push('qop=auth', `nc=${count}`, `cnonce="${cnonce}"`);
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  return `Digest ${parts.join(', ')}`;
}

function parametersOf(challenge: string): Readonly<Record<string, string | undefined>> {
  const found: Record<string, string> = {};
  for (const [, name = '', quoted, plain] of challenge.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi))
    found[name.toLowerCase()] = quoted ?? plain ?? '';
  return found;
}
