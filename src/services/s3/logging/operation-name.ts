/** What the access log calls an operation: `REST.GET.OBJECT` (S3 User Guide, "Amazon S3 server access log format", Operation). */

import type { AnsweredRequest } from '../../../contract/service-front.js';

/** By the query's member that names a part of the bucket or object. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['abac', 'ABAC'],
  ['accelerate', 'ACCELERATE'],
  ['acl', 'ACL'],
  ['analytics', 'ANALYTICS'],
  ['attributes', 'OBJECT_ATTRIBUTES'],
  ['cors', 'CORS'],
  ['delete', 'MULTI_OBJECT_DELETE'],
  ['encryption', 'ENCRYPTION'],
  ['intelligent-tiering', 'INTELLIGENT_TIERING'],
  ['inventory', 'INVENTORY'],
  ['legal-hold', 'LEGAL_HOLD'],
  ['lifecycle', 'LIFECYCLE'],
  ['location', 'LOCATION'],
  ['logging', 'LOGGING_STATUS'],
  ['metadataConfiguration', 'METADATA_CONFIGURATION'],
  ['metadataTable', 'METADATA_TABLE'],
  ['metrics', 'METRICS'],
  ['notification', 'NOTIFICATION'],
  ['object-lock', 'OBJECT_LOCK_CONFIGURATION'],
  ['ownershipControls', 'OWNERSHIP_CONTROLS'],
  ['policy', 'BUCKETPOLICY'],
  ['policyStatus', 'POLICY_STATUS'],
  ['publicAccessBlock', 'PUBLIC_ACCESS_BLOCK'],
  ['renameObject', 'OBJECT_RENAME'],
  ['replication', 'REPLICATION'],
  ['requestPayment', 'REQUEST_PAYMENT'],
  ['restore', 'OBJECT'],
  ['retention', 'RETENTION'],
  ['select', 'SELECT'],
  ['session', 'SESSION'],
  ['torrent', 'OBJECT_TORRENT'],
  ['uploads', 'UPLOADS'],
  ['versioning', 'VERSIONING'],
  ['versions', 'BUCKETVERSIONS'],
  ['website', 'WEBSITE'],
]);

export interface LoggedCall {
  readonly method: string;
  readonly query: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  /** Whether it names a source to copy from. */
  readonly isCopy: boolean;
  readonly kind: AnsweredRequest['kind'];
}

export function operationName({ method, query, key, isCopy, kind }: LoggedCall): string {
  if (kind === 'preflight') return 'REST.OPTIONS.PREFLIGHT';
  if (kind === 'website') return `WEBSITE.${method}.OBJECT`;
  const names = query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
  const verb = isCopy ? 'COPY' : method;
  if (names.includes('partNumber') && names.includes('uploadId')) return `REST.${verb}.PART`;
  if (names.includes('uploadId')) return `REST.${verb}.UPLOAD`;
  if (names.includes('tagging')) return `REST.${verb}.${key === '' ? 'TAGGING' : 'OBJECT_TAGGING'}`;
  const part = names.map((name) => PARTS.get(name)).find((known) => known !== undefined);
  return `REST.${verb}.${part ?? (key === '' ? 'BUCKET' : 'OBJECT')}`;
}
