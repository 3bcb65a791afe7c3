/** What a report can say of each version, in the order of its columns (S3 User Guide, "Cataloging and analyzing your data with S3 Inventory"). */

import type { Acl } from '../access/acl.js';
import { objectAclOf, ownerIdOf } from '../access/object-acl.js';
import { readSetting } from '../buckets/settings.js';
import { expirationOf, rulesFor } from '../lifecycle/rules.js';
import { encodeKey } from '../notifications/setting.js';
import type { StoredObject, StoredVersion } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';

type Field = (object: StoredObject, bucket: Bucket, storage: Storage) => string | undefined;

const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

const FIELDS: Readonly<Record<string, Field>> = {
  Size: ({ size }) => String(size),
  LastModifiedDate: ({ lastModified }) => time(lastModified),
  ETag: ({ etag }) => etag,
  StorageClass: ({ storageClass }) => storageClass,
  IsMultipartUploaded: ({ parts }) => String(parts !== undefined),
  ReplicationStatus: ({ replication }) => replication,
  EncryptionStatus: encryptionStatus,
  ObjectLockRetainUntilDate: ({ lock }) => time(lock?.retention?.until),
  ObjectLockMode: ({ lock }) => lock?.retention?.mode,
  ObjectLockLegalHoldStatus: ({ lock }) => (lock?.legalHold === undefined ? undefined : lock.legalHold === 'ON' ? 'On' : 'Off'),
  IntelligentTieringAccessTier: ({ storageClass }) => (storageClass === 'INTELLIGENT_TIERING' ? 'FREQUENT' : undefined),
  BucketKeyStatus: ({ encryption }) =>
    encryption === undefined || encryption.algorithm === 'customer' ? undefined : encryption.bucketKey ? 'ENABLED' : 'DISABLED',
  ChecksumAlgorithm: ({ checksum }) => checksum.algorithm,
  ObjectAccessControlList: (object, bucket, storage) => aclDocument(objectAclOf(storage, bucket, object)),
  ObjectOwner: (object, bucket, storage) => ownerIdOf(storage, bucket, object),
  LifecycleExpirationDate: (object, bucket, storage) => {
    const lifecycle = readSetting(storage, bucket, 'lifecycle');
    return lifecycle === undefined ? undefined : time(expirationOf(rulesFor(lifecycle, object), object.lastModified)?.at);
  },
};

function encryptionStatus({ encryption }: StoredObject): string {
  if (encryption === undefined) return 'SSE-S3';
  if (encryption.algorithm === 'customer') return 'SSE-C';
  return encryption.algorithm === 'aws:kms' ? 'SSE-KMS' : 'DSSE-KMS';
}

/** JSON in base64. */
function aclDocument(acl: Acl): string {
  const grants = acl.map(({ grantee, permission }) =>
    'id' in grantee ? { canonicalId: grantee.id, type: 'CanonicalUser', permission } : { uri: grantee.group, type: 'Group', permission },
  );
  return Buffer.from(JSON.stringify({ version: '2022-11-10', status: 'AVAILABLE', grants })).toString('base64');
}

export const isReportable = (field: string): boolean => Object.hasOwn(FIELDS, field);

/** A report's columns and the rows in them. */
export interface Layout {
  readonly columns: readonly string[];
  /** A line of CSV, with its end: every value in quotes, and none where there is nothing to say. */
  line(version: StoredVersion, isLatest: boolean): string;
}

export function layoutOf(storage: Storage, bucket: Bucket, optional: readonly string[], withVersions: boolean): Layout {
  const chosen = Object.entries(FIELDS).filter(([name]) => optional.includes(name));
  const versionColumns = withVersions ? ['VersionId', 'IsLatest', 'IsDeleteMarker'] : [];
  return {
    columns: ['Bucket', 'Key', ...versionColumns, ...chosen.map(([name]) => name)],
    line: (version, isLatest) => {
      const isMarker = version.deleteMarker === true;
      const values = [bucket.name, encodeKey(version.key)];
      if (withVersions) values.push(bucket.versioning === undefined ? '' : version.versionId, String(isLatest), String(isMarker));
      for (const [name, field] of chosen)
        values.push(
          (isMarker ? (name === 'LastModifiedDate' ? time(version.lastModified) : undefined) : field(version, bucket, storage)) ?? '',
        );
      return `${values.map((value) => `"${value}"`).join(',')}\n`;
    },
  };
}
