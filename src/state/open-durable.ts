/** The parts of a kernel that keeps everything in a data directory. */
import { join } from 'node:path';
import type { BlobStore } from './blob-store.js';
import { openDataDirectory } from './data-directory.js';
import type { Engine } from './engine.js';
import { FileBlobs } from './file-blobs.js';
import { SqliteEngine } from './sqlite-engine.js';

export async function openDurable(directory: string): Promise<{ engine: Engine; blobs: BlobStore }> {
  const database = await openDataDirectory(directory);
  return { engine: new SqliteEngine(database), blobs: new FileBlobs(join(directory, 'blobs')) };
}
