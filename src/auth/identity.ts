/** From a request's credential scope to the account, region and principal that it acts as. Nothing is verified here. */
import type { Principal, Scope } from '../contract/context.js';
import type { Credentials } from '../services/dependencies.js';

export interface Identity extends Scope {
  readonly partition: string;
  readonly principal: Principal;
}

export interface IdentityRules {
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  readonly credentials: Credentials;
}

const ACCOUNT_ID = /^\d{12}$/;
const roots = new Map<string, Principal>();

/** The account: the access key when it has 12 digits, else the key's owner, else the default. Anonymous callers act in the default account. */
export function identify(accessKeyId: string | undefined, region: string | undefined, rules: IdentityRules): Identity {
  const actualRegion = region ?? rules.defaultRegion;
  return {
    ...(accessKeyId === undefined ? scopeOfRoot(rules.defaultAccount) : scopeOfKey(accessKeyId, rules)),
    region: actualRegion,
    partition: partitionOf(actualRegion),
  };
}

function scopeOfKey(accessKeyId: string, rules: IdentityRules): { accountId: string; principal: Principal } {
  if (ACCOUNT_ID.test(accessKeyId)) return scopeOfRoot(accessKeyId);
  const issued = rules.credentials.find(accessKeyId);
  if (issued !== undefined) return { accountId: issued.principal.accountId, principal: issued.principal };
  return scopeOfRoot(rules.defaultAccount);
}

function scopeOfRoot(accountId: string): { accountId: string; principal: Principal } {
  let principal = roots.get(accountId);
  if (principal === undefined) {
    // AWS gives the root user the account's id as its user id.
    principal = { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
    if (roots.size < 10_000) roots.set(accountId, principal);
  }
  return { accountId, principal };
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
