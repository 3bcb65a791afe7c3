/** What PutObject, CopyObject, CreateMultipartUpload and browsers' forms say of the object to come. */
import { InvalidRedirectLocation, InvalidStorageClass, KeyTooLongError } from '../../../../generated/s3/errors.js';
import type { SystemHeaders } from './stored-version.js';

/** Bytes. Amazon S3 User Guide, "Naming Amazon S3 objects". */
const LONGEST_KEY = 1024;

const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
  // Of directory buckets, whose rules keep it from others.
  'EXPRESS_ONEZONE',
]);

/** The members that become headers of the object. */
export interface HeaderMembers {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly Expires?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
}

/** @throws KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > LONGEST_KEY) throw new KeyTooLongError('Your key is too long', { Size: size, MaxSizeAllowed: LONGEST_KEY });
}

/** @throws InvalidStorageClass */
export function readStorageClass(asked: string | undefined): string {
  if (asked === undefined) return 'STANDARD';
  if (!STORAGE_CLASSES.has(asked))
    throw new InvalidStorageClass('The storage class you specified is not valid', { StorageClassRequested: asked });
  return asked;
}

/** @throws InvalidRedirectLocation */
export function readSystemHeaders(input: HeaderMembers): SystemHeaders {
  checkRedirect(input.WebsiteRedirectLocation);
  // The transfer's own coding is not the object's.
  const encoding = input.ContentEncoding === undefined ? '' : withoutChunks(input.ContentEncoding);
  return {
    contentType: input.ContentType ?? 'binary/octet-stream',
    ...(input.CacheControl === undefined ? {} : { cacheControl: input.CacheControl }),
    ...(input.ContentDisposition === undefined ? {} : { contentDisposition: input.ContentDisposition }),
    ...(encoding === '' ? {} : { contentEncoding: encoding }),
    ...(input.ContentLanguage === undefined ? {} : { contentLanguage: input.ContentLanguage }),
    ...(input.Expires === undefined ? {} : { expires: input.Expires }),
    ...(input.WebsiteRedirectLocation === undefined ? {} : { websiteRedirectLocation: input.WebsiteRedirectLocation }),
  };
}

const withoutChunks = (encoding: string): string =>
  encoding
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked')
    .join(',');

/** Characters. API reference, PutObject: 2 KB. */
const LONGEST_REDIRECT = 2048;

/** To a key of the same bucket, or elsewhere. @throws InvalidRedirectLocation */
export function checkRedirect(location: string | undefined): void {
  if (location === undefined) return;
  if (!/^(?:\/|https?:\/\/)/.test(location))
    throw new InvalidRedirectLocation("The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
  if (location.length > LONGEST_REDIRECT)
    throw new InvalidRedirectLocation('The length of website redirect location cannot exceed 2,048 characters.');
}
