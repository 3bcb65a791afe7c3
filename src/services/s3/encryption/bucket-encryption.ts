/** The encryption that a bucket's objects have where their writers say nothing of it. */
import { InvalidArgument, MalformedXML } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketEncryptionInput,
  GetBucketEncryptionInput,
  GetBucketEncryptionOutput,
  PutBucketEncryptionInput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';
import type { KmsEncryption } from './stored-encryption.js';

export interface BucketEncryption {
  readonly algorithm: 'AES256' | KmsEncryption['algorithm'];
  /** As it was given; S3 looks at it only when an object is written. */
  readonly keyId?: string;
  readonly bucketKey: boolean;
  /** `SSE-C` for writes that are refused; `NONE` for none. */
  readonly blocked?: readonly string[];
}

/** What every bucket has from its beginning. */
const STANDARD: BucketEncryption = { algorithm: 'AES256', bucketKey: false };

export function putBucketEncryption(storage: Storage, input: PutBucketEncryptionInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  writeSetting(storage, bucket, 'encryption', readRules(input.ServerSideEncryptionConfiguration.Rules));
  return {};
}

export function getBucketEncryption(storage: Storage, input: GetBucketEncryptionInput): GetBucketEncryptionOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { algorithm, keyId, bucketKey, blocked } = readSetting(storage, bucket, 'encryption') ?? STANDARD;
  return {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, ...(keyId === undefined ? {} : { KMSMasterKeyID: keyId }) },
          BucketKeyEnabled: bucketKey,
          ...(blocked === undefined ? {} : { BlockedEncryptionTypes: { EncryptionType: [...blocked] } }),
        },
      ],
    },
  };
}

export function deleteBucketEncryption(storage: Storage, input: DeleteBucketEncryptionInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'encryption');
  return {};
}

type Rules = PutBucketEncryptionInput['ServerSideEncryptionConfiguration']['Rules'];

function readRules(rules: Rules): BucketEncryption {
  const [rule] = rules;
  if (rule === undefined || rules.length > 1) throw malformed();
  const { ApplyServerSideEncryptionByDefault: standard, BucketKeyEnabled, BlockedEncryptionTypes } = rule;
  const blocked = BlockedEncryptionTypes?.EncryptionType;
  if (standard === undefined && blocked === undefined) throw malformed();
  const algorithm: string = standard?.SSEAlgorithm ?? 'AES256';
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') throw malformed();
  const keyId = standard?.KMSMasterKeyID;
  if (algorithm === 'AES256' && keyId !== undefined)
    throw new InvalidArgument('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse', {
      ArgumentName: 'ApplyServerSideEncryptionByDefault',
    });
  return {
    algorithm,
    bucketKey: BucketKeyEnabled === true,
    ...(keyId === undefined ? {} : { keyId }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}

const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
