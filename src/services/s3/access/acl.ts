/** Access control lists: who is granted what beside the owner (S3 User Guide, "Access control list (ACL) overview"). */
import type { Context } from '../../../contract/context.js';
import { canonicalIdOf } from '../storage.js';

export type Permission = 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP';

/** By its URI. */
export type Group = (typeof GROUPS)[keyof typeof GROUPS];

/** A canonical id, or a group. */
export type Grantee = { readonly id: string } | { readonly group: Group };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

/** The owner's own grants stand among the others; without one the owner still may read and replace the list. */
export type Acl = readonly Grant[];

export const GROUPS = {
  allUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  authenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  logDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;

const NAMES: ReadonlySet<string> = new Set(Object.values(GROUPS));

export const isGroup = (uri: string): uri is Group => NAMES.has(uri);

/** As what S3 knows callers without a signature. */
export const ANONYMOUS_ID = '65a011a29cdf8ec533ec3d1ccaae921c';
/** The service that writes access logs. */
export const LOG_DELIVERY = 'logging.s3.amazonaws.com';
/** The account by which Amazon EC2 fetches bundles of machine images. */
const EC2_BUNDLES_ID = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c';

/** The caller's canonical id: of the account, whoever in it calls. */
export const callerIdOf = ({ principal }: Context): string =>
  principal.kind === 'anonymous' ? ANONYMOUS_ID : canonicalIdOf(principal.accountId);

/** What grants in lists are compared with: a service has those of its group alone. */
export const granteeIdOf = (ctx: Context): string => (ctx.principal.kind === 'service' ? ctx.principal.arn : callerIdOf(ctx));

export const privateAcl = (owner: string): Acl => [{ grantee: { id: owner }, permission: 'FULL_CONTROL' }];

/**
 * What a canned ACL stands for.
 * @param owner canonical id of whom the bucket or object belongs to.
 * @param bucketOwner canonical id.
 */
export function cannedAcl(name: string, owner: string, bucketOwner: string): Acl {
  const own = privateAcl(owner);
  const granting = (grantee: Grantee, ...permissions: readonly Permission[]): Acl => [
    ...own,
    ...permissions.map((permission) => ({ grantee, permission })),
  ];
  switch (name) {
    case 'public-read':
      return granting({ group: GROUPS.allUsers }, 'READ');
    case 'public-read-write':
      return granting({ group: GROUPS.allUsers }, 'READ', 'WRITE');
    case 'authenticated-read':
      return granting({ group: GROUPS.authenticatedUsers }, 'READ');
    case 'aws-exec-read':
      return granting({ id: EC2_BUNDLES_ID }, 'READ');
    case 'log-delivery-write':
      return granting({ group: GROUPS.logDelivery }, 'WRITE', 'READ_ACP');
    case 'bucket-owner-read':
      return owner === bucketOwner ? own : granting({ id: bucketOwner }, 'READ');
    case 'bucket-owner-full-control':
      return owner === bucketOwner ? own : granting({ id: bucketOwner }, 'FULL_CONTROL');
    default:
      return own;
  }
}

/** Whether everyone, or everyone with an AWS account, is granted something. */
export const isPublicAcl = (acl: Acl): boolean => acl.some(({ grantee }) => isPublicGrantee(grantee));

/** Whether nobody but this canonical id is granted anything. */
export const grantsOnlyTo = (acl: Acl, id: string): boolean => acl.every(({ grantee }) => 'id' in grantee && grantee.id === id);

/** Whether full control to this canonical id is all that is granted. */
export const grantsAllTo = (acl: Acl, id: string): boolean =>
  grantsOnlyTo(acl, id) && acl.every(({ permission }) => permission === 'FULL_CONTROL');

/**
 * Whether the list grants a caller the permission.
 * @param caller its granteeIdOf.
 * @param ignorePublic leaves out what the public is granted.
 */
export function aclGrants(acl: Acl, caller: string, permission: Permission, ignorePublic: boolean): boolean {
  return acl.some(({ grantee, permission: granted }) => {
    if (granted !== permission && granted !== 'FULL_CONTROL') return false;
    if ('id' in grantee) return grantee.id === caller;
    if (ignorePublic && isPublicGrantee(grantee)) return false;
    if (grantee.group === GROUPS.logDelivery) return caller === LOG_DELIVERY;
    return grantee.group === GROUPS.allUsers || (grantee.group === GROUPS.authenticatedUsers && caller !== ANONYMOUS_ID);
  });
}

const isPublicGrantee = (grantee: Grantee): boolean =>
  'group' in grantee && (grantee.group === GROUPS.allUsers || grantee.group === GROUPS.authenticatedUsers);
