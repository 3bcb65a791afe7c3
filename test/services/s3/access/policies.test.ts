/** Bucket policies at work: S3 User Guide, "Policies and permissions in Amazon S3" and "Examples of Amazon S3 bucket policies". */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { openBucket } from '../s3-client.js';
import { ACCOUNTS, DENIED, openAccounts } from './accounts.js';

const Bucket = 'shared';
const arn = `arn:aws:s3:::${Bucket}`;
const bob = { AWS: ACCOUNTS.bob };
type Fields = Readonly<Record<string, unknown>>;

describe.each(engines)('policies (%s)', (engine) => {
  const accounts = openAccounts(engine);
  const setPolicy = (...statements: readonly Fields[]) => {
    const Statement = statements.map((fields) => ({ Effect: 'Allow', Principal: bob, Resource: `${arn}/*`, ...fields }));
    return accounts.alice.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  };
  const get = (client = accounts.bob, Key = 'key') => client.send(new GetObjectCommand({ Bucket, Key }));
  const put = (client = accounts.bob, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'x', ...more }));
  const list = (client = accounts.bob, Prefix?: string) => client.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const denied = async (call: Promise<unknown>) => expect(await refusal(call)).toEqual(DENIED);
  const allowed = (call: Promise<unknown>) => expect(call).resolves.toBeDefined();

  beforeAll(() => accounts.openToAll(Bucket));
  beforeEach(() => accounts.alice.send(new DeleteBucketPolicyCommand({ Bucket })));

  it('let another account in, as far as they say; its own account needs none', async () => {
    await denied(get());
    await denied(list());
    await allowed(get(accounts.alice));
    await setPolicy({ Action: 's3:GetObject' });
    expect(await (await get()).Body?.transformToString()).toBe('hello');
    await denied(put());
    await denied(list());
    await denied(get(accounts.carol));
    await setPolicy({ Action: 's3:ListBucket', Resource: arn }, { Action: 's3:PutObject' });
    expect((await list()).Contents?.map(({ Key }) => Key)).toEqual(['key']);
    await allowed(put());
    await denied(get());
  });

  it('refuse with an explicit deny, also those who would be allowed, and say why to their own account', async () => {
    await setPolicy({ Action: 's3:*' }, { Effect: 'Deny', Action: 's3:GetObject', Principal: '*' });
    await denied(get());
    await allowed(put());
    expect(await refusal(get(accounts.alice))).toEqual({
      ...DENIED,
      message: `User: arn:aws:iam::111111111111:root is not authorized to perform: s3:GetObject on resource: "${arn}/key" with an explicit deny in a resource-based policy`,
    });
    await allowed(put(accounts.alice));
  });

  it('never keep the root of their account from repairing them', async () => {
    const everything = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] };
    await setPolicy(everything);
    expect((await refusal(list(accounts.alice))).code).toBe('AccessDenied');
    const role = await accounts.session('alice');
    const read = (client = accounts.alice) => client.send(new GetBucketPolicyCommand({ Bucket }));
    expect((await refusal(read(role))).message).toBe(
      `User: arn:aws:sts::111111111111:assumed-role/reader/session is not authorized to perform: s3:GetBucketPolicy on resource: "${arn}" with an explicit deny in a resource-based policy`,
    );
    await allowed(read());
    await setPolicy(everything);
    await accounts.alice.send(new DeleteBucketPolicyCommand({ Bucket }));
    await allowed(list(accounts.alice));
  });

  it.each([
    ['its account', { AWS: `arn:aws:iam::${ACCOUNTS.bob}:root` }],
    ['its role, with its path', { AWS: `arn:aws:iam::${ACCOUNTS.bob}:role/team/reader` }],
    ['its session', { AWS: `arn:aws:sts::${ACCOUNTS.bob}:assumed-role/reader/session` }],
    ['everyone', '*'],
  ])('know a session of another account by %s', async (_, Principal) => {
    const session = await accounts.session('bob');
    await denied(get(session));
    await setPolicy({ Action: 's3:GetObject', Principal });
    await allowed(get(session));
  });

  it('are no business of another account, even if they say so', async () => {
    const read = () => accounts.bob.send(new GetBucketPolicyCommand({ Bucket }));
    await denied(read());
    await setPolicy({ Action: 's3:GetBucketPolicy', Resource: arn });
    expect(await refusal(read())).toEqual({
      code: 'MethodNotAllowed',
      message: 'The specified method is not allowed against this resource.',
      status: 405,
      members: { Method: 'GET', ResourceType: 'BUCKETPOLICY' },
    });
  });

  it('are repaired by a session that was got for that, and does nothing else', async () => {
    await setPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] });
    const session = await accounts.taskSession('alice', 'S3UnlockBucketPolicy');
    expect((await refusal(get(session))).message).toMatch(/ with an explicit deny in a resource-based policy$/);
    await session.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect((await refusal(get(session))).message).toMatch(/ because no session policy allows the s3:GetObject action$/);
    await allowed(session.send(new ListBucketsCommand({})));
    const other = await accounts.taskSession('alice', 'SQSUnlockQueuePolicy');
    expect((await refusal(other.send(new ListBucketsCommand({})))).code).toBe('AccessDenied');
  });

  it('of sessions confine them further', async () => {
    const within = (Action: string, Effect = 'Allow') => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' },
        { Effect, Action, Resource: '*' },
      ],
    });
    const reader = await accounts.session('alice', within('s3:GetObject'));
    await allowed(get(reader));
    expect((await refusal(list(reader))).message).toBe(
      `User: arn:aws:sts::111111111111:assumed-role/reader/session is not authorized to perform: s3:ListBucket on resource: "${arn}" because no session policy allows the s3:ListBucket action`,
    );
    expect((await refusal(reader.send(new ListBucketsCommand({})))).message).toMatch(
      /perform: s3:ListAllMyBuckets on resource: "arn:aws:s3:::\*" because no session policy allows the s3:ListAllMyBuckets action$/,
    );
    expect((await refusal(reader.send(new CreateBucketCommand({ Bucket: 'of-a-session' })))).message).toMatch(
      /perform: s3:CreateBucket on resource: "arn:aws:s3:::of-a-session" because no session policy/,
    );
    const forbidden = await accounts.session('alice', within('s3:GetObject', 'Deny'));
    expect((await refusal(get(forbidden))).message).toMatch(/ with an explicit deny in a session policy$/);
    const foreign = await accounts.session('bob', within('s3:ListBucket'));
    await setPolicy({ Action: 's3:GetObject' });
    await denied(get(foreign));
    // What names the session itself needs no session policy.
    await setPolicy({ Action: 's3:GetObject', Principal: { AWS: `arn:aws:sts::${ACCOUNTS.bob}:assumed-role/reader/session` } });
    await allowed(get(foreign));
  });

  describe('in the open', () => {
    it('let callers without a signature in', async () => {
      const refused = await accounts.fetch(`/${Bucket}/key`);
      expect([refused.status, elementOf(await refused.text(), 'Message')]).toEqual([403, 'Access Denied']);
      await setPolicy({ Action: 's3:GetObject', Principal: '*' });
      const answer = await accounts.fetch(`/${Bucket}/key`);
      expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
      expect((await accounts.fetch(`/${Bucket}/key`, { method: 'HEAD' })).status).toBe(200);
      expect((await accounts.fetch(`/${Bucket}`)).status).toBe(403);
      expect((await accounts.fetch(`/${Bucket}/new`, { method: 'PUT', body: 'x' })).status).toBe(403);
      expect((await accounts.fetch('/')).status).toBe(403);
      const missing = await accounts.fetch('/no-such-bucket/key');
      expect([missing.status, elementOf(await missing.text(), 'Code')]).toEqual([404, 'NoSuchBucket']);
    });

    it('let nobody without a signature choose the headers of the answer', async () => {
      await setPolicy({ Action: 's3:GetObject', Principal: '*' });
      const answer = await accounts.fetch(`/${Bucket}/key?response-content-type=text/html`);
      expect([answer.status, elementOf(await answer.text(), 'Message')]).toEqual([
        400,
        'Request specific response headers cannot be used for anonymous GET requests.',
      ]);
    });

    it('are void for other accounts where public buckets are restricted', async () => {
      const block = (RestrictPublicBuckets: boolean) =>
        accounts.alice.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets } }));
      await setPolicy({ Action: 's3:GetObject', Principal: '*' }, { Action: 's3:PutObject' });
      await block(true);
      expect((await accounts.fetch(`/${Bucket}/key`)).status).toBe(403);
      await denied(get());
      await denied(put());
      await allowed(get(accounts.alice));
      await allowed(get(await accounts.session('alice')));
      // A policy that isn't public isn't touched.
      await setPolicy({ Action: 's3:PutObject' });
      await allowed(put());
      await block(false);
    });

    it('are asked for presigned URLs in the name of who signed', async () => {
      const url = () => getSignedUrl(accounts.bob, new GetObjectCommand({ Bucket, Key: 'key' }));
      expect((await fetch(await url())).status).toBe(403);
      await setPolicy({ Action: 's3:GetObject' });
      expect(await (await fetch(await url())).text()).toBe('hello');
      await setPolicy({ Action: 's3:GetObject', Condition: { StringEquals: { 's3:authType': 'REST-HEADER' } } });
      expect((await fetch(await url())).status).toBe(403);
      await allowed(get());
    });
  });

  it.each<[string, Fields, Partial<PutObjectCommandInput>, boolean]>([
    ['a canned ACL', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, { ACL: 'bucket-owner-full-control' }, true],
    ['another ACL', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, { ACL: 'private' }, false],
    ['no ACL', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, {}, false],
    ['a grant', { StringLike: { 's3:x-amz-grant-read': '*' } }, { GrantRead: 'id=1'.padEnd(67, '1') }, true],
    ['a storage class', { StringEquals: { 's3:x-amz-storage-class': 'STANDARD_IA' } }, { StorageClass: 'STANDARD_IA' }, true],
    ['no encryption', { Null: { 's3:x-amz-server-side-encryption': 'false' } }, {}, false],
    ['encryption', { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } }, { ServerSideEncryption: 'AES256' }, true],
    ['a tag', { StringEquals: { 's3:RequestObjectTag/team': 'red' } }, { Tagging: 'team=red' }, true],
    ['other tags', { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['team'] } }, { Tagging: 'team=red&x=1' }, false],
    ['that nothing is there', { StringEquals: { 's3:if-none-match': '*' } }, { IfNoneMatch: '*', Key: 'only-once' }, true],
    ['an account', { StringEquals: { 'aws:PrincipalAccount': ACCOUNTS.bob } }, {}, true],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, {}, false],
    ['this machine', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, {}, true],
    ['another machine', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, {}, false],
    ['a client', { StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }, {}, true],
    ['a time', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, {}, false],
    ['a young signature', { NumericLessThan: { 's3:signatureAge': 600_000 } }, {}, true],
    ['a version of signatures', { StringEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }, {}, true],
    ["the bucket's account", { StringEquals: { 's3:ResourceAccount': ACCOUNTS.alice } }, {}, true],
    ['whole objects', { Bool: { 's3:ObjectCreationOperation': 'true' } }, {}, true],
  ])('can ask of an upload for %s', async (_, Condition, input, isAllowed) => {
    await setPolicy({ Action: 's3:Put*', Condition });
    await (isAllowed ? allowed(put(accounts.bob, { Key: `by-${engine}`, ...input })) : denied(put(accounts.bob, input)));
  });

  it('can ask for the tags that an object has', async () => {
    await put(accounts.alice, { Key: 'tagged', Tagging: 'team=red' });
    await setPolicy({ Action: 's3:GetObject', Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'red' } } });
    await allowed(get(accounts.bob, 'tagged'));
    await denied(get(accounts.bob, 'key'));
  });

  it('can ask for a prefix of listings', async () => {
    await setPolicy({
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': `home/\${aws:PrincipalAccount}/*` } },
    });
    await allowed(list(accounts.bob, `home/${ACCOUNTS.bob}/x`));
    await denied(list(accounts.bob, `home/${ACCOUNTS.alice}/x`));
    await denied(list());
  });

  it('ask for the rights to tags, ACLs and attributes by themselves', async () => {
    await setPolicy({ Action: ['s3:PutObject', 's3:GetObject'] });
    await denied(put(accounts.bob, { Tagging: 'a=b' }));
    await denied(put(accounts.bob, { ACL: 'private' }));
    await denied(accounts.bob.send(new GetObjectTaggingCommand({ Bucket, Key: 'key' })));
    await setPolicy({ Action: ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectAcl', 's3:GetObjectTagging'] });
    await allowed(put(accounts.bob, { Tagging: 'a=b', ACL: 'private' }));
    await allowed(accounts.bob.send(new GetObjectTaggingCommand({ Bucket, Key: 'key' })));
  });

  it('ask of a copy for both ends, and for its tags', async () => {
    await put(accounts.alice, { Key: 'with-tags', Tagging: 'a=b' });
    const copy = (source: string, more = {}) =>
      accounts.bob.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/${source}`, ...more }));
    await setPolicy({ Action: 's3:PutObject' });
    await denied(copy('key'));
    await setPolicy({ Action: 's3:GetObject' });
    await denied(copy('key'));
    await setPolicy({ Action: ['s3:GetObject', 's3:PutObject'] });
    await allowed(copy('key'));
    await denied(copy('with-tags'));
    await allowed(copy('with-tags', { TaggingDirective: 'REPLACE' }));
    await setPolicy({ Action: ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'] });
    await allowed(copy('with-tags'));
    await setPolicy({ Action: ['s3:Get*', 's3:Put*'], Condition: { StringEqualsIfExists: { 's3:x-amz-copy-source': `${Bucket}/key` } } });
    await allowed(copy('key'));
    await denied(copy('with-tags'));
  });

  it('tell only who may list that nothing is there', async () => {
    const missing = (client = accounts.bob) => get(client, 'missing');
    await setPolicy({ Action: 's3:GetObject' });
    await denied(missing());
    await setPolicy({ Action: 's3:ListBucket', Resource: arn });
    await denied(missing());
    await setPolicy({ Action: 's3:GetObject' }, { Action: 's3:ListBucket', Resource: arn });
    expect(await refusal(missing())).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(await refusal(missing(accounts.alice))).toMatchObject({ code: 'NoSuchKey' });
    const head = (client = accounts.bob) => refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'missing' })));
    expect(await head()).toMatchObject({ code: 'NotFound', status: 404 });
    expect(await head(accounts.carol)).toMatchObject({ status: 403 });
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
    expect((await refusal(missing(await accounts.session('alice', policy)))).message).toMatch(
      /perform: s3:ListBucket on resource: "arn:aws:s3:::shared" because no session policy allows the s3:ListBucket action$/,
    );
  });

  it('are asked for each of several keys to delete', async () => {
    for (const Key of ['a/1', 'b/1', 'a/2']) await put(accounts.alice, { Key });
    await setPolicy({ Action: 's3:DeleteObject', Resource: `${arn}/a/*` });
    const Objects = ['a/1', 'b/1', 'a/2'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await accounts.bob.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    expect(Errors).toEqual([{ Key: 'b/1', Code: 'AccessDenied', Message: 'Access Denied' }]);
    await allowed(get(accounts.alice, 'b/1'));
  });

  it('tell versions from objects', async () => {
    const versioned = { Bucket: 'versioned', Key: 'key' };
    await accounts.openToAll('versioned');
    await accounts.alice.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId } = await accounts.alice.send(new PutObjectCommand({ ...versioned, Body: 'x' }));
    const Resource = 'arn:aws:s3:::versioned/*';
    const policyOf = (Action: string, Condition?: Fields) =>
      accounts.alice.send(
        new PutBucketPolicyCommand({
          Bucket: 'versioned',
          Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: bob, Action, Resource, Condition }] }),
        }),
      );
    const read = (more = {}) => accounts.bob.send(new GetObjectCommand({ ...versioned, ...more }));
    const remove = (more = {}) => accounts.bob.send(new DeleteObjectCommand({ ...versioned, ...more }));
    await policyOf('s3:GetObject');
    await allowed(read());
    await denied(read({ VersionId }));
    await policyOf('s3:GetObjectVersion', { StringEquals: { 's3:VersionId': VersionId } });
    await denied(read());
    await allowed(read({ VersionId }));
    await denied(read({ VersionId: 'null' }));
    await policyOf('s3:DeleteObject');
    await denied(remove({ VersionId }));
    await allowed(remove());
    await policyOf('s3:DeleteObjectVersion');
    await allowed(remove({ VersionId }));
    await denied(remove());
  });
});

describe.each(engines)('policies and ACLs without --auth (%s)', (engine) => {
  const opened = openBucket(engine);

  it('refuse nobody', async () => {
    const input = { Bucket: 'a-bucket', Key: 'key' };
    await opened.s3.send(new PutObjectCommand({ ...input, Body: 'hello' }));
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::a-bucket', 'arn:aws:s3:::a-bucket/*'] }];
    await opened.s3.send(new PutBucketPolicyCommand({ Bucket: 'a-bucket', Policy: JSON.stringify({ Statement }) }));
    expect(await opened.get(input)).toMatchObject({ Body: 'hello' });
    expect(await opened.raw({ target: '/a-bucket/key?response-content-type=text/html' })).toMatchObject({ status: 200, body: 'hello' });
    const other = new S3Client(opened.aws.clientConfig({ account: '222222222222' }));
    const { Body } = await other.send(new GetObjectCommand(input));
    expect(await Body?.transformToString()).toBe('hello');
    other.destroy();
  });
});
