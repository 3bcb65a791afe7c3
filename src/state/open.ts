/** Opens the state as the options say: in memory, or in a data directory. */
import { StateError } from './errors.js';
import { createKernel, type Kernel } from './kernel.js';
import { MemoryBlobs } from './memory-blobs.js';
import { MemoryEngine } from './memory-engine.js';
import type { S3Location } from './s3-location.js';

export interface OpenOptions {
  /** Everything is kept here and found again. Without it everything is in memory and gone at the end. */
  readonly dataDirectory?: string | undefined;
  /** Where the bytes of blobs are kept, if not as files in the data directory, which there must be. */
  readonly blobs?: S3Location | undefined;
  /** For tests: freezes every value that is put or read. */
  readonly freeze?: boolean;
}

/** Throws a StateError, whose message can be shown as it is, when the data directory or the store of blobs can't be used. */
export async function openState(options: OpenOptions = {}): Promise<Kernel> {
  const freeze = options.freeze === true;
  if (options.dataDirectory === undefined && options.blobs !== undefined)
    throw new StateError('blob-engine', 'a store of blobs needs a data directory for the rows that name them: give --data-dir, too');
  if (options.dataDirectory === undefined) return createKernel({ engine: new MemoryEngine(), blobs: new MemoryBlobs(), freeze });
  // Loaded now and not with this file: without a data directory nobody needs SQLite.
  const { openDurable } = await import('./open-durable.js');
  const kernel = createKernel({ ...(await openDurable(options.dataDirectory, options.blobs)), freeze });
  // Blobs whose row was never committed, because the process was killed between the two. What a failed sweep leaves, the next finds.
  kernel.sweep().catch(() => undefined);
  return kernel;
}
