import type { CreateSessionInput, CreateSessionOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated, unemulated } from '../../../contract/not-emulated.js';
import type { ServiceDependencies } from '../../dependencies.js';
import { readEncryption } from '../encryption/read-encryption.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { findBucket, type Storage } from '../storage.js';
import { zoneIn } from './zone.js';

/** S3 API reference, CreateSession: five minutes. */
const LIFETIME_MS = 5 * 60 * 1000;
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a session that only reads may do. */
const READS = ['s3:GetObject*', 's3:ListBucket*', 's3:ListMultipartUploadParts'];

/** Keys for one bucket, in the name of the caller. The storage of the session's own encryption isn't emulated; the bucket's is shown. */
export function createSession(storage: Storage, deps: ServiceDependencies, input: CreateSessionInput, ctx: Context): CreateSessionOutput {
  refuseUnemulated('s3 CreateSession', input, ['SSEKMSKeyId', 'SSEKMSEncryptionContext', 'BucketKeyEnabled']);
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== 'AES256')
    throw unemulated('s3 CreateSession', `ServerSideEncryption ${input.ServerSideEncryption}`);
  // SDKs that were given an endpoint ask for a session even before they create the bucket.
  const bucket = zoneIn(input.Bucket) === undefined ? findBucket(storage, input.Bucket, undefined) : storage.buckets.get([input.Bucket]);
  const expiresAt = ctx.clock.now() + LIFETIME_MS;
  const credentials = {
    accessKeyId: `ASIA${deps.random.text(16, KEY_ALPHABET)}`,
    secretAccessKey: deps.random.text(40, SECRET_ALPHABET),
    sessionToken: deps.random.text(356, SECRET_ALPHABET),
  };
  const actions = input.SessionMode === 'ReadOnly' ? READS : 's3:*';
  const resources = [`arn:${ctx.partition}:s3:::${input.Bucket}`, `arn:${ctx.partition}:s3:::${input.Bucket}/*`];
  const statements = [
    { Effect: 'Allow', Action: actions, Resource: resources },
    ...(input.SessionMode === 'ReadOnly' ? [] : [{ Effect: 'Allow', Action: 's3express:CreateSession', Resource: resources }]),
  ];
  deps.credentials.issue({
    ...credentials,
    expiresAt,
    principal: { ...ctx.principal, accessKeyId: credentials.accessKeyId },
    session: { policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
  });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(expiresAt),
    },
    ...shownEncryption(bucket === undefined ? undefined : readEncryption(storage, bucket, {}, ctx), undefined),
  };
}
