/** Where a website sends its visitors (S3 User Guide, "Configuring a webpage redirect"). */
import type { RoutingRule, WebsiteConfiguration } from '../../../../generated/s3/types.js';

export interface Redirection {
  readonly status: number;
  readonly location: string;
}

/** What a visitor asks for. */
export interface Visit {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  /** Decoded, without the leading slash. */
  readonly key: string;
  /** Undecoded. */
  readonly query: string;
}

export function redirectionOfAll({ RedirectAllRequestsTo: target }: WebsiteConfiguration, visit: Visit): Redirection | undefined {
  if (target === undefined) return undefined;
  const { HostName, Protocol } = target;
  return { status: 301, location: locationOf(Protocol ?? visit.scheme, HostName, visit.key, visit.query) };
}

/**
 * By the first rule whose condition holds.
 * @param error the status that the visit would end with; undefined before the object is looked up.
 */
export function redirectionByRules(rules: readonly RoutingRule[], visit: Visit, error?: number): Redirection | undefined {
  const rule = rules.find(({ Condition = {} }) => {
    const { HttpErrorCodeReturnedEquals: code, KeyPrefixEquals: prefix = '' } = Condition;
    // Rules about errors wait for one; the others came before.
    return code === (error === undefined ? undefined : String(error)) && visit.key.startsWith(prefix);
  });
  if (rule === undefined) return undefined;
  const { HostName, HttpRedirectCode, Protocol } = rule.Redirect;
  const location = locationOf(Protocol ?? visit.scheme, HostName ?? visit.host, replacedKey(rule, visit.key), visit.query);
  return { status: Number(HttpRedirectCode ?? 301), location };
}

function replacedKey({ Condition, Redirect }: RoutingRule, key: string): string {
  const { ReplaceKeyWith, ReplaceKeyPrefixWith } = Redirect;
  if (ReplaceKeyWith !== undefined) return ReplaceKeyWith;
  if (ReplaceKeyPrefixWith === undefined) return key;
  return ReplaceKeyPrefixWith + key.slice(Condition?.KeyPrefixEquals?.length ?? 0);
}

const locationOf = (protocol: string, host: string, key: string, query: string): string =>
  `${protocol}://${host}/${pathOf(key)}${query === '' ? '' : `?${query}`}`;

/** A key as a path: only what a path can't hold is encoded. */
export const pathOf = (key: string): string => encodeURI(key).replace(/[?#]/g, encodeURIComponent);
