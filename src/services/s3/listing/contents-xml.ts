/** The Contents of a listing as the XML in which they travel. */
import { timestampText } from '../../../contract/xml-text.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { ListedRestore } from '../restore/archive.js';
import type { ShownObjects } from './listed-objects.js';
import { LONGEST_CHARACTER, withRoom, writeAscii, writeText } from './xml-bytes.js';

const START = '<Contents><Key>';
/** Of one element and the start of the next. */
const END_AND_START = `</Contents>${START}`;
const BEHIND_KEY = '</Key><LastModified>';
const BEFORE_ETAG = '</LastModified><ETag>&quot;';
/** Bytes, with a key of usual length. */
const USUAL_ELEMENT = 400;

/** Kept for the next listing: V8 looks through its whole heap each time when so many megabytes were allocated outside of it. */
let scratch: Buffer = Buffer.alloc(0);
const LARGEST_SCRATCH = 1024 * 1024;

/**
 * What the protocol would write for these members, in a tenth of the time.
 * @returns bytes that hold until the next call
 */
export function contentsXml({ objects, encode, ownerOf, restoreOf }: ShownObjects): Uint8Array {
  const facts = new FactsXml();
  let bytes = withRoom(scratch, 0, objects.length * USUAL_ELEMENT);
  writeAscii(bytes, START, 0);
  let end = START.length;
  for (const object of objects) {
    const key = encode(object.key);
    const behindKey = facts.of(object, ownerOf?.(object), restoreOf?.(object));
    bytes = withRoom(bytes, end, key.length * LONGEST_CHARACTER + behindKey.length);
    end = writeText(bytes, key, end);
    bytes.set(behindKey, end);
    end += behindKey.length;
  }
  if (bytes.length <= LARGEST_SCRATCH) scratch = bytes;
  return bytes.subarray(0, end - START.length);
}

/** All of an element behind its key, and the start of the next. Most are as those before them but for a few characters, which stand in the same places. */
class FactsXml {
  private bytes = Buffer.alloc(0);
  private modified = Number.NaN;
  private modifiedText = '';
  private etag = '';
  private algorithm = '';
  private type = '';
  private checksumEnd = 0;
  private size = -1;
  private sizeText = '';
  private storageClass = '';
  private owner: string | undefined;
  /** Whether what stands there is of no use for the next element. */
  private isUnlike = true;

  /** @returns bytes that hold until the next call */
  of(object: StoredObject, owner: string | undefined, restore: ListedRestore | undefined): Uint8Array {
    if (object.lastModified !== this.modified) this.setModified(object.lastModified);
    if (object.size !== this.size) this.setSize(object.size);
    const { checksum, etag, storageClass } = object;
    if (
      this.isUnlike ||
      restore?.RestoreStatus !== undefined ||
      etag.length !== this.etag.length ||
      checksum.algorithm !== this.algorithm ||
      checksum.type !== this.type ||
      storageClass !== this.storageClass ||
      owner !== this.owner
    )
      this.writeAnew(object, owner, restore);
    else writeAscii(this.bytes, etag, BEHIND_KEY.length + this.modifiedText.length + BEFORE_ETAG.length);
    return this.bytes;
  }

  private setModified(time: number): void {
    const text = timestampText(time);
    if (text.length === this.modifiedText.length) writeAscii(this.bytes, text, BEHIND_KEY.length);
    else this.isUnlike = true;
    this.modified = time;
    this.modifiedText = text;
  }

  private setSize(size: number): void {
    const text = String(size);
    if (text.length === this.sizeText.length) writeAscii(this.bytes, text, this.checksumEnd);
    else this.isUnlike = true;
    this.size = size;
    this.sizeText = text;
  }

  private writeAnew(object: StoredObject, owner: string | undefined, restore: ListedRestore | undefined): void {
    const { checksum, etag, storageClass } = object;
    const { algorithm, type } = checksum;
    const beforeSize =
      `${BEHIND_KEY}${this.modifiedText}${BEFORE_ETAG}${etag}&quot;</ETag>` +
      `<ChecksumAlgorithm>${algorithm}</ChecksumAlgorithm><ChecksumType>${type}</ChecksumType><Size>`;
    const behindSize = `</Size><StorageClass>${storageClass}</StorageClass>${ownerXml(owner)}${restoreXml(restore)}${END_AND_START}`;
    this.bytes = Buffer.from(beforeSize + this.sizeText + behindSize, 'latin1');
    this.checksumEnd = beforeSize.length;
    this.etag = etag;
    this.algorithm = algorithm;
    this.type = type;
    this.storageClass = storageClass;
    this.owner = owner;
    this.isUnlike = restore?.RestoreStatus !== undefined;
  }
}

const ownerXml = (id: string | undefined): string => (id === undefined ? '' : `<Owner><ID>${id}</ID></Owner>`);

function restoreXml(restore: ListedRestore | undefined): string {
  const status = restore?.RestoreStatus;
  if (status === undefined) return '';
  const expiry = status.RestoreExpiryDate;
  const until = expiry === undefined ? '' : `<RestoreExpiryDate>${timestampText(expiry.getTime())}</RestoreExpiryDate>`;
  return `<RestoreStatus><IsRestoreInProgress>${status.IsRestoreInProgress}</IsRestoreInProgress>${until}</RestoreStatus>`;
}
