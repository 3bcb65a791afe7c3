/** One of the files that hold an export's items: lines, compressed as they come. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';

export interface FinishedFile {
  readonly bytes: readonly Uint8Array[];
  /** Of the compressed bytes. */
  readonly size: number;
  /** Of the compressed bytes, in base64. */
  readonly md5: string;
  readonly items: number;
}

export class DataFile {
  items = 0;
  /** Characters so far, before compression. */
  length = 0;
  readonly #gzip = createGzip();
  readonly #bytes: Uint8Array[] = [];

  constructor() {
    this.#gzip.on('data', (chunk: Uint8Array) => this.#bytes.push(chunk));
  }

  async write(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    this.items += lines.length;
    this.length += text.length;
    if (!this.#gzip.write(text)) await once(this.#gzip, 'drain');
  }

  async finish(): Promise<FinishedFile> {
    const ended = once(this.#gzip, 'end');
    this.#gzip.end();
    await ended;
    const md5 = createHash('md5');
    let size = 0;
    for (const chunk of this.#bytes) {
      md5.update(chunk);
      size += chunk.byteLength;
    }
    return { bytes: this.#bytes, size, md5: md5.digest('base64'), items: this.items };
  }

  /** Lets go of what was compressed. */
  discard(): void {
    this.#gzip.destroy();
    this.#bytes.length = 0;
  }
}
