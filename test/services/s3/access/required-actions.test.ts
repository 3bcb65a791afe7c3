/** Which action lets another account do what: Service Authorization Reference, "Actions defined by Amazon S3". */
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { ACCOUNTS, openAccounts } from './accounts.js';

const Bucket = 'guarded';
const arn = `arn:aws:s3:::${Bucket}`;
const object = { Bucket, Key: 'key' };
const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
const upload = { Bucket, Key: 'upload', UploadId: 'none' };

describe.each(engines)('actions (%s)', (engine) => {
  const accounts = openAccounts(engine);
  const setPolicy = (...Action: readonly string[]) => {
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: ACCOUNTS.bob }, Action, Resource: '*' },
      // Whoever may list is told what is missing.
      { Effect: 'Allow', Principal: { AWS: ACCOUNTS.carol }, Action: 's3:ListBucket', Resource: arn },
    ];
    return accounts.alice.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
  };
  /** Whether the call comes as far as the operation itself, whatever that says. */
  const outcome = (call: Promise<unknown>) =>
    call.then(
      () => 'let in',
      (error: unknown) => {
        if (!(error instanceof S3ServiceException)) throw error;
        return error.$metadata.httpStatusCode === 403 ? 'kept out' : 'let in';
      },
    );

  beforeAll(async () => {
    await accounts.alice.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    await accounts.alice.send(new PutObjectCommand({ ...object, Body: 'x' }));
  });

  const bob = () => accounts.bob;
  it.each<[readonly string[], string, () => Promise<unknown>]>([
    [['ListBucket'], 'HeadBucket', () => bob().send(new HeadBucketCommand({ Bucket }))],
    [['ListBucket'], 'ListObjects', () => bob().send(new ListObjectsCommand({ Bucket }))],
    [['ListBucket'], 'ListObjectsV2', () => bob().send(new ListObjectsV2Command({ Bucket }))],
    [['ListBucketVersions'], 'ListObjectVersions', () => bob().send(new ListObjectVersionsCommand({ Bucket }))],
    [['ListBucketMultipartUploads'], 'ListMultipartUploads', () => bob().send(new ListMultipartUploadsCommand({ Bucket }))],
    [['GetBucketLocation'], 'GetBucketLocation', () => bob().send(new GetBucketLocationCommand({ Bucket }))],
    [['GetBucketAcl'], 'GetBucketAcl', () => bob().send(new GetBucketAclCommand({ Bucket }))],
    [['GetBucketCORS'], 'GetBucketCors', () => bob().send(new GetBucketCorsCommand({ Bucket }))],
    [['GetEncryptionConfiguration'], 'GetBucketEncryption', () => bob().send(new GetBucketEncryptionCommand({ Bucket }))],
    [
      ['GetLifecycleConfiguration'],
      'GetBucketLifecycleConfiguration',
      () => bob().send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    ],
    [
      ['GetBucketNotification'],
      'GetBucketNotificationConfiguration',
      () => bob().send(new GetBucketNotificationConfigurationCommand({ Bucket })),
    ],
    [['GetBucketOwnershipControls'], 'GetBucketOwnershipControls', () => bob().send(new GetBucketOwnershipControlsCommand({ Bucket }))],
    [['GetBucketPolicyStatus'], 'GetBucketPolicyStatus', () => bob().send(new GetBucketPolicyStatusCommand({ Bucket }))],
    [['GetBucketPublicAccessBlock'], 'GetPublicAccessBlock', () => bob().send(new GetPublicAccessBlockCommand({ Bucket }))],
    [['GetBucketTagging'], 'GetBucketTagging', () => bob().send(new GetBucketTaggingCommand({ Bucket }))],
    [['PutBucketTagging'], 'PutBucketTagging', () => bob().send(new PutBucketTaggingCommand({ Bucket, Tagging }))],
    [['PutBucketTagging'], 'DeleteBucketTagging', () => bob().send(new DeleteBucketTaggingCommand({ Bucket }))],
    [['GetBucketVersioning'], 'GetBucketVersioning', () => bob().send(new GetBucketVersioningCommand({ Bucket }))],
    [
      ['PutBucketVersioning'],
      'PutBucketVersioning',
      () => bob().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    ],
    [['GetBucketWebsite'], 'GetBucketWebsite', () => bob().send(new GetBucketWebsiteCommand({ Bucket }))],
    [
      ['GetBucketObjectLockConfiguration'],
      'GetObjectLockConfiguration',
      () => bob().send(new GetObjectLockConfigurationCommand({ Bucket })),
    ],
    [['DeleteBucket'], 'DeleteBucket', () => bob().send(new DeleteBucketCommand({ Bucket }))],
    [['GetObject'], 'GetObject', () => bob().send(new GetObjectCommand(object))],
    [['GetObject'], 'HeadObject', () => bob().send(new HeadObjectCommand(object))],
    [['GetObjectAcl'], 'GetObjectAcl', () => bob().send(new GetObjectAclCommand(object))],
    [
      ['GetObject', 'GetObjectAttributes'],
      'GetObjectAttributes',
      () => bob().send(new GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ETag'] })),
    ],
    [['GetObjectTagging'], 'GetObjectTagging', () => bob().send(new GetObjectTaggingCommand(object))],
    [['PutObjectTagging'], 'PutObjectTagging', () => bob().send(new PutObjectTaggingCommand({ ...object, Tagging }))],
    [['DeleteObjectTagging'], 'DeleteObjectTagging', () => bob().send(new DeleteObjectTaggingCommand(object))],
    [['GetObjectRetention'], 'GetObjectRetention', () => bob().send(new GetObjectRetentionCommand(object))],
    [['GetObjectLegalHold'], 'GetObjectLegalHold', () => bob().send(new GetObjectLegalHoldCommand(object))],
    [
      ['PutObjectLegalHold'],
      'PutObjectLegalHold',
      () => bob().send(new PutObjectLegalHoldCommand({ ...object, LegalHold: { Status: 'OFF' } })),
    ],
    [
      ['PutObject', 'PutObjectLegalHold'],
      'PutObject with a legal hold',
      () => bob().send(new PutObjectCommand({ Bucket, Key: 'held', Body: 'x', ObjectLockLegalHoldStatus: 'OFF' })),
    ],
    [['PutObject'], 'CreateMultipartUpload', () => bob().send(new CreateMultipartUploadCommand({ Bucket, Key: 'upload' }))],
    [['PutObject'], 'UploadPart', () => bob().send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' }))],
    [['ListMultipartUploadParts'], 'ListParts', () => bob().send(new ListPartsCommand(upload))],
    [['AbortMultipartUpload'], 'AbortMultipartUpload', () => bob().send(new AbortMultipartUploadCommand(upload))],
    [['DeleteObject'], 'DeleteObject', () => bob().send(new DeleteObjectCommand({ Bucket, Key: 'other' }))],
    [
      ['DeleteObjectVersion'],
      'DeleteObject with a version',
      () => bob().send(new DeleteObjectCommand({ Bucket, Key: 'other', VersionId: 'null' })),
    ],
  ])('%j let in who calls %s', async (names, _, call) => {
    const actions = names.map((name) => `s3:${name}`);
    await setPolicy(...actions);
    expect(await outcome(call())).toBe('let in');
    for (const action of actions) {
      await setPolicy('s3:GetBucketLogging', ...actions.filter((other) => other !== action));
      expect([`without ${action}`, await outcome(call())]).toEqual([`without ${action}`, 'kept out']);
    }
  });

  it('BypassGovernanceRetention is asked for besides, and of each key', async () => {
    const until = new Date(accounts.aws.clock.now().getTime() + 86_400_000);
    const locked = { Bucket, Key: 'locked' };
    const put = async () => (await accounts.alice.send(new PutObjectCommand({ ...locked, Body: 'x' }))).VersionId;
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: until } as const;
    const VersionId = await put();
    await accounts.alice.send(new PutObjectRetentionCommand({ ...locked, VersionId, Retention }));
    const remove = () => accounts.bob.send(new DeleteObjectCommand({ ...locked, VersionId, BypassGovernanceRetention: true }));
    const removeAll = () =>
      accounts.bob.send(
        new DeleteObjectsCommand({ Bucket, BypassGovernanceRetention: true, Delete: { Objects: [{ Key: 'locked', VersionId }] } }),
      );
    await setPolicy('s3:DeleteObjectVersion');
    expect(await refusal(remove())).toMatchObject({ code: 'AccessDenied', message: 'Access Denied' });
    expect((await removeAll()).Errors).toEqual([{ Key: 'locked', VersionId, Code: 'AccessDenied', Message: 'Access Denied' }]);
    await setPolicy('s3:DeleteObjectVersion', 's3:BypassGovernanceRetention');
    expect((await removeAll()).Errors).toBeUndefined();
  });

  it('can be bound to how long an object is to be kept', async () => {
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: ACCOUNTS.bob },
        Action: 's3:PutObjectRetention',
        Resource: `${arn}/*`,
        Condition: {
          NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '10' },
          StringEquals: { 's3:object-lock-mode': 'GOVERNANCE' },
        },
      },
    ];
    await accounts.alice.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
    const retain = (days: number, Mode: 'GOVERNANCE' | 'COMPLIANCE' = 'GOVERNANCE') => {
      const RetainUntilDate = new Date(accounts.aws.clock.now().getTime() + days * 86_400_000);
      return accounts.bob.send(new PutObjectRetentionCommand({ ...object, Retention: { Mode, RetainUntilDate } }));
    };
    expect(await outcome(retain(11))).toBe('kept out');
    expect(await outcome(retain(9, 'COMPLIANCE'))).toBe('kept out');
    expect(await outcome(retain(9))).toBe('let in');
  });
});
