import {
  CreateBucketCommand,
  GetObjectAclCommand,
  GetObjectAnnotationCommand,
  HeadObjectCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  type ReplicationRule,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const OTHER = '111111111111';
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555';

/** The source without Object Lock, one that has it, and the target, which has it and is another account's. */
describe.each(engines)('replicas (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  let theirs: S3Client;
  beforeEach(async () => {
    emulator = await openEmulator(engine);
    await emulator.aws.clock.freeze();
    s3 = new S3Client(emulator.aws.clientConfig());
    theirs = new S3Client({ ...emulator.aws.clientConfig(), credentials: { accessKeyId: OTHER, secretAccessKey: 'test' } });
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new CreateBucketCommand({ Bucket: 'source', ObjectOwnership: 'ObjectWriter' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
    await s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
    for (const Bucket of ['source', 'plain']) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await theirs.send(new CreateBucketCommand({ Bucket: 'target', ObjectLockEnabledForBucket: true }));
    const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
    await theirs.send(new PutBucketOwnershipControlsCommand({ Bucket: 'target', OwnershipControls: { Rules } }));
  });
  afterEach(async () => {
    s3.destroy();
    theirs.destroy();
    await emulator.close();
  });

  const configure = (Bucket: string, destination: Partial<ReplicationRule['Destination']> = {}, rest: Partial<ReplicationRule> = {}) => {
    const rule: ReplicationRule = {
      Priority: 1,
      Filter: {},
      Status: 'Enabled',
      DeleteMarkerReplication: { Status: 'Disabled' },
      ...rest,
      Destination: { Bucket: 'arn:aws:s3:::target', ...destination },
    };
    const Role = 'arn:aws:iam::000000000000:role/replication';
    return s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role, Rules: [rule] } }));
  };
  const put = (Bucket: string, rest: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'content', ...rest }));
  const replicate = () => emulator.aws.clock.advance(0);
  const head = (Bucket: string) => theirs.send(new HeadObjectCommand({ Bucket, Key: 'key' }));
  const aclOf = async (Bucket: string) => {
    const { Owner, Grants } = await theirs.send(new GetObjectAclCommand({ Bucket, Key: 'key' }));
    return { owner: Owner?.ID, grants: Grants?.map(({ Grantee, Permission }) => [Grantee?.ID ?? Grantee?.URI, Permission]) };
  };

  it("are their source's owner's, with its ACL", async () => {
    await configure('source');
    await put('source');
    await s3.send(new PutObjectAclCommand({ Bucket: 'source', Key: 'key', ACL: 'bucket-owner-full-control' }));
    await replicate();
    expect((await aclOf('target')).owner).toBe((await aclOf('source')).owner);
    expect(await aclOf('target')).toEqual(await aclOf('source'));
  });

  it("are the destination's owner's where the rule says so", async () => {
    await configure('source', { Account: OTHER, AccessControlTranslation: { Owner: 'Destination' } });
    await put('source');
    await replicate();
    const { owner, grants } = await aclOf('target');
    expect(owner).not.toBe((await aclOf('source')).owner);
    expect(grants).toEqual([[owner, 'FULL_CONTROL']]);
  });

  it('are locked as their source is, then and later', async () => {
    await configure('locked');
    const until = new Date(Date.UTC(2099, 0, 1));
    await put('locked', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until });
    await replicate();
    expect(await head('target')).toMatchObject({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until });
    await s3.send(new PutObjectLegalHoldCommand({ Bucket: 'locked', Key: 'key', LegalHold: { Status: 'ON' } }));
    await replicate();
    expect(await head('target')).toMatchObject({ ObjectLockLegalHoldStatus: 'ON' });
  });

  it('of locked objects are not made where they could not be locked', async () => {
    await configure('locked', { Bucket: 'arn:aws:s3:::plain' });
    await put('locked', { ObjectLockLegalHoldStatus: 'ON' });
    await replicate();
    expect((await head('locked')).ReplicationStatus).toBe('FAILED');
    expect(await refusal(head('plain'))).toMatchObject({ status: 404 });
  });

  it('under a KMS key are made where the rule names the key of the destination', async () => {
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn } as const;
    await configure('source');
    await put('source', encrypted);
    await replicate();
    expect((await head('source')).ReplicationStatus).toBeUndefined();
    const ReplicaKmsKeyID = keyArn.replace('000000000000', OTHER);
    await configure(
      'source',
      { EncryptionConfiguration: { ReplicaKmsKeyID } },
      { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } } },
    );
    await put('source', encrypted);
    await replicate();
    expect(await head('target')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: ReplicaKmsKeyID });
  });

  it('have the annotations of their source, and those that come later', async () => {
    await configure('source');
    await put('source');
    await replicate();
    const annotation = { Key: 'key', AnnotationName: 'name' };
    await s3.send(new PutObjectAnnotationCommand({ Bucket: 'source', ...annotation, AnnotationPayload: 'text' }));
    await replicate();
    const { AnnotationPayload } = await theirs.send(new GetObjectAnnotationCommand({ Bucket: 'target', ...annotation }));
    expect(await AnnotationPayload?.transformToString()).toBe('text');
  });
});
