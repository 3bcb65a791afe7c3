/** What a request to S3 says of condition keys: the global ones, and S3's own. */
import type { ConditionKeys } from '../../../auth/policy/conditions.js';
import { globalKeys, tagOf } from '../../../auth/policy/global-keys.js';
import type { Context } from '../../../contract/context.js';
import type { SessionFacts } from '../../dependencies.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { Tag } from '../tagging/tag.js';

export interface RequestFacts {
  readonly ctx: Context;
  /** Of the operation; its members' types are checked here. */
  readonly input: object;
  readonly session: SessionFacts | undefined;
  /** The account of the bucket; undefined where there is none. */
  readonly resourceAccount: string | undefined;
  /** The object that is there. */
  readonly existing: StoredObject | undefined;
  /** Those that policies see of the bucket: with attribute-based access control alone. */
  readonly bucketTags: readonly Tag[];
  /** The version that the call names. */
  readonly versionId: string | undefined;
}

const DAY = 86_400_000;
/** Whether the operation makes an object, as s3:ObjectCreationOperation tells parts of uploads from whole ones. */
const CREATES: Readonly<Record<string, string>> = {
  PutObject: 'true',
  PostObject: 'true',
  CopyObject: 'true',
  CompleteMultipartUpload: 'true',
  CreateMultipartUpload: 'false',
  UploadPart: 'false',
  UploadPartCopy: 'false',
};

export function conditionKeys(facts: RequestFacts): ConditionKeys {
  const global = globalKeys(facts.ctx, facts.session);
  return (key) => {
    const name = key.toLowerCase();
    if (name === 'aws:resourceaccount') return facts.resourceAccount;
    if (name === 'aws:tagkeys') return keysOf(requestedTags(facts.input));
    if (name.startsWith('aws:requesttag/')) return tagOf(byKey(requestedTags(facts.input)), afterSlash(key));
    if (name.startsWith('aws:resourcetag/')) return tagOf(byKey(facts.bucketTags), afterSlash(key));
    return name.startsWith('s3:') ? ownKey(name, key, facts) : global(key);
  };
}

function ownKey(name: string, key: string, { ctx, input, existing, bucketTags, resourceAccount, versionId }: RequestFacts) {
  const { headers } = ctx.request;
  if (name.startsWith('s3:existingobjecttag/')) return tagOf(byKey(existing?.tags ?? []), afterSlash(key));
  if (name.startsWith('s3:buckettag/')) return tagOf(byKey(bucketTags), afterSlash(key));
  if (name.startsWith('s3:requestobjecttag/')) return tagOf(byKey(requestedTags(input)), afterSlash(key));
  switch (name) {
    case 's3:authtype':
      if (ctx.operation === 'PostObject') return ctx.principal.kind === 'anonymous' ? undefined : 'POST';
      return ctx.signature === undefined ? undefined : ctx.signature.placed === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER';
    case 's3:delimiter':
      return text(input, 'Delimiter');
    case 's3:if-match':
    case 's3:if-none-match':
      return headers[name.slice('s3:'.length)];
    case 's3:locationconstraint':
      return text(member(input, 'CreateBucketConfiguration'), 'LocationConstraint');
    case 's3:max-keys':
      return text(input, 'MaxKeys');
    case 's3:object-lock-legal-hold':
      return text(input, 'ObjectLockLegalHoldStatus') ?? text(member(input, 'LegalHold'), 'Status');
    case 's3:object-lock-mode':
      return text(input, 'ObjectLockMode') ?? text(member(input, 'Retention'), 'Mode');
    case 's3:object-lock-remaining-retention-days': {
      const until = retainUntil(input);
      return until === undefined ? undefined : String(Math.ceil((until.getTime() - ctx.clock.now()) / DAY));
    }
    case 's3:object-lock-retain-until-date':
      return retainUntil(input)?.toISOString();
    case 's3:objectcreationoperation':
      return CREATES[ctx.operation];
    case 's3:prefix':
      return text(input, 'Prefix');
    case 's3:requestobjecttagkeys':
      return keysOf(requestedTags(input));
    case 's3:resourceaccount':
      return resourceAccount;
    case 's3:signatureage':
      return ctx.signature?.signedAt === undefined ? undefined : String(ctx.clock.now() - ctx.signature.signedAt);
    case 's3:signatureversion':
      return ctx.signature?.version;
    case 's3:versionid':
      return versionId;
    case 's3:x-amz-copy-source':
      return decoded(headers['x-amz-copy-source'])?.replace(/^\//, '');
    default:
      return name.startsWith('s3:x-amz-') ? headers[name.slice('s3:'.length)] : undefined;
  }
}

const afterSlash = (key: string): string => key.slice(key.indexOf('/') + 1);
const byKey = (tags: readonly Tag[]): Readonly<Record<string, string>> => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
const keysOf = (tags: readonly Tag[]): readonly string[] | undefined => (tags.length === 0 ? undefined : tags.map(({ Key }) => Key));

/** The tags that the call sets: those of a header, of a document, or of a new bucket. */
function requestedTags(input: object): readonly Tag[] {
  const tagging = member(input, 'Tagging');
  if (typeof tagging === 'string') return [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  const listed = member(tagging, 'TagSet') ?? member(member(input, 'CreateBucketConfiguration'), 'Tags');
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((tag: unknown): Tag[] => {
    const Key = text(tag, 'Key');
    return Key === undefined ? [] : [{ Key, Value: text(tag, 'Value') ?? '' }];
  });
}

function retainUntil(input: object): Date | undefined {
  const date = member(input, 'ObjectLockRetainUntilDate') ?? member(member(input, 'Retention'), 'RetainUntilDate');
  return date instanceof Date ? date : undefined;
}

function text(owner: unknown, name: string): string | undefined {
  const value = member(owner, name);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** Inputs of all operations come here, so that their members are looked up by name. */
const member = (owner: unknown, name: string): unknown =>
  typeof owner === 'object' && owner !== null ? (owner as Readonly<Record<string, unknown>>)[name] : undefined;

function decoded(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    return decodeURIComponent(header.replace(/\+/g, ' '));
  } catch {
    return header;
  }
}
