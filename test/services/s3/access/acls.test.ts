/** ACLs at work: S3 User Guide, "Access control list (ACL) overview" and "Controlling ownership of objects". */
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { DENIED, openAccounts } from './accounts.js';

describe.each(engines)('ACLs (%s)', (engine) => {
  const accounts = openAccounts(engine);
  const ids = { alice: '', bob: '' };
  const put = (client: S3Client, Bucket: string, Key: string, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
  const get = (client: S3Client, Bucket: string, Key = 'key') => client.send(new GetObjectCommand({ Bucket, Key }));
  const list = (client: S3Client, Bucket: string) => client.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }));
  const remove = (client: S3Client, Bucket: string, Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key }));
  const bucketAcl = (Bucket: string, more: Partial<PutBucketAclCommandInput>) =>
    accounts.alice.send(new PutBucketAclCommand({ Bucket, ...more }));
  const objectAcl = (Bucket: string, more: Partial<PutObjectAclCommandInput>, client = accounts.alice) =>
    client.send(new PutObjectAclCommand({ Bucket, Key: 'key', ...more }));
  const readAcl = (client: S3Client, Bucket: string, Key: string) => client.send(new GetObjectAclCommand({ Bucket, Key }));
  const denied = async (call: Promise<unknown>) => expect(await refusal(call)).toEqual(DENIED);
  const allowed = (call: Promise<unknown>) => expect(call).resolves.toBeDefined();
  const status = async (path: string, method = 'GET') => {
    const answer = await accounts.fetch(path, { method, ...(method === 'PUT' ? { body: 'x' } : {}) });
    await answer.arrayBuffer();
    return answer.status;
  };

  beforeAll(async () => {
    for (const name of ['alice', 'bob'] as const) {
      const Bucket = `of-${name}`;
      const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
      await accounts[name].send(new CreateBucketCommand({ Bucket }));
      ids[name] = (await accounts[name].send(new GetBucketAclCommand({ Bucket }))).Owner?.ID ?? '';
    }
  });

  it('of buckets let others list, and write what they then own', async () => {
    const Bucket = 'written';
    await accounts.openToAll(Bucket);
    await denied(list(accounts.bob, Bucket));
    await denied(put(accounts.bob, Bucket, 'of-bob'));
    await bucketAcl(Bucket, { GrantRead: `id=${ids.bob}`, GrantWrite: `id=${ids.bob}`, GrantFullControl: `id=${ids.alice}` });
    await put(accounts.bob, Bucket, 'of-bob');
    const { Contents } = await list(accounts.bob, Bucket);
    expect(Contents?.map(({ Key, Owner }) => [Key, Owner?.ID])).toEqual([
      ['key', ids.alice],
      ['of-bob', ids.bob],
    ]);
    await denied(list(accounts.carol, Bucket));
    await denied(get(accounts.bob, Bucket));
    // Others' objects are neither overwritten nor deleted.
    await denied(put(accounts.bob, Bucket, 'key'));
    await denied(remove(accounts.bob, Bucket, 'key'));
    await put(accounts.bob, Bucket, 'of-bob', { ACL: 'private' });
    await remove(accounts.bob, Bucket, 'of-bob');
    expect((await list(accounts.alice, Bucket)).KeyCount).toBe(1);
  });

  it("keep the bucket's owner from objects of others, but not from deleting them", async () => {
    const Bucket = 'kept';
    await accounts.openToAll(Bucket);
    await bucketAcl(Bucket, { ACL: 'public-read-write' });
    await put(accounts.bob, Bucket, 'of-bob');
    await allowed(get(accounts.bob, Bucket, 'of-bob'));
    expect(await refusal(get(accounts.alice, Bucket, 'of-bob'))).toEqual({
      ...DENIED,
      message:
        'User: arn:aws:iam::111111111111:root is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::kept/of-bob" because no resource-based policy allows the s3:GetObject action',
    });
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }];
    await accounts.alice.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
    // The bucket's policy has no say in others' objects.
    await denied(get(accounts.carol, Bucket, 'of-bob'));
    await allowed(get(accounts.carol, Bucket));
    await accounts.bob.send(new PutObjectAclCommand({ Bucket, Key: 'of-bob', ACL: 'bucket-owner-full-control' }));
    await allowed(get(accounts.alice, Bucket, 'of-bob'));
    await put(accounts.bob, Bucket, 'shared', { ACL: 'bucket-owner-read' });
    await allowed(get(accounts.alice, Bucket, 'shared'));
    expect((await refusal(readAcl(accounts.alice, Bucket, 'shared'))).code).toBe('AccessDenied');
    await remove(accounts.alice, Bucket, 'shared');
  });

  it("make the bucket's owner the owner where ownership prefers it and the writer agrees", async () => {
    const Bucket = 'preferring';
    await accounts.openToAll(Bucket);
    const Rules = [{ ObjectOwnership: 'BucketOwnerPreferred' as const }];
    await accounts.alice.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    await bucketAcl(Bucket, { ACL: 'public-read-write' });
    await put(accounts.bob, Bucket, 'given', { ACL: 'bucket-owner-full-control' });
    await put(accounts.bob, Bucket, 'held');
    const { Contents } = await list(accounts.alice, Bucket);
    expect(Contents?.map(({ Key, Owner }) => [Key, Owner?.ID])).toEqual([
      ['given', ids.alice],
      ['held', ids.bob],
      ['key', ids.alice],
    ]);
    // Once ACLs are off, all is the owner's.
    await bucketAcl(Bucket, { ACL: 'private' });
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
    await accounts.alice.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await allowed(get(accounts.alice, Bucket, 'held'));
    await denied(get(accounts.bob, Bucket, 'held'));
    expect((await readAcl(accounts.alice, Bucket, 'held')).Owner?.ID).toBe(ids.alice);
  });

  it('of objects let everyone, or everyone with an account, read', async () => {
    const Bucket = 'published';
    await accounts.openToAll(Bucket);
    expect(await status(`/${Bucket}/key`)).toBe(403);
    await objectAcl(Bucket, { ACL: 'public-read' });
    expect(await status(`/${Bucket}/key`)).toBe(200);
    expect(await status(`/${Bucket}/key`, 'DELETE')).toBe(403);
    await objectAcl(Bucket, { ACL: 'authenticated-read' });
    expect(await status(`/${Bucket}/key`)).toBe(403);
    await allowed(get(accounts.bob, Bucket));
    await objectAcl(Bucket, { ACL: 'private' });
    await denied(get(accounts.bob, Bucket));
    await put(accounts.alice, Bucket, 'born-public', { ACL: 'public-read' });
    expect(await status(`/${Bucket}/born-public`)).toBe(200);
    // A new version of it has a new ACL.
    await put(accounts.alice, Bucket, 'born-public');
    expect(await status(`/${Bucket}/born-public`)).toBe(403);
  });

  it('of buckets tell who may list them that nothing is there', async () => {
    const Bucket = 'listed';
    await accounts.openToAll(Bucket);
    expect(await status(`/${Bucket}/missing`)).toBe(403);
    await bucketAcl(Bucket, { ACL: 'public-read' });
    expect(await status(`/${Bucket}`)).toBe(200);
    expect(await status(`/${Bucket}/missing`)).toBe(404);
    expect(await status(`/${Bucket}/key`)).toBe(403);
  });

  it('of buckets let callers without a signature write, if the owner wants that', async () => {
    const Bucket = 'guestbook';
    await accounts.openToAll(Bucket);
    expect(await status(`/${Bucket}/note`, 'PUT')).toBe(403);
    await bucketAcl(Bucket, { ACL: 'public-read-write' });
    expect(await status(`/${Bucket}/note`, 'PUT')).toBe(200);
    expect(await status(`/${Bucket}/note`)).toBe(200);
    expect(await status(`/${Bucket}/key`, 'PUT')).toBe(403);
    const { Contents } = await list(accounts.alice, Bucket);
    expect(Contents?.find(({ Key }) => Key === 'note')?.Owner?.ID).toBe('65a011a29cdf8ec533ec3d1ccaae921c');
  });

  it('are ignored where they are public and the bucket says so', async () => {
    const Bucket = 'ignoring';
    await accounts.openToAll(Bucket);
    await objectAcl(Bucket, { GrantRead: `uri=http://acs.amazonaws.com/groups/global/AllUsers, id=${ids.bob}` });
    const block = { Bucket, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } };
    await accounts.alice.send(new PutPublicAccessBlockCommand(block));
    expect(await status(`/${Bucket}/key`)).toBe(403);
    await denied(get(accounts.carol, Bucket));
    await allowed(get(accounts.bob, Bucket));
  });

  it('say who may read and replace them', async () => {
    const Bucket = 'delegated';
    await accounts.openToAll(Bucket);
    const ofBucket = () => accounts.bob.send(new GetBucketAclCommand({ Bucket }));
    await denied(ofBucket());
    await bucketAcl(Bucket, { GrantReadACP: 'emailAddress=alice@example.com', GrantWriteACP: `id=${ids.bob}` });
    await denied(ofBucket());
    await accounts.bob.send(new PutBucketAclCommand({ Bucket, GrantReadACP: `id=${ids.bob}` }));
    expect(await ofBucket()).toMatchObject({
      Owner: { ID: ids.alice },
      Grants: [{ Grantee: { ID: ids.bob, Type: 'CanonicalUser' }, Permission: 'READ_ACP' }],
    });
    // The owner may, whatever the list says.
    await bucketAcl(Bucket, { ACL: 'private' });
    await objectAcl(Bucket, { GrantFullControl: `id=${ids.bob}` });
    await allowed(get(accounts.bob, Bucket));
    await objectAcl(Bucket, { ACL: 'private' }, accounts.bob);
    await denied(get(accounts.bob, Bucket));
    await allowed(readAcl(accounts.alice, Bucket, 'key'));
  });

  it('of e-mail addresses find the account, if it is one', async () => {
    const Bucket = 'by-mail';
    await accounts.openToAll(Bucket);
    await bucketAcl(Bucket, { GrantRead: 'emailAddress="ALICE@example.com"' });
    const { Grants } = await accounts.alice.send(new GetBucketAclCommand({ Bucket }));
    expect(Grants).toEqual([{ Grantee: { ID: ids.alice, Type: 'CanonicalUser' }, Permission: 'READ' }]);
    expect(await refusal(bucketAcl(Bucket, { GrantRead: 'emailAddress=nobody@example.com' }))).toEqual({
      code: 'UnresolvableGrantByEmailAddress',
      message: 'The email address you provided does not match any account on record.',
      status: 400,
      members: {},
    });
    expect(await refusal(bucketAcl(Bucket, { GrantRead: 'emailAddress=team@example.com' }))).toEqual({
      code: 'AmbiguousGrantByEmailAddress',
      message: 'The email address you provided is associated with more than one account.',
      status: 400,
      members: {},
    });
  });

  it('let who began an upload see its parts and give it up', async () => {
    const Bucket = 'in-parts';
    await accounts.openToAll(Bucket);
    await bucketAcl(Bucket, { GrantWrite: `id=${ids.bob}`, GrantFullControl: `id=${ids.alice}` });
    const begin = async (client: S3Client) =>
      (await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'large', ACL: 'bucket-owner-full-control' }))).UploadId;
    const UploadId = await begin(accounts.bob);
    const address = { Bucket, Key: 'large', UploadId };
    await allowed(accounts.bob.send(new ListPartsCommand(address)));
    await denied(accounts.carol.send(new ListPartsCommand(address)));
    await denied(accounts.bob.send(new ListMultipartUploadsCommand({ Bucket })));
    await denied(accounts.bob.send(new AbortMultipartUploadCommand({ ...address, UploadId: await begin(accounts.alice) })));
    await allowed(accounts.bob.send(new AbortMultipartUploadCommand(address)));
  });
});
