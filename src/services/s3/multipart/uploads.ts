/** Uploads in parts that were begun and neither completed nor aborted. */
import type { State, Table } from '../../../state/table.js';
import type { ObjectAccess } from '../access/object-acl.js';
import type { ChecksumAlgorithm } from '../checksums/hashers.js';
import type { StoredEncryption } from '../encryption/stored-encryption.js';
import type { ObjectLock } from '../lock/stored-lock.js';
import type { Metadata } from '../objects/metadata.js';
import type { Piece, SystemHeaders } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';
import type { Tag } from '../tagging/tag.js';

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
  /** Who began it. */
  readonly initiator: { readonly id: string; readonly displayName: string };
  /** Milliseconds since the epoch. */
  readonly initiated: number;
  readonly storageClass: string;
  readonly headers: SystemHeaders;
  readonly metadata: Metadata;
  readonly access: ObjectAccess;
  readonly tags?: readonly Tag[];
  /** Absent for SSE-S3. */
  readonly encryption?: StoredEncryption;
  /** As its headers said; a default retention joins it at the end. */
  readonly lock?: ObjectLock;
  /** What was current when it began; undefined for nothing. Conditional completions notice when that changes. */
  readonly began?: string;
  /** Undefined where the caller named none: then a CRC64NVME of the whole is taken. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: 'FULL_OBJECT' | 'COMPOSITE' };
}

export interface UploadedPart {
  readonly accountId: string;
  readonly number: number;
  readonly pieces: readonly Piece[];
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: number;
  /** Base64, of the upload's algorithm; of CRC64NVME where it has none. */
  readonly checksum: string;
}

export interface Uploads {
  readonly open: Table<readonly [bucket: string, key: string, uploadId: string], Upload>;
  readonly parts: Table<readonly [bucket: string, uploadId: string, number: number], UploadedPart>;
}

export function openUploads(state: State): Uploads {
  return {
    open: state.globalTable('uploads', { owner: (upload: Upload) => upload.accountId }),
    parts: state.globalTable('parts', {
      owner: (part: UploadedPart) => part.accountId,
      blobs: ({ pieces }: UploadedPart) => pieces.map(({ blob }) => blob),
    }),
  };
}

/** With its parts, whose bytes are freed where no object names them. */
export function removeUpload({ uploads }: Storage, bucket: string, { key, id }: Upload): void {
  for (const [part] of uploads.parts.range({ prefix: [bucket, id] })) uploads.parts.delete(part);
  uploads.open.delete([bucket, key, id]);
}

/** With the bucket go the uploads into it. */
export function deleteUploads(storage: Storage, bucket: Bucket): void {
  for (const [, upload] of storage.uploads.open.range({ prefix: [bucket.name] })) removeUpload(storage, bucket.name, upload);
}
