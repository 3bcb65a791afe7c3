/** Bodies on their way to the blobs: digested as they come, checked against what the caller says of them. */
import { EntityTooLarge, MissingContentLength, NotImplemented } from '../../../../generated/s3/errors.js';
import type { ByteStream, WireHeaders } from '../../../contract/wire.js';
import type { BlobHandle } from '../../../state/table.js';
import {
  type ClaimedDigests,
  createDigests,
  digestsOf,
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
  const { length } = body;
  const isSmall = length !== undefined && length <= SMALL_BODY;
  const { blob, digests } = isSmall
    ? await receiveWhole(storage, body, claimed, further)
    : await receiveStream(storage, body, claimed, further);
  try {
    const checksum = verifyDigests(claimed, digests, body.trailers?.() ?? {}, shownAs);
    const etag = digests.md5;
    return digests.further === undefined ? { blob, etag, checksum } : { blob, etag, checksum, further: digests.further.toString('base64') };
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}

interface Received {
  readonly blob: BlobHandle;
  readonly digests: ReceivedDigests;
}

/** Digested at once. Each promise less counts here: most objects are small. */
async function receiveWhole(storage: Storage, body: ByteStream, claimed: ClaimedDigests, further?: ChecksumAlgorithm): Promise<Received> {
  const { blobs } = storage.state;
  const bytes = body.takeAll?.() ?? (await wholeOf(body));
  const digested = digestsOf(bytes, claimed, further);
  const digests = digested instanceof Promise ? await digested : digested;
  return { blob: blobs.hold(bytes) ?? (await blobs.write(bytes)), digests };
}

async function wholeOf(body: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const [first = NO_BYTES] = chunks;
  return chunks.length > 1 ? Buffer.concat(chunks) : first;
}

/** Digested as it is written. */
async function receiveStream(storage: Storage, body: ByteStream, claimed: ClaimedDigests, further?: ChecksumAlgorithm): Promise<Received> {
  const digests = await createDigests(claimed, further);
  const blob = await storage.state.blobs.write(observed(body, digests.update));
  return { blob, digests: digests.finish() };
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
