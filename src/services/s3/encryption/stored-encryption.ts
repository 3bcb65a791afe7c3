/** How a version is encrypted, as it is kept and as answers tell it. Where nothing is kept it is SSE-S3, as everything is at least. */

export interface KmsEncryption {
  readonly algorithm: 'aws:kms' | 'aws:kms:dsse';
  readonly keyArn: string;
  readonly bucketKey: boolean;
  /** As it was given: the Base64 of a JSON object. */
  readonly context?: string;
}

/** SSE-C: of the key only a proof is kept. */
export interface CustomerEncryption {
  readonly algorithm: 'customer';
  /** Hexadecimal. */
  readonly salt: string;
  /** The HMAC-SHA256 of the key under the salt, as hexadecimal. */
  readonly proof: string;
}

export type StoredEncryption = KmsEncryption | CustomerEncryption;

/** The members that tell it in answers; those of SSE-C repeat what the caller said. */
export interface ShownEncryption {
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
  readonly BucketKeyEnabled?: boolean;
  readonly SSECustomerAlgorithm?: string;
  readonly SSECustomerKeyMD5?: string;
}

const SSE_S3: ShownEncryption = { ServerSideEncryption: 'AES256' };

/** @param customerKeyMd5 what the caller said of its key; nothing is told of SSE-C where it said nothing. */
export function shownEncryption(encryption: StoredEncryption | undefined, customerKeyMd5: string | undefined): ShownEncryption {
  if (encryption === undefined) return SSE_S3;
  if (encryption.algorithm === 'customer')
    return customerKeyMd5 === undefined ? {} : { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: customerKeyMd5 };
  return {
    ServerSideEncryption: encryption.algorithm,
    SSEKMSKeyId: encryption.keyArn,
    ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}),
  };
}

/** Writers of whole objects are told the context that they gave, too. */
export const shownContext = (encryption: StoredEncryption | undefined): { readonly SSEKMSEncryptionContext?: string } =>
  encryption === undefined || encryption.algorithm === 'customer' || encryption.context === undefined
    ? {}
    : { SSEKMSEncryptionContext: encryption.context };
