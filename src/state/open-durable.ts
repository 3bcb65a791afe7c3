/** The parts of a kernel that keeps everything in a data directory, or there all but the bytes of blobs. */
import { join } from 'node:path';
import { blobOwnerIn } from './blob-owner.js';
import type { BlobStore } from './blob-store.js';
import { closeDataDirectory, openDataDirectory } from './data-directory.js';
import type { Engine } from './engine.js';
import { FileBlobs } from './file-blobs.js';
import type { S3Location } from './s3-location.js';
import { SqliteEngine } from './sqlite-engine.js';

/** @throws StateError */
export async function openDurable(directory: string, location?: S3Location): Promise<{ engine: Engine; blobs: BlobStore }> {
  const database = await openDataDirectory(directory);
  try {
    const blobs = await openBlobs(directory, location);
    return { engine: new SqliteEngine(database), blobs };
  } catch (error) {
    closeDataDirectory(database);
    throw error;
  }
}

async function openBlobs(directory: string, location: S3Location | undefined): Promise<BlobStore> {
  const owner = blobOwnerIn(directory, location);
  if (location === undefined || owner === undefined) return new FileBlobs(join(directory, 'blobs'));
  // Loaded now and not with this file: most data directories keep their blobs themselves.
  const { S3Blobs } = await import('./s3-blobs.js');
  const blobs = new S3Blobs(location, owner);
  await blobs.open();
  return blobs;
}
