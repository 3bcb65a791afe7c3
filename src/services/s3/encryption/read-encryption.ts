/** What the writers of objects say of their encryption, or else the bucket does. */
import { AccessDenied, InvalidArgument } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';
import { readSetting } from '../buckets/settings.js';
import type { Bucket, Storage } from '../storage.js';
import { type CustomerKeyMembers, hasCustomerKey, keepCustomerKey, readCustomerKey } from './customer-key.js';
import { kmsKeyArn, managedKeyArn } from './kms-key.js';
import type { KmsEncryption, StoredEncryption } from './stored-encryption.js';

export interface EncryptionMembers extends CustomerKeyMembers {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

/**
 * @returns undefined for SSE-S3.
 * @throws InvalidArgument, AccessDenied where the bucket blocks SSE-C, KMS.NotFoundException
 */
export function readEncryption(storage: Storage, bucket: Bucket, input: EncryptionMembers, ctx: Context): StoredEncryption | undefined {
  const asked = input.ServerSideEncryption;
  const customerKey = hasCustomerKey(input) ? readKey(input) : undefined;
  if (asked !== undefined && asked !== 'AES256' && asked !== 'aws:kms' && asked !== 'aws:kms:dsse')
    throw new InvalidArgument('The encryption method specified is not supported', argument(asked));
  if (asked !== 'aws:kms' && asked !== 'aws:kms:dsse' && (input.SSEKMSKeyId ?? input.SSEKMSEncryptionContext) !== undefined)
    throw new InvalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      argument(asked),
    );
  if (asked === 'AES256') return undefined;
  const standard = readSetting(storage, bucket, 'encryption');
  if (customerKey !== undefined) {
    if (standard?.blocked?.includes('SSE-C') === true) throw new AccessDenied('Access Denied');
    return keepCustomerKey(customerKey, storage.random);
  }
  const algorithm = asked ?? standard?.algorithm ?? 'AES256';
  if (algorithm === 'AES256') return undefined;
  return withKms(algorithm, asked === undefined ? standard?.keyId : input.SSEKMSKeyId, bucket, ctx, {
    bucketKey: input.BucketKeyEnabled ?? standard?.bucketKey ?? false,
    context: input.SSEKMSEncryptionContext,
  });
}

function withKms(
  algorithm: KmsEncryption['algorithm'],
  key: string | undefined,
  bucket: Bucket,
  ctx: Context,
  { bucketKey, context }: { readonly bucketKey: boolean; readonly context: string | undefined },
): KmsEncryption {
  if (context !== undefined) checkContext(context);
  return {
    algorithm,
    keyArn: key === undefined ? managedKeyArn(bucket.region, ctx.accountId, ctx.partition) : kmsKeyArn(key, bucket.region, ctx),
    // Two layers take no bucket keys.
    bucketKey: bucketKey && algorithm === 'aws:kms',
    ...(context === undefined ? {} : { context }),
  };
}

function readKey(input: EncryptionMembers): Buffer | undefined {
  if (input.ServerSideEncryption !== undefined)
    throw new InvalidArgument(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      argument(input.ServerSideEncryption),
    );
  return readCustomerKey(input);
}

function checkContext(text: string): void {
  const context = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  const isMap =
    typeof context === 'object' &&
    context !== null &&
    !Array.isArray(context) &&
    Object.values(context).every((value) => typeof value === 'string');
  if (!isMap)
    throw new InvalidArgument(
      "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
      { ArgumentName: 'x-amz-server-side-encryption-context', ArgumentValue: text },
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const argument = (value: string | undefined): { readonly ArgumentName: string; readonly ArgumentValue?: string } => ({
  ArgumentName: 'x-amz-server-side-encryption',
  ...(value === undefined ? {} : { ArgumentValue: value }),
});

/** ETags are MD5s under SSE-S3 alone; else they tell nothing of the bytes. */
export const etagUnder = (storage: Storage, encryption: StoredEncryption | undefined, md5: string, bucket?: Bucket): string =>
  encryption === undefined && bucket?.directory === undefined ? md5 : storage.random.hex(16);
