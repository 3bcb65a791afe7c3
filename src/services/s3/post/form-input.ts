/** A form's fields as the input of PutObject. */
import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { PutObjectInput } from '../../../../generated/s3/types.js';
import type { WireHeaders } from '../../../contract/wire.js';
import { tagHeaderOf } from './tagging-field.js';

export type Fields = ReadonlyMap<string, string>;

/** The members of PutObject that are text, by the fields that give them. */
const TEXT_MEMBERS = {
  acl: 'ACL',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-type': 'ContentType',
  expires: 'Expires',
  'x-amz-grant-full-control': 'GrantFullControl',
  'x-amz-grant-read': 'GrantRead',
  'x-amz-grant-read-acp': 'GrantReadACP',
  'x-amz-grant-write-acp': 'GrantWriteACP',
  'x-amz-object-lock-legal-hold': 'ObjectLockLegalHoldStatus',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-context': 'SSEKMSEncryptionContext',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-server-side-encryption-customer-key': 'SSECustomerKey',
  'x-amz-server-side-encryption-customer-key-md5': 'SSECustomerKeyMD5',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
} as const satisfies Readonly<Record<string, keyof PutObjectInput>>;

const METADATA = 'x-amz-meta-';

export async function formInput(bucket: string, key: string, fields: Fields): Promise<Omit<PutObjectInput, 'Body'>> {
  const members: Record<string, unknown> = {};
  for (const [field, member] of Object.entries(TEXT_MEMBERS)) {
    const value = fields.get(field);
    if (value !== undefined) members[member] = member === 'Expires' || field.startsWith('c') ? asHeader(value) : value;
  }
  const tagging = fields.get('tagging');
  if (tagging !== undefined) members.Tagging = await tagHeaderOf(tagging);
  const bucketKey = fields.get('x-amz-server-side-encryption-bucket-key-enabled');
  if (bucketKey !== undefined) members.BucketKeyEnabled = bucketKey === 'true';
  const retainUntil = fields.get('x-amz-object-lock-retain-until-date');
  if (retainUntil !== undefined) members.ObjectLockRetainUntilDate = dateOf(retainUntil);
  // The table names the members of the model.
  return { ...members, Bucket: bucket, Key: key };
}

/** The fields that S3 takes for headers of the object's bytes: checksums. */
export const formHeaders = (fields: Fields): WireHeaders =>
  Object.fromEntries([...fields].filter(([name]) => name.startsWith('x-amz-checksum-') || name === 'content-md5'));

/** Recorded on AWS: as it stands in the form, encoded words and all. */
export const formMetadata = (fields: Fields): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...fields].filter(([name]) => name.startsWith(METADATA)).map(([name, value]) => [name.slice(METADATA.length), value]),
  );

/** Recorded on AWS: characters that ISO 8859-1 lacks become spaces. */
const asHeader = (text: string): string => text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, ' ');

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgument('The retain until date must be provided in ISO 8601 format', {
      ArgumentName: 'x-amz-object-lock-retain-until-date',
      ArgumentValue: text,
    });
  return date;
}
