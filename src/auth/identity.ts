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
/** By ARN. */
const roots = new Map<string, Principal>();

/** The account: the access key when it has 12 digits, else the key's owner, else the default. Anonymous callers act in the default account. */
export function identify(accessKeyId: string | undefined, region: string | undefined, rules: IdentityRules): Identity {
  const actualRegion = region ?? rules.defaultRegion;
  const partition = partitionOf(actualRegion);
  const principal = principalOf(accessKeyId, partition, rules);
  return { accountId: principal.accountId, principal, region: actualRegion, partition };
}

function principalOf(accessKeyId: string | undefined, partition: string, rules: IdentityRules): Principal {
  if (accessKeyId === undefined) return rootOf(rules.defaultAccount, partition);
  if (ACCOUNT_ID.test(accessKeyId)) return rootOf(accessKeyId, partition);
  return rules.credentials.find(accessKeyId)?.principal ?? rootOf(rules.defaultAccount, partition);
}

function rootOf(accountId: string, partition: string): Principal {
  const arn = `arn:${partition}:iam::${accountId}:root`;
  let principal = roots.get(arn);
  if (principal === undefined) {
    // AWS gives the root user the account's id as its user id.
    principal = { kind: 'root', accountId, arn, userId: accountId };
    if (roots.size < 10_000) roots.set(arn, principal);
  }
  return principal;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
