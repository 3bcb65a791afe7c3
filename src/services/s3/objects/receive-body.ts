/** Bodies on their way to the blobs: digested as they come, checked against what the caller says of them. */
import { EntityTooLarge, MissingContentLength, NotImplemented } from '../../../../generated/s3/errors.js';
import type { ByteStream, WireHeaders } from '../../../contract/wire.js';
import type { BlobHandle } from '../../../state/table.js';
import {
  type ClaimedDigests,
  createDigests,
  type Digests,
  type ReceivedDigests,
  type StoredChecksum,
  verifyDigests,
} from '../checksums/checksums.js';
import type { ChecksumAlgorithm } from '../checksums/hashers.js';
import type { Storage } from '../storage.js';

/** Bytes. Amazon S3 User Guide: a single PUT, and a part, takes up to 5 GiB. */
const LARGEST_PUT = 5 * 1024 ** 3;
/** Bytes that a body may have to be read whole. */
const SMALL_BODY = 64 * 1024;
const NO_BYTES = new Uint8Array(0);

export interface ReceivedBody {
  /** Temporary until a row names it. */
  readonly blob: BlobHandle;
  /** The MD5, as hexadecimal. */
  readonly etag: string;
  readonly checksum: StoredChecksum;
  /** Base64, of the further algorithm that was asked for. */
  readonly further?: string;
}

/**
 * The body, where its length is known and allowed.
 * @throws MissingContentLength, EntityTooLarge, NotImplemented
 */
export function bodyOf({ Body }: { readonly Body?: ByteStream | undefined }, headers: WireHeaders): ByteStream {
  const length = Body?.length;
  if (
    length === undefined &&
    headers['transfer-encoding'] !== undefined &&
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') !== true
  )
    throw new NotImplemented('A header you provided implies functionality that is not implemented', { Header: 'Transfer-Encoding' });
  if (Body === undefined || length === undefined) throw new MissingContentLength('You must provide the Content-Length HTTP header.');
  if (length > LARGEST_PUT)
    throw new EntityTooLarge('Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: length,
      MaxSizeAllowed: LARGEST_PUT,
    });
  return Body;
}

/**
 * Writes the body to a blob of its own. Leaves nothing when the bytes aren't what the caller claims.
 * @param further an algorithm whose checksum is wanted besides.
 */
export async function receiveBody(
  storage: Storage,
  body: ByteStream,
  claimed: ClaimedDigests,
  further?: ChecksumAlgorithm,
  shownAs?: 'hex' | 'base64',
): Promise<ReceivedBody> {
  const { blob, digests } = await receive(storage, body, await createDigests(claimed, further));
  try {
    const checksum = verifyDigests(claimed, digests, body.trailers?.() ?? {}, shownAs);
    const etag = digests.md5.toString('hex');
    return digests.further === undefined ? { blob, etag, checksum } : { blob, etag, checksum, further: digests.further.toString('base64') };
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}

/** Small bodies are read whole and digested at once; the others are digested as they are written. */
async function receive(
  storage: Storage,
  body: ByteStream,
  digests: Digests,
): Promise<{ readonly blob: BlobHandle; readonly digests: ReceivedDigests }> {
  if (body.length === undefined || body.length > SMALL_BODY) {
    const blob = await storage.state.blobs.write(observed(body, digests.update));
    return { blob, digests: digests.finish() };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const [first = NO_BYTES] = chunks;
  const bytes = chunks.length > 1 ? Buffer.concat(chunks) : first;
  digests.update(bytes);
  return { blob: await storage.state.blobs.write(bytes), digests: digests.finish() };
}

/** The same stream, each chunk shown to the observer on its way. */
function observed(source: ByteStream, observe: (bytes: Uint8Array) => void): ByteStream {
  return {
    length: source.length,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of source) {
        observe(chunk);
        yield chunk;
      }
    },
  };
}
