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

/** What S3 called its first region, `US Standard`. Old clients sign for it: s3cmd does, where it is told no other. */
const OLD_NAME = 'US';
const ACCOUNT_ID = /^\d{12}$/;
/** By ARN. */
/** By partition and account. */
const roots = new Map<string, Map<string, Principal>>();

/** The account: the access key when it has 12 digits, else the key's owner, else the default. Anonymous callers act in the default account. */
export function identify(accessKeyId: string | undefined, region: string | undefined, rules: IdentityRules): Identity {
  const actualRegion = region === OLD_NAME ? 'us-east-1' : (region ?? rules.defaultRegion);
  const partition = partitionOf(actualRegion);
  const principal = principalOf(accessKeyId, partition, rules);
  return { accountId: principal.accountId, principal, region: actualRegion, partition };
}

function principalOf(accessKeyId: string | undefined, partition: string, rules: IdentityRules): Principal {
  if (accessKeyId === undefined) return rootOf(rules.defaultAccount, partition);
  if (ACCOUNT_ID.test(accessKeyId)) return rootOf(accessKeyId, partition);
  const known = rules.credentials.find(accessKeyId);
  if (known === undefined) return rootOf(rules.defaultAccount, partition);
  const { principal, sessionToken } = known;
  // A root's own keys are the same in every partition; a session of it is not.
  return principal.kind === 'root' && sessionToken === undefined ? rootOf(principal.accountId, partition) : principal;
}

function rootOf(accountId: string, partition: string): Principal {
  // Two texts of which both are at hand are found sooner than one that has to be put together.
  let ofPartition = roots.get(partition);
  if (ofPartition === undefined) {
    ofPartition = new Map();
    roots.set(partition, ofPartition);
  }
  let principal = ofPartition.get(accountId);
  if (principal === undefined) {
    // AWS gives the root user the account's id as its user id.
    principal = { kind: 'root', accountId, arn: `arn:${partition}:iam::${accountId}:root`, userId: accountId };
    if (ofPartition.size < 10_000) ofPartition.set(accountId, principal);
  }
  return principal;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
