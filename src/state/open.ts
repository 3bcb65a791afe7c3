/** Opens the state as the options say: in memory, or in a data directory. */
import { createKernel, type Kernel } from './kernel.js';
import { MemoryBlobs } from './memory-blobs.js';
import { MemoryEngine } from './memory-engine.js';

export interface OpenOptions {
  /** Everything is kept here and found again. Without it everything is in memory and gone at the end. */
  readonly dataDirectory?: string | undefined;
  /** For tests: freezes every value that is put or read. */
  readonly freeze?: boolean;
}

/** Throws a StateError, whose message can be shown as it is, when the data directory can't be used. */
export async function openState(options: OpenOptions = {}): Promise<Kernel> {
  const freeze = options.freeze === true;
  if (options.dataDirectory === undefined) return createKernel({ engine: new MemoryEngine(), blobs: new MemoryBlobs(), freeze });
  // Loaded now and not with this file: without a data directory nobody needs SQLite.
  const { openDurable } = await import('./open-durable.js');
  const kernel = createKernel({ ...(await openDurable(options.dataDirectory)), freeze });
  // Blobs whose row was never committed, because the process was killed between the two. What a failed sweep leaves, the next finds.
  kernel.sweep().catch(() => undefined);
  return kernel;
}
