/** The ACLs that callers give: by a canned name, by grant headers, or as a document. All refusals are recorded but those of e-mails. */
import {
  AmbiguousGrantByEmailAddress,
  InvalidArgument,
  InvalidRequest,
  MalformedACLError,
  UnresolvableGrantByEmailAddress,
} from '../../../../generated/s3/errors.js';
import type { AccessControlPolicy, Grantee as GivenGrantee } from '../../../../generated/s3/types.js';
import { canonicalIdOf, type Storage } from '../storage.js';
import { type Acl, cannedAcl, type Grant, type Grantee, isGroup, type Permission } from './acl.js';

export interface AclHeaders {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

/** In the order in which S3 lists what they grant. */
export const GRANT_HEADERS = [
  ['GrantFullControl', 'x-amz-grant-full-control', 'FULL_CONTROL'],
  ['GrantRead', 'x-amz-grant-read', 'READ'],
  ['GrantWrite', 'x-amz-grant-write', 'WRITE'],
  ['GrantReadACP', 'x-amz-grant-read-acp', 'READ_ACP'],
  ['GrantWriteACP', 'x-amz-grant-write-acp', 'WRITE_ACP'],
] as const satisfies readonly (readonly [keyof AclHeaders, string, Permission])[];

const MOST_GRANTS = 100;
const CANONICAL_ID = /^[0-9a-f]{64}$/;

export const hasAclHeaders = (input: AclHeaders): boolean => input.ACL !== undefined || hasGrantHeaders(input);

const hasGrantHeaders = (input: AclHeaders): boolean => GRANT_HEADERS.some(([member]) => input[member] !== undefined);

/**
 * The ACL that headers ask for.
 * @param owner canonical id of whom the bucket or object belongs to, or will.
 * @param bucketOwner canonical id.
 * @returns undefined where none is asked for.
 * @throws InvalidRequest, InvalidArgument, UnresolvableGrantByEmailAddress, AmbiguousGrantByEmailAddress
 */
export function readAclHeaders(storage: Storage, input: AclHeaders, owner: string, bucketOwner: string): Acl | undefined {
  if (!hasGrantHeaders(input)) return input.ACL === undefined ? undefined : cannedAcl(input.ACL, owner, bucketOwner);
  if (input.ACL !== undefined) throw new InvalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  const grants: Grant[] = [];
  for (const [member, header, permission] of GRANT_HEADERS) {
    const value = input[member];
    if (value === undefined) continue;
    for (const grantee of readGrantees(storage, header, value)) grants.push({ grantee, permission });
  }
  return checkCount(grants);
}

const PART = /^\s*(id|uri|emailAddress)\s*=\s*("?)([^"]*)\2\s*$/i;

/** `id="...", uri="...", emailAddress="..."` */
function readGrantees(storage: Storage, header: string, value: string): readonly Grantee[] {
  return value.split(',').map((part) => {
    const [, kind = '', , text = ''] = PART.exec(part) ?? [];
    switch (kind.toLowerCase()) {
      case 'id':
        return canonicalUser(text, 'id');
      case 'uri':
        return groupOf(text, 'uri');
      case 'emailaddress':
        return userByEmail(storage, text);
      default:
        throw new InvalidArgument('Argument format not recognized', { ArgumentName: header, ArgumentValue: value });
    }
  });
}

/**
 * The ACL of a document. It names the owner, which it can't change.
 * @throws MalformedACLError, InvalidArgument
 */
export function readAclDocument(storage: Storage, { Owner, Grants }: AccessControlPolicy): { readonly owner: string; readonly acl: Acl } {
  if (Owner?.ID === undefined || Grants === undefined) throw malformed();
  const acl = Grants.map(({ Grantee, Permission }): Grant => {
    if (Grantee === undefined || Permission === undefined) throw malformed();
    return { grantee: readGrantee(storage, Grantee), permission: Permission as Permission }; // the model's check lets no other through
  });
  return { owner: canonicalUser(Owner.ID, 'CanonicalUser/ID').id, acl: checkCount(acl) };
}

function readGrantee(storage: Storage, { Type, ID, URI, EmailAddress }: GivenGrantee): Grantee {
  if (Type === 'CanonicalUser' && ID !== undefined) return canonicalUser(ID, 'CanonicalUser/ID');
  if (Type === 'Group' && URI !== undefined) return groupOf(URI, 'Group/URI');
  if (Type === 'AmazonCustomerByEmail' && EmailAddress !== undefined) return userByEmail(storage, EmailAddress);
  throw malformed();
}

function checkCount(acl: Acl): Acl {
  if (acl.length > MOST_GRANTS) throw malformed();
  return acl;
}

function canonicalUser(id: string, ArgumentName: string): { readonly id: string } {
  if (!CANONICAL_ID.test(id)) throw new InvalidArgument('Invalid id', { ArgumentName, ArgumentValue: id });
  return { id };
}

function groupOf(uri: string, ArgumentName: string): Grantee {
  if (!isGroup(uri)) throw new InvalidArgument('Invalid group uri', { ArgumentName, ArgumentValue: uri });
  return { group: uri };
}

function userByEmail({ accounts }: Storage, email: string): Grantee {
  const [account, ...more] = accounts.byEmail(email);
  if (account === undefined)
    throw new UnresolvableGrantByEmailAddress('The email address you provided does not match any account on record.');
  if (more.length > 0) throw new AmbiguousGrantByEmailAddress('The email address you provided is associated with more than one account.');
  return { id: canonicalIdOf(account.accountId) };
}

const malformed = (): MalformedACLError =>
  new MalformedACLError('The XML you provided was not well-formed or did not validate against our published schema');
