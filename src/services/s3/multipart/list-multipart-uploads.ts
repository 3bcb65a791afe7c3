import type { ListMultipartUploadsInput, ListMultipartUploadsOutput, MultipartUpload } from '../../../../generated/s3/types.js';
import { afterAllWith, groupOf } from '../listing/grouping.js';
import { checkMaxUploads, encoder } from '../listing/parameters.js';
import { canonicalIdOf, findBucket, type Storage } from '../storage.js';
import type { Upload } from './uploads.js';

interface Page {
  readonly uploads: readonly Upload[];
  readonly commonPrefixes: readonly string[];
  readonly truncated: boolean;
}

export function listMultipartUploads(storage: Storage, input: ListMultipartUploadsInput): ListMultipartUploadsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const encode = encoder(input.EncodingType);
  const most = checkMaxUploads(input.MaxUploads);
  const { uploads, commonPrefixes, truncated } = readPage(storage, bucket.name, input, most);
  const owner = { ID: canonicalIdOf(bucket.accountId) };
  const last = uploads.at(-1);
  return {
    Bucket: bucket.name,
    KeyMarker: encode(input.KeyMarker ?? ''),
    // Without a key it means nothing.
    UploadIdMarker: input.KeyMarker ? (input.UploadIdMarker ?? '') : '',
    // Recorded: of the last upload, whether more follow or not, and empty where common prefixes end the page.
    NextKeyMarker: encode(last?.key ?? ''),
    NextUploadIdMarker: last?.id ?? '',
    MaxUploads: most,
    IsTruncated: truncated,
    ...(input.Prefix ? { Prefix: encode(input.Prefix) } : {}),
    ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
    ...(uploads.length === 0 ? {} : { Uploads: uploads.map((upload) => listed(upload, encode, owner)) }),
    ...(commonPrefixes.length === 0 ? {} : { CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
  };
}

const listed = (upload: Upload, encode: (text: string) => string, owner: { readonly ID: string }): MultipartUpload => ({
  Key: encode(upload.key),
  UploadId: upload.id,
  Initiator: { ID: upload.initiator.id, DisplayName: upload.initiator.displayName },
  Owner: owner,
  StorageClass: upload.storageClass,
  Initiated: new Date(upload.initiated),
  ...(upload.checksum === undefined ? {} : { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
});

/** In order of keys, and of each key's uploads in order of their beginning. */
function readPage(storage: Storage, bucket: string, input: ListMultipartUploadsInput, most: number): Page {
  const { Prefix: prefix = '', Delimiter: delimiter, KeyMarker: marker = '', UploadIdMarker: idMarker = '' } = input;
  const uploads: Upload[] = [];
  const commonPrefixes: string[] = [];
  if (most === 0) return { uploads, commonPrefixes, truncated: false };
  // Upload ids are ASCII: nothing of the key stands behind this.
  let after: readonly [string, string, string] | undefined =
    marker === '' ? undefined : [bucket, marker, idMarker === '' ? '\u{10ffff}' : idMarker];
  let from: readonly [string, string] | undefined;
  for (;;) {
    let leapt = false;
    const start = from !== undefined ? { from } : after !== undefined ? { after } : {};
    for (const [, upload] of storage.uploads.open.range({ prefix: [bucket], startsWith: prefix, ...start })) {
      const group = delimiter ? groupOf(upload.key, prefix, delimiter) : undefined;
      const passed = group !== undefined && Buffer.compare(Buffer.from(group), Buffer.from(marker)) <= 0;
      if (!passed) {
        if (uploads.length + commonPrefixes.length === most) return { uploads, commonPrefixes, truncated: true };
        if (group === undefined) uploads.push(upload);
        else commonPrefixes.push(group);
      }
      if (group !== undefined) {
        const behind = afterAllWith(group);
        if (behind === undefined) return { uploads, commonPrefixes, truncated: false };
        from = [bucket, behind];
        after = undefined;
        leapt = true;
        break;
      }
    }
    if (!leapt) return { uploads, commonPrefixes, truncated: false };
  }
}
