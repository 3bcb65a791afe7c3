/** A version of an object, as it is kept: an object or a delete marker. */

import type { ObjectAccess } from '../access/object-acl.js';
import type { StoredAnnotation } from '../annotations/annotation.js';
import type { StoredChecksum } from '../checksums/checksums.js';
import type { StoredEncryption } from '../encryption/stored-encryption.js';
import type { ObjectLock } from '../lock/stored-lock.js';
import type { StoredRestore } from '../restore/archive.js';
import type { ArchiveTier } from '../restore/archive-tier.js';
import type { Tag } from '../tagging/tag.js';
import type { Metadata } from './metadata.js';

interface VersionFacts {
  readonly key: string;
  /** The bucket's owner, with whom its rows are reset; ACLs may know another one. */
  readonly accountId: string;
  /** `null` where it was written without versioning. */
  readonly versionId: string;
  /** Falls with every version of a key, so that the newest stands first. */
  readonly rank: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

export interface StoredObject extends VersionFacts, ObjectAccess {
  readonly deleteMarker?: undefined;
  readonly pieces: readonly Piece[];
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly storageClass: string;
  readonly headers: SystemHeaders;
  readonly metadata: Metadata;
  readonly checksum: StoredChecksum;
  /** Whether answers say nothing of the checksum. */
  readonly hidesChecksum?: true;
  /** Absent for SSE-S3. */
  readonly encryption?: StoredEncryption;
  readonly lock?: ObjectLock;
  /** The last one; it may have ended. */
  readonly restore?: StoredRestore;
  /** When it was last read, to the day; kept where Intelligent-Tiering asks for it. */
  readonly accessedAt?: number;
  /** The archive tier of Intelligent-Tiering that an event told of. */
  readonly toldTier?: ArchiveTier;
  /** Absent where no rule asks for replication. */
  readonly replication?: 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA';
  /** Those of the upload that made it. */
  readonly parts?: readonly StoredPart[];
  /** Of that upload: to complete it again is answered alike. */
  readonly uploadId?: string;
  /** Never empty. */
  readonly tags?: readonly Tag[];
  /** Never empty, and in order of their names. */
  readonly annotations?: readonly StoredAnnotation[];
}

export interface DeleteMarker extends VersionFacts {
  readonly deleteMarker: true;
}

export type StoredVersion = StoredObject | DeleteMarker;

/** What a writer of an object knows of it; objects/write-version.ts adds the rest. */
export type NewObject = Omit<StoredObject, 'accountId' | 'versionId' | 'rank' | 'lastModified'> & {
  /** Only where it isn't the time of writing. */
  readonly lastModified?: number;
};

/** A stretch of a blob. The pieces of a version, one after the other, are its bytes; copies name the same blobs. */
export interface Piece {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** Where it begins in the blob; absent for its beginning. */
  readonly start?: number;
}

/** Its number is its place among the others: gaps between the numbers of the upload are closed. */
export interface StoredPart {
  /** Bytes. */
  readonly size: number;
  /** Base64, of the object's algorithm; only of objects whose checksum is a composite one. */
  readonly checksum?: string;
}

/** The headers that S3 keeps with an object and gives back. */
export interface SystemHeaders {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
}

const NO_BLOBS: readonly string[] = [];

export function blobsOf(version: StoredVersion): readonly string[] {
  if (version.deleteMarker === true) return NO_BLOBS;
  const content = version.pieces.map(({ blob }) => blob);
  return version.annotations === undefined ? content : [...content, ...version.annotations.map(({ blob }) => blob)];
}
