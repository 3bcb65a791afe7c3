/** The objects of ListObjects and ListObjectsV2: as members of the answer, and as the XML in which they travel. */
import type { ListObjectsOutput, S3Object } from '../../../../generated/s3/types.js';
import { type ReadyMembers, readyXml } from '../../../contract/ready-xml.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { ListedRestore } from '../restore/archive.js';
import { contentsXml } from './contents-xml.js';

export interface ShownObjects {
  readonly objects: readonly StoredObject[];
  readonly encode: (text: string) => string;
  /** The canonical id of an object's owner; undefined where owners aren't told. */
  readonly ownerOf: ((object: StoredObject) => string) | undefined;
  readonly restoreOf: ((object: StoredObject) => ListedRestore) | undefined;
}

const NAMES = ['Contents'];

/** @returns the output with these objects, which are made when somebody asks for them: whoever wants their XML doesn't. */
export function withObjects<Output extends Pick<ListObjectsOutput, 'Contents'>>(output: Output, shown: ShownObjects): Output {
  if (shown.objects.length === 0) return output;
  return Object.defineProperties(output, {
    Contents: { enumerable: true, get: () => membersOf(shown) },
    [readyXml]: { get: (): ReadyMembers => ({ names: NAMES, xml: contentsXml(shown) }) },
  });
}

const membersOf = ({ objects, encode, ownerOf, restoreOf }: ShownObjects): S3Object[] =>
  objects.map((object) => ({
    Key: encode(object.key),
    LastModified: new Date(object.lastModified),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: [object.checksum.algorithm],
    ChecksumType: object.checksum.type,
    Size: object.size,
    StorageClass: object.storageClass,
    ...(ownerOf === undefined ? {} : { Owner: { ID: ownerOf(object) } }),
    ...(restoreOf === undefined ? {} : restoreOf(object)),
  }));
