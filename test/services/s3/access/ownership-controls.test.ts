import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  HeadBucketCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('ownership controls (%s)', (engine) => {
  const opened = openBucket(engine);
  const get = async (of = Bucket) =>
    (await opened.s3.send(new GetBucketOwnershipControlsCommand({ Bucket: of }))).OwnershipControls?.Rules?.map(
      ({ ObjectOwnership }) => ObjectOwnership,
    );
  const put = (...ownerships: readonly string[]) => {
    // The SDK's enum is closed; S3's own check is what is tested.
    const Rules = ownerships.map((ObjectOwnership) => ({ ObjectOwnership: ObjectOwnership as 'ObjectWriter' }));
    return opened.s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  };
  const create = (name: string, more: Partial<CreateBucketCommandInput>) =>
    opened.s3.send(new CreateBucketCommand({ Bucket: name, ...more }));

  it("make all the owner's on new buckets, until they are changed or deleted", async () => {
    expect(await get()).toEqual(['BucketOwnerEnforced']);
    expect((await put('ObjectWriter')).$metadata.httpStatusCode).toBe(200);
    expect(await get()).toEqual(['ObjectWriter']);
    for (const _ of ['once', 'twice']) {
      const deleted = await opened.s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
      expect(deleted.$metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(get())).toEqual({
      code: 'OwnershipControlsNotFoundError',
      message: 'The bucket ownership controls were not found',
      status: 404,
      members: { BucketName: Bucket },
    });
  });

  it('refuse other than one rule with one of three values', async () => {
    const malformed = {
      code: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
      status: 400,
      members: {},
    };
    expect(await refusal(put('ObjectWriter', 'BucketOwnerPreferred'))).toEqual(malformed);
    expect(await refusal(put('RandomValue'))).toEqual(malformed);
    expect(await refusal(put())).toEqual(malformed);
    expect(await refusal(put(''))).toEqual(malformed);
  });

  it('come with the creation', async () => {
    await create('preferring', { ObjectOwnership: 'BucketOwnerPreferred' });
    expect(await get('preferring')).toEqual(['BucketOwnerPreferred']);
    for (const value of ['RandomValue', '']) {
      expect(await refusal(create('wrong', { ObjectOwnership: value as 'ObjectWriter' }))).toEqual({
        code: 'InvalidArgument',
        message: `Invalid x-amz-object-ownership header: ${value}`,
        status: 400,
        members: { ArgumentName: 'x-amz-object-ownership' },
      });
    }
  });

  const withOwnership = {
    code: 'InvalidBucketAclWithObjectOwnership',
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    status: 400,
    members: {},
  };

  it('that switch ACLs off allow no bucket an ACL for others', async () => {
    expect(await refusal(create('shared', { ACL: 'public-read' }))).toEqual(withOwnership);
    const GrantRead = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
    expect(await refusal(create('shared', { GrantRead }))).toEqual(withOwnership);
    expect(await refusal(opened.s3.send(new HeadBucketCommand({ Bucket: 'shared' })))).toMatchObject({ status: 404 });
    await create('unshared', { ACL: 'private' });
    await create('unshared-too', { ACL: 'bucket-owner-full-control' as 'private' });

    await put('ObjectWriter');
    await opened.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await opened.s3.send(new PutBucketAclCommand({ Bucket, ACL: 'authenticated-read' }));
    expect(await refusal(put('BucketOwnerEnforced'))).toEqual(withOwnership);
    await opened.s3.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
    await put('BucketOwnerEnforced');
    expect(await get()).toEqual(['BucketOwnerEnforced']);
  });

  it('that leave ACLs on still allow no new bucket a public one', async () => {
    expect(await refusal(create('public', { ACL: 'public-read', ObjectOwnership: 'ObjectWriter' }))).toEqual({
      code: 'InvalidBucketAclWithBlockPublicAccessError',
      message: 'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
      status: 400,
      members: {},
    });
    await create('logs', { ACL: 'log-delivery-write' as 'private', ObjectOwnership: 'ObjectWriter' });
    const { Grants } = await opened.s3.send(new GetBucketAclCommand({ Bucket: 'logs' }));
    expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.URI, Permission])).toEqual([
      [undefined, 'FULL_CONTROL'],
      ['http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE'],
      ['http://acs.amazonaws.com/groups/s3/LogDelivery', 'READ_ACP'],
    ]);
    // Creating it again resets its ACL.
    await create('logs', { ObjectOwnership: 'ObjectWriter' });
    expect((await opened.s3.send(new GetBucketAclCommand({ Bucket: 'logs' }))).Grants).toHaveLength(1);
  });
});
