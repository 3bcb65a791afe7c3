import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket as Enforced, openBucket } from '../s3-client.js';

const Bucket = 'with-acls';
const LOGS = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
const ALL = 'http://acs.amazonaws.com/groups/global/AllUsers';

describe.each(engines)('ACLs as they are put and read (%s)', (engine) => {
  const opened = openBucket(engine);
  let owner = '';
  const send = {
    bucket: (input: Partial<PutBucketAclCommandInput>) => opened.s3.send(new PutBucketAclCommand({ Bucket, ...input })),
    object: (input: Partial<PutObjectAclCommandInput>) => opened.s3.send(new PutObjectAclCommand({ Bucket, Key: 'key', ...input })),
  };
  const read = {
    bucket: () => opened.s3.send(new GetBucketAclCommand({ Bucket })),
    object: (Key = 'key') => opened.s3.send(new GetObjectAclCommand({ Bucket, Key })),
  };
  const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
  const user = (ID: string, Permission: string) => ({ Grantee: { ID, Type: 'CanonicalUser' }, Permission });
  const group = (URI: string, Permission: string) => ({ Grantee: { Type: 'Group', URI }, Permission });

  beforeAll(async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
    await opened.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put('key');
    owner = (await read.bucket()).Owner?.ID ?? '';
  });

  it.each(['bucket', 'object'] as const)('grant all on a %s to its owner when nothing is said', async (kind) => {
    const { Owner, Grants } = await read[kind]();
    expect(owner).toMatch(/^[0-9a-f]{64}$/);
    expect({ Owner, Grants }).toEqual({ Owner: { ID: owner }, Grants: [user(owner, 'FULL_CONTROL')] });
  });

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['private', []],
    ['public-read', [[ALL, 'READ']]],
    [
      'public-read-write',
      [
        [ALL, 'READ'],
        [ALL, 'WRITE'],
      ],
    ],
    ['authenticated-read', [['http://acs.amazonaws.com/groups/global/AuthenticatedUsers', 'READ']]],
  ])('named %s stand for what they grant beside', async (ACL, others) => {
    const canned = ACL as 'private';
    for (const kind of ['bucket', 'object'] as const) {
      await send[kind]({ ACL: canned });
      const { Grants } = await read[kind]();
      expect(Grants).toEqual([user(owner, 'FULL_CONTROL'), ...others.map(([uri, permission]) => group(uri, permission))]);
    }
  });

  it('of headers grant what they say, and nothing to the owner besides', async () => {
    await send.bucket({ GrantRead: `uri="${LOGS}"` });
    expect((await read.bucket()).Grants).toEqual([group(LOGS, 'READ')]);
    const other = 'f'.repeat(64);
    await send.object({ GrantFullControl: `id="${owner}"`, GrantRead: `id=${other}, uri=${ALL}`, GrantWriteACP: `id=${other}` });
    expect((await read.object()).Grants).toEqual([
      user(owner, 'FULL_CONTROL'),
      user(other, 'READ'),
      group(ALL, 'READ'),
      user(other, 'WRITE_ACP'),
    ]);
  });

  it('of documents are given back as they came', async () => {
    const Grants = [
      { Grantee: { ID: owner, Type: 'CanonicalUser' as const }, Permission: 'FULL_CONTROL' as const },
      { Grantee: { URI: LOGS, Type: 'Group' as const }, Permission: 'WRITE' as const },
    ];
    for (const kind of ['bucket', 'object'] as const) {
      await send[kind]({ AccessControlPolicy: { Owner: { ID: owner }, Grants } });
      expect((await read[kind]()).Grants).toEqual([user(owner, 'FULL_CONTROL'), group(LOGS, 'WRITE')]);
      await send[kind]({ AccessControlPolicy: { Owner: { ID: owner }, Grants: [] } });
      expect((await read[kind]()).Grants ?? []).toEqual([]);
    }
  });

  const argument = (message: string, ArgumentName: string, ArgumentValue: string) => ({
    code: 'InvalidArgument',
    message,
    status: 400,
    members: { ArgumentName, ArgumentValue },
  });
  const malformed = {
    code: 'MalformedACLError',
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
    status: 400,
    members: {},
  };
  const fake = 'http://acs.amazonaws.com/groups/s3/FakeGroup';
  // The document's members, of which some are missing or wrong on purpose.
  const document = (Owner: object | undefined, ...Grants: readonly object[]) => ({
    AccessControlPolicy: { ...(Owner === undefined ? {} : { Owner }), Grants: [...Grants] },
  });
  it.each<[string, object | (() => object), object]>([
    ['a name that is none', { ACL: 'fake-acl' }, argument('UnknownError', 'x-amz-acl', 'fake-acl')],
    ['a group that is none', { GrantWrite: `uri="${fake}"` }, argument('Invalid group uri', 'uri', fake)],
    [
      'a kind that is none',
      { GrantWrite: 'fakekey="1234"' },
      argument('Argument format not recognized', 'x-amz-grant-write', 'fakekey="1234"'),
    ],
    ['an id that is none', { GrantWrite: 'id="wrong-id"' }, argument('Invalid id', 'id', 'wrong-id')],
    [
      'a document without owner',
      () => document(undefined, { Grantee: { ID: owner, Type: 'CanonicalUser' }, Permission: 'READ' }),
      malformed,
    ],
    ['a grantee without type', () => document({ ID: owner }, { Grantee: { URI: LOGS }, Permission: 'WRITE' }), malformed],
    ['a grant without grantee', () => document({ ID: owner }, { Permission: 'WRITE' }), malformed],
    ['a grant without permission', () => document({ ID: owner }, { Grantee: { URI: LOGS, Type: 'Group' } }), malformed],
    ['a permission that is none', () => document({ ID: owner }, { Grantee: { URI: LOGS, Type: 'Group' }, Permission: 'ALL' }), malformed],
    ['a group without URI', () => document({ ID: owner }, { Grantee: { Type: 'Group' }, Permission: 'READ' }), malformed],
    ['an empty document', { AccessControlPolicy: {} }, malformed],
    [
      'a wrong grantee',
      () => document({ ID: owner }, { Grantee: { ID: 'wrong-id', Type: 'CanonicalUser' }, Permission: 'READ' }),
      argument('Invalid id', 'CanonicalUser/ID', 'wrong-id'),
    ],
    [
      'a wrong group',
      () => document({ ID: owner }, { Grantee: { URI: fake, Type: 'Group' }, Permission: 'READ' }),
      argument('Invalid group uri', 'Group/URI', fake),
    ],
    ['a wrong owner', document({ ID: 'wrong-id' }), argument('Invalid id', 'CanonicalUser/ID', 'wrong-id')],
    ['another owner', document({ ID: 'a'.repeat(64) }), { code: 'AccessDenied', message: 'Access Denied', status: 403, members: {} }],
    [
      'more than 100 grants',
      () =>
        document(
          { ID: owner },
          ...Array.from({ length: 101 }, () => ({ Grantee: { ID: owner, Type: 'CanonicalUser' }, Permission: 'READ' })),
        ),
      malformed,
    ],
    [
      'nothing',
      {},
      {
        code: 'MissingSecurityHeader',
        message: 'Your request was missing a required header',
        status: 400,
        members: { MissingHeaderName: 'x-amz-acl' },
      },
    ],
    [
      'a name and grants',
      { ACL: 'public-read', GrantRead: `uri="${LOGS}"` },
      { code: 'InvalidRequest', message: 'Specifying both Canned ACLs and Header Grants is not allowed', status: 400, members: {} },
    ],
    [
      'a name and a document',
      () => ({ ACL: 'public-read', ...document({ ID: owner }) }),
      { code: 'UnexpectedContent', message: 'This request does not support content', status: 400, members: {} },
    ],
  ])('refuse %s', async (_, given, expected) => {
    const input = typeof given === 'function' ? given() : given;
    expect(await refusal(send.bucket(input))).toEqual(expected);
    expect(await refusal(send.object(input))).toEqual(expected);
  });

  it('of objects come with each way of making one', async () => {
    const CopySource = `${Bucket}/source`;
    await put('source', { ACL: 'public-read' });
    const publicRead = [user(owner, 'FULL_CONTROL'), group(ALL, 'READ')];
    expect((await read.object('source')).Grants).toEqual(publicRead);
    await opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    // ACLs aren't copied.
    expect((await read.object('copy')).Grants).toEqual([user(owner, 'FULL_CONTROL')]);
    await opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ACL: 'public-read' }));
    expect((await read.object('copy')).Grants).toEqual(publicRead);
    const upload = { Bucket, Key: 'parts' };
    const { UploadId } = await opened.s3.send(new CreateMultipartUploadCommand({ ...upload, GrantRead: `uri=${ALL}` }));
    const { ETag } = await opened.s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await opened.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    expect((await read.object('parts')).Grants).toEqual([group(ALL, 'READ')]);
    expect(await refusal(put('wrong', { GrantRead: 'id=wrong-id' }))).toEqual(argument('Invalid id', 'id', 'wrong-id'));
  });

  it('of missing objects are refused', async () => {
    expect(await refusal(read.object('missing'))).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(await refusal(opened.s3.send(new PutObjectAclCommand({ Bucket, Key: 'missing', ACL: 'private' })))).toMatchObject({
      code: 'NoSuchKey',
    });
  });

  it('that are public are refused where the bucket blocks them', async () => {
    const block = (BlockPublicAcls: boolean) =>
      opened.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls } }));
    await block(true);
    const because = (action: string, resource: string) => ({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::000000000000:root is not authorized to perform: s3:${action} on resource: "arn:aws:s3:::${resource}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
      status: 403,
      members: {},
    });
    expect(await refusal(send.bucket({ ACL: 'public-read' }))).toEqual(because('PutBucketAcl', Bucket));
    expect(await refusal(send.object({ ACL: 'authenticated-read' }))).toEqual(because('PutObjectAcl', `${Bucket}/key`));
    expect(await refusal(put('new', { GrantRead: `uri=${ALL}` }))).toEqual(because('PutObject', `${Bucket}/new`));
    await send.bucket({ GrantRead: `uri=${LOGS}` });
    await block(false);
  });

  describe('where ACLs are off', () => {
    const off = { code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs', status: 400, members: {} };
    const own = (more: Partial<PutObjectCommandInput>) => put('key', { Bucket: Enforced, ...more });

    it('are read, and not put', async () => {
      await own({});
      const { Grants } = await opened.s3.send(new GetObjectAclCommand({ Bucket: Enforced, Key: 'key' }));
      expect(Grants).toEqual([user(owner, 'FULL_CONTROL')]);
      expect((await opened.s3.send(new GetBucketAclCommand({ Bucket: Enforced }))).Grants).toEqual([user(owner, 'FULL_CONTROL')]);
      expect(await refusal(send.bucket({ Bucket: Enforced, ACL: 'private' }))).toEqual(off);
      expect(await refusal(send.object({ Bucket: Enforced, ACL: 'private' }))).toEqual(off);
    });

    it('uploads take none but what is so anyway', async () => {
      for (const ACL of ['private', 'public-read', 'bucket-owner-read'] as const) expect(await refusal(own({ ACL }))).toEqual(off);
      expect(await refusal(own({ GrantRead: `uri=${LOGS}` }))).toEqual(off);
      await own({ ACL: 'bucket-owner-full-control' });
      await own({ GrantFullControl: `id=${owner}` });
      expect(await refusal(own({ GrantRead: `id=${owner}` }))).toEqual(off);
    });
  });
});
