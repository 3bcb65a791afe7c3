/** The condition keys that every service's requests have (IAM User Guide, "AWS global condition context keys"). */
import type { Context, Principal } from '../../contract/context.js';
import type { SessionFacts } from '../../services/dependencies.js';
import type { ConditionKeys } from './conditions.js';
import type { RequestPrincipal } from './evaluate.js';

/** What calls that come without a socket come from: this machine. */
const OWN_ADDRESS = '127.0.0.1';

const PRINCIPAL_TYPES: Readonly<Record<Principal['kind'], string>> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
  service: 'Service',
  anonymous: 'Anonymous',
};

/**
 * The keys of a request, in any case of letters; those that a service alone knows are its own matter.
 * @param session of the caller's credentials, where they are temporary.
 */
export function globalKeys(ctx: Context, session: SessionFacts | undefined): ConditionKeys {
  return (key) => {
    const name = key.toLowerCase();
    if (name.startsWith('aws:principaltag/')) return tagOf(session?.tags, key.slice('aws:PrincipalTag/'.length));
    return globalKey(name, ctx, session);
  };
}

function globalKey(
  name: string,
  { principal, request, clock, region, source }: Context,
  session: SessionFacts | undefined,
): string | undefined {
  const isAccounts = principal.kind !== 'anonymous' && principal.kind !== 'service';
  switch (name) {
    case 'aws:currenttime':
      return new Date(clock.now()).toISOString();
    case 'aws:epochtime':
      return String(Math.floor(clock.now() / 1000));
    case 'aws:multifactorauthpresent':
      // Only temporary credentials say whether they were got with a second factor.
      return session === undefined ? undefined : 'false';
    case 'aws:principalaccount':
      return isAccounts ? principal.accountId : undefined;
    case 'aws:principalarn':
      return isAccounts ? (roleArnOf(principal, session) ?? principal.arn) : undefined;
    case 'aws:principalisawsservice':
      return String(principal.kind === 'service');
    case 'aws:principalservicename':
      return principal.kind === 'service' ? principal.arn : undefined;
    case 'aws:principaltype':
      return PRINCIPAL_TYPES[principal.kind];
    case 'aws:referer':
      return request.headers.referer;
    case 'aws:requestedregion':
      return region;
    case 'aws:securetransport':
      return String(request.scheme === 'https');
    case 'aws:sourceaccount':
      return source?.accountId;
    case 'aws:sourcearn':
      return source?.arn;
    case 'aws:sourceidentity':
      return session?.sourceIdentity;
    case 'aws:sourceip':
      return request.remoteAddress?.replace(/^::ffff:/, '') ?? OWN_ADDRESS;
    case 'aws:useragent':
      return request.headers['user-agent'];
    case 'aws:userid':
      return principal.userId;
    case 'aws:username':
      return principal.kind === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined;
    case 'aws:viaawsservice':
      return 'false';
    default:
      return undefined;
  }
}

/**
 * The caller in all forms by which a policy may name it.
 * @param canonicalId S3's id of an account.
 */
export function requestPrincipal(principal: Principal, session: SessionFacts | undefined, canonicalId?: string): RequestPrincipal {
  if (principal.kind === 'anonymous') return { arns: [] };
  if (principal.kind === 'service') return { arns: [], service: principal.arn };
  const role = roleArnOf(principal, session);
  const [uniqueId = ''] = principal.userId.split(':');
  return {
    accountId: principal.accountId,
    arns: [principal.arn, ...(role === undefined ? [] : [role]), uniqueId],
    ...(canonicalId === undefined ? {} : { canonicalId }),
  };
}

/** Of the role whose session it is. Its path is known to the session alone. */
function roleArnOf({ kind, arn }: Principal, session: SessionFacts | undefined): string | undefined {
  if (kind !== 'assumed-role') return undefined;
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return session?.roleArn ?? (name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`);
}

/** Tags' keys are compared without their case, as all condition keys. */
export function tagOf(tags: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(tags ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
}
