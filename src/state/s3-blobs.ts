/** Blobs as objects of an S3-compatible store: `<prefix><owner>/<id>`, larger ones in parts. */
import { createHash } from 'node:crypto';
import type { ByteStream } from '../contract/wire.js';
import { BlobReaders } from './blob-readers.js';
import type { BlobRange, BlobStore } from './blob-store.js';
import { StateError } from './errors.js';
import type { S3Location } from './s3-location.js';
import { S3Reading } from './s3-reading.js';
import { S3Upstream } from './s3-upstream.js';
import type { BlobHandle, BlobReading } from './table.js';

/** Bytes of a part, and up to which a blob is put at once. Of a blob that is being written, at most two are in memory. */
const PART_SIZE = 8 * 1024 * 1024;
/** As many as one DeleteObjects takes. */
const DELETE_SLICE = 1000;
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** One blob's, begun with its second part. */
interface Upload {
  readonly key: string;
  id: string | undefined;
  readonly etags: string[];
}

export class S3Blobs implements BlobStore {
  private readonly upstream: S3Upstream;
  private readonly folder: string;
  private readonly readers = new BlobReaders((id) => this.remove(id));
  /** Freed, and not deleted yet. */
  private readonly doomed = new Set<string>();
  private deletions: Promise<void> | undefined;

  /** @param owner a name of these blobs alone, so that several states may share a bucket and none takes another's blobs for orphans. */
  constructor(location: S3Location, owner: string) {
    this.upstream = new S3Upstream(location);
    this.folder = `${location.prefix}${owner}/`;
  }

  /**
   * Sees that the bucket answers, and removes what uploads left behind that a killed process had begun.
   * @throws StateError
   */
  async open(): Promise<void> {
    await this.upstream.call({ method: 'GET', query: { 'list-type': '2', 'max-keys': '1', prefix: this.folder } });
    for (;;) {
      const { text } = await this.upstream.call({ method: 'GET', query: { uploads: '', prefix: this.folder } });
      const uploads = [...text.matchAll(/<Upload>(.*?)<\/Upload>/gs)].map(([, upload = '']) => ({
        key: elementOf(upload, 'Key'),
        uploadId: elementOf(upload, 'UploadId'),
      }));
      for (const { key, uploadId } of uploads) await this.upstream.call({ method: 'DELETE', key, query: { uploadId } });
      if (uploads.length === 0 || elementOf(text, 'IsTruncated') !== 'true') return;
    }
  }

  async write(id: string, source: ByteStream | Uint8Array): Promise<BlobHandle> {
    const key = this.keyOf(id);
    const upload: Upload = { key, id: undefined, etags: [] };
    let size = 0;
    let last: Uint8Array | undefined;
    try {
      for await (const part of source instanceof Uint8Array ? partsOf([source]) : partsOf(source)) {
        // The first is known to be the only one when no other comes.
        if (last !== undefined) await this.putPart(upload, last);
        last = part;
        size += part.byteLength;
      }
      if (upload.id === undefined) await this.upstream.call({ method: 'PUT', key, body: last ?? new Uint8Array(0) });
      else {
        if (last !== undefined) await this.putPart(upload, last);
        await this.upstream.call({ method: 'POST', key, query: { uploadId: upload.id }, body: completion(upload.etags) });
      }
      return { id, size };
    } catch (error) {
      // What can't be aborted now, the next start aborts; what was put nevertheless, the next sweep finds.
      if (upload.id !== undefined)
        await this.upstream.call({ method: 'DELETE', key, query: { uploadId: upload.id } }).catch(() => undefined);
      throw error;
    }
  }

  private async putPart(upload: Upload, body: Uint8Array): Promise<void> {
    const { key, etags } = upload;
    upload.id ??= elementOf((await this.upstream.call({ method: 'POST', key, query: { uploads: '' } })).text, 'UploadId');
    const query = { partNumber: String(etags.length + 1), uploadId: upload.id };
    const { headers } = await this.upstream.call({ method: 'PUT', key, query, body });
    etags.push(headers.get('etag') ?? '');
  }

  /** That there is no such blob shows when the reading begins. */
  read(id: string, range?: BlobRange): BlobReading {
    if (this.doomed.has(id) || this.readers.isCondemned(id)) throw unknown(id);
    this.readers.begin(id);
    return new S3Reading(
      async () => {
        if (range !== undefined && range.start >= range.end) return [];
        const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
        const body = await this.upstream.open({ method: 'GET', key: this.keyOf(id), headers });
        if (body === undefined) throw unknown(id);
        return body;
      },
      () => this.readers.end(id),
    );
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
    for (let after = this.folder; ; ) {
      const { text } = await this.upstream.call({ method: 'GET', query: { 'list-type': '2', prefix: this.folder, 'start-after': after } });
      for (const [, key = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) {
        after = key;
        const id = key.slice(this.folder.length);
        if (!this.doomed.has(id)) yield id;
      }
      if (elementOf(text, 'IsTruncated') !== 'true') return;
    }
  }

  async settled(): Promise<void> {
    this.readers.removeCondemned();
    while (this.deletions !== undefined) await this.deletions;
  }

  private keyOf(id: string): string {
    return this.folder + id;
  }

  /** In the background, as many at once as there are. What can't be deleted now is an orphan for the next start's sweep. */
  private remove(id: string): void {
    this.doomed.add(id);
    this.deletions ??= this.deleteDoomed().finally(() => {
      this.deletions = undefined;
    });
  }

  private async deleteDoomed(): Promise<void> {
    // What is freed in the same turn goes with the same call.
    await Promise.resolve();
    while (this.doomed.size > 0) {
      const ids = [...this.doomed].slice(0, DELETE_SLICE);
      const objects = ids.map((id) => `<Object><Key>${this.keyOf(id)}</Key></Object>`).join('');
      const body = Buffer.from(`<Delete xmlns="${NAMESPACE}"><Quiet>true</Quiet>${objects}</Delete>`);
      const headers = { 'content-type': 'application/xml', 'content-md5': createHash('md5').update(body).digest('base64') };
      await this.upstream.call({ method: 'POST', query: { delete: '' }, headers, body }).catch(() => undefined);
      for (const id of ids) this.doomed.delete(id);
    }
  }
}

/** The source's bytes in parts of one size; the last may be smaller. */
async function* partsOf(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    let rest = piece;
    while (size + rest.byteLength >= PART_SIZE) {
      const taken = PART_SIZE - size;
      yield Buffer.concat([...pieces, rest.subarray(0, taken)], PART_SIZE);
      pieces = [];
      size = 0;
      rest = rest.subarray(taken);
    }
    if (rest.byteLength === 0) continue;
    pieces.push(rest);
    size += rest.byteLength;
  }
  if (size > 0) yield Buffer.concat(pieces, size);
}

function completion(etags: readonly string[]): Uint8Array {
  const parts = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`);
  return Buffer.from(`<CompleteMultipartUpload xmlns="${NAMESPACE}">${parts.join('')}</CompleteMultipartUpload>`);
}

/** Of names and ids, which hold nothing that XML escapes. */
const elementOf = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

const unknown = (id: string): StateError => new StateError('unknown-blob', `There is no blob ${id}`);
