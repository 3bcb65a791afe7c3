/** Blobs as files beside the database: `<folder>/<first two digits>/<id>`, written under a `.part` name until they are whole. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteStream } from '../contract/wire.js';
import { BlobReaders } from './blob-readers.js';
import type { BlobRange, BlobStore } from './blob-store.js';
import { StateError } from './errors.js';
import { FileReading } from './file-reading.js';
import { FileWriting } from './file-writing.js';
import type { BlobHandle } from './table.js';

const PART = '.part';

export class FileBlobs implements BlobStore {
  private readonly shards = new Set<string>();
  private readonly readers = new BlobReaders((id) => this.remove(this.pathOf(id)));
  private deletions: Promise<void> = Promise.resolve();
  /** Paths of files that are being deleted: they may still be there, and are no longer to be read. */
  private readonly leaving = new Set<string>();

  /** Makes the folder, throws as mkdir does, and removes what uploads left behind that a killed process had begun. */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const shard of readdirSync(folder)) {
      this.shards.add(shard);
      for (const name of readdirSync(join(folder, shard))) if (name.endsWith(PART)) this.remove(join(folder, shard, name));
    }
  }

  async write(id: string, source: ByteStream | Uint8Array): Promise<BlobHandle> {
    const shard = id.slice(0, 2);
    if (!this.shards.has(shard)) {
      await mkdir(join(this.folder, shard), { recursive: true });
      this.shards.add(shard);
    }
    const path = this.pathOf(id);
    try {
      const size = await writeAll(path + PART, source);
      await rename(path + PART, path);
      return { id, size };
    } catch (error) {
      await rm(path + PART, { force: true });
      throw error;
    }
  }

  read(id: string, range?: BlobRange): AsyncIterable<Uint8Array> {
    const path = this.pathOf(id);
    if (this.readers.isCondemned(id) || this.leaving.has(path) || statSync(path, { throwIfNoEntry: false }) === undefined) {
      throw new StateError('unknown-blob', `There is no blob ${id}`);
    }
    this.readers.begin(id);
    return new FileReading(path, range, () => this.readers.end(id));
  }

  peek(): undefined {
    return undefined;
  }

  hold(): undefined {
    return undefined;
  }

  free(id: string): void {
    this.readers.free(id);
  }

  async *ids(): AsyncGenerator<string> {
    for (const shard of [...this.shards]) {
      for (const name of await readdir(join(this.folder, shard))) if (!name.endsWith(PART)) yield name;
    }
  }

  async settled(): Promise<void> {
    this.readers.removeCondemned();
    await this.deletions;
  }

  private pathOf(id: string): string {
    return join(this.folder, id.slice(0, 2), id);
  }

  /** One after the other in the background. A file that can't be deleted now is an orphan for the next start's sweep. */
  private remove(path: string): void {
    this.leaving.add(path);
    const deletion = unlink(path)
      .catch(() => undefined)
      .then(() => void this.leaving.delete(path));
    this.deletions = this.deletions.then(() => deletion);
  }
}

async function writeAll(path: string, source: ByteStream | Uint8Array): Promise<number> {
  const file = await open(path, 'wx');
  try {
    if (source instanceof Uint8Array) {
      await file.writeFile(source);
      return source.byteLength;
    }
    const writing = new FileWriting(file);
    try {
      for await (const piece of source) await writing.add(piece);
    } finally {
      // A file that is being written can't be closed.
      await writing.settled();
    }
    return writing.finish();
  } finally {
    await file.close();
  }
}
