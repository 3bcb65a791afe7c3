import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type ListBucketsCommandInput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal, send, signedFor } from '../../emulator.js';

describe.each(engines)('buckets (%s)', (engine) => {
  let emulator: OpenEmulator;
  const clients: S3Client[] = [];
  let s3: S3Client;

  const clientOf = (options?: { readonly account?: string; readonly region?: string }): S3Client => {
    const client = new S3Client(emulator.aws.clientConfig(options));
    clients.push(client);
    return client;
  };
  const create = (Bucket: string, client = s3, more: Partial<CreateBucketCommandInput> = {}) =>
    client.send(new CreateBucketCommand({ Bucket, ...more }));
  const createIn = (Bucket: string, LocationConstraint: string, client = s3) =>
    // The SDK's enum is closed; S3's own check is what is tested.
    create(Bucket, client, { CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'eu-west-1' } });
  const locationOf = async (Bucket: string) => (await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;

  beforeAll(async () => {
    emulator = await openEmulator(engine);
    s3 = clientOf();
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await emulator?.close();
  });

  it('are created, found and deleted', async () => {
    const { Location, BucketArn } = await create('a-bucket');
    expect({ Location, BucketArn }).toEqual({ Location: '/a-bucket', BucketArn: 'arn:aws:s3:::a-bucket' });
    const head = await s3.send(new HeadBucketCommand({ Bucket: 'a-bucket' }));
    expect(head).toMatchObject({ BucketArn: 'arn:aws:s3:::a-bucket', BucketRegion: 'us-east-1', AccessPointAlias: false });
    const deleted = await s3.send(new DeleteBucketCommand({ Bucket: 'a-bucket' }));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'a-bucket' })))).toMatchObject({ code: 'NotFound', status: 404 });
  });

  it('that do not exist are refused by name', async () => {
    const missing = {
      code: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
      status: 404,
      members: { BucketName: 'no-such-bucket' },
    };
    const Bucket = 'no-such-bucket';
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).toEqual(missing);
    expect(await refusal(s3.send(new GetBucketLocationCommand({ Bucket })))).toEqual(missing);
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket })))).toEqual(missing);
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toEqual(missing);
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' })))).toEqual(missing);
  });

  it.each(['UPPER', 'ab', 'a'.repeat(64), 'under_score', '-dash', 'dots..dots', '192.168.5.4', 'xn--bucket', 'name-s3alias'])(
    'refuses the name %s',
    async (Bucket) => {
      expect(await refusal(create(Bucket))).toEqual({
        code: 'InvalidBucketName',
        message: 'The specified bucket is not valid.',
        status: 400,
        members: { BucketName: Bucket },
      });
    },
  );

  it('may be created again by their owner in us-east-1, and keep what they hold', async () => {
    await create('again');
    await s3.send(new PutObjectCommand({ Bucket: 'again', Key: 'kept', Body: 'x' }));
    expect((await create('again')).Location).toBe('/again');
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'again' }))).KeyCount).toBe(1);
  });

  it('are not created again in another region', async () => {
    const west = clientOf({ region: 'us-west-1' });
    const owned = {
      code: 'BucketAlreadyOwnedByYou',
      message: 'Your previous request to create the named bucket succeeded and you already own it.',
      status: 409,
      members: { BucketName: 'in-the-west' },
    };
    expect((await createIn('in-the-west', 'us-west-1', west)).Location).toBe('http://in-the-west.s3.amazonaws.com/');
    expect(await refusal(createIn('in-the-west', 'us-west-1', west))).toEqual(owned);
    expect(await refusal(createIn('in-the-west', 'us-east-2', clientOf({ region: 'us-east-2' })))).toEqual(owned);
    expect(await refusal(create('in-the-west'))).toEqual(owned);
  });

  it('have names that all accounts share', async () => {
    await create('taken');
    const other = clientOf({ account: '222222222222' });
    expect(await refusal(create('taken', other))).toEqual({
      code: 'BucketAlreadyExists',
      message:
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      status: 409,
      members: { BucketName: 'taken' },
    });
    expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });

  it('in us-east-1 have no location, and elsewhere the one that was asked for', async () => {
    await create('located-at-home');
    await createIn('located-far', 'us-east-2');
    await createIn('located-eu', 'EU');
    await createIn('located-near', 'eu-west-1', clientOf({ region: 'eu-west-1' }));
    expect(await locationOf('located-at-home')).toBeUndefined();
    expect(await locationOf('located-far')).toBe('us-east-2');
    expect(await locationOf('located-eu')).toBe('EU');
    expect(await locationOf('located-near')).toBe('eu-west-1');
    const { BucketRegion } = await clientOf({ region: 'eu-west-1' }).send(new HeadBucketCommand({ Bucket: 'located-eu' }));
    expect(BucketRegion).toBe('eu-west-1');
  });

  it.each(['us-east-1', 'foo', 'aws-global'])('in us-east-1 refuse the location constraint %s', async (constraint) => {
    expect(await refusal(createIn('located-wrong', constraint))).toEqual({
      code: 'InvalidLocationConstraint',
      message: 'The specified location-constraint is not valid',
      status: 400,
      members: { LocationConstraint: constraint },
    });
  });

  it('at a regional endpoint take no constraint but the region', async () => {
    const east2 = clientOf({ region: 'us-east-2' });
    const incompatible = (constraint: string) => ({
      code: 'IllegalLocationConstraintException',
      message: `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      status: 400,
      members: {},
    });
    // The JavaScript SDK would fill the constraint in.
    const plain = await send(emulator.aws, { method: 'PUT', target: '/located-wrong', headers: signedFor('s3', 'us-east-2') });
    expect(plain.status).toBe(400);
    expect(plain.body).toContain(`<Message>${incompatible('unspecified').message}</Message>`);
    expect(await refusal(createIn('located-wrong', 'us-west-1', east2))).toEqual(incompatible('us-west-1'));
    expect(await refusal(createIn('located-wrong', 'us-east-1', east2))).toEqual(incompatible('us-east-1'));
    expect(await refusal(createIn('located-wrong', 'bar', clientOf({ region: 'eu-west-1' })))).toEqual(incompatible('bar'));
  });

  it('that hold objects are not deleted', async () => {
    await create('full');
    await s3.send(new PutObjectCommand({ Bucket: 'full', Key: 'k', Body: 'x' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: 'full' })))).toEqual({
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
      status: 409,
      members: { BucketName: 'full' },
    });
  });

  it('are held against the owner whom the caller expects', async () => {
    await create('owned', clientOf({ account: '111111111111' }));
    const head = (ExpectedBucketOwner: string) => s3.send(new GetBucketLocationCommand({ Bucket: 'owned', ExpectedBucketOwner }));
    expect((await head('111111111111')).$metadata.httpStatusCode).toBe(200);
    expect(await refusal(head('222222222222'))).toEqual({ code: 'AccessDenied', message: 'Access Denied', status: 403, members: {} });
    for (const wrong of ['0000', '0000000000020', 'abcd', 'aa000000000$']) {
      expect(await refusal(head(wrong))).toEqual({
        code: 'InvalidBucketOwnerAWSAccountID',
        message: `The value of the expected bucket owner parameter must be an AWS Account ID... [${wrong}]`,
        status: 400,
        members: {},
      });
    }
  });

  it.each<[string, Partial<CreateBucketCommandInput>]>([['BucketNamespace account-regional', { BucketNamespace: 'account-regional' }]])(
    'answer NotImplemented to %s, by name',
    async (name, parameters) => {
      expect(await refusal(create('half-done', s3, parameters))).toEqual({
        code: 'NotImplemented',
        message: `s3 CreateBucket: ${name} is known but not emulated`,
        status: 501,
        members: {},
      });
      expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'half-done' })))).toMatchObject({ status: 404 });
    },
  );
});

describe.each(engines)('the list of buckets (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await openEmulator(engine);
    s3 = new S3Client(emulator.aws.clientConfig());
    for (const Bucket of ['list-b', 'list-a', 'other']) await s3.send(new CreateBucketCommand({ Bucket }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: 'list-eu', CreateBucketConfiguration }));
  });
  afterAll(async () => {
    s3?.destroy();
    await emulator?.close();
  });

  const list = async (input: ListBucketsCommandInput) => {
    const { $metadata, ...output } = await s3.send(new ListBucketsCommand(input));
    return { ...output, names: (output.Buckets ?? []).map(({ Name }) => Name) };
  };

  it('is in order of names and tells each one region, ARN and date', async () => {
    const { names, Buckets, Owner, ContinuationToken, Prefix } = await list({});
    expect(names).toEqual(['list-a', 'list-b', 'list-eu', 'other']);
    expect(Buckets?.[2]).toEqual({
      Name: 'list-eu',
      BucketRegion: 'eu-central-1',
      BucketArn: 'arn:aws:s3:::list-eu',
      CreationDate: expect.any(Date),
    });
    expect(Object.keys(Owner ?? {})).toEqual(['ID']);
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect([ContinuationToken, Prefix]).toEqual([undefined, undefined]);
  });

  it('is filtered by prefix, in its case, and by region', async () => {
    expect(await list({ Prefix: 'list-' })).toMatchObject({ names: ['list-a', 'list-b', 'list-eu'], Prefix: 'list-' });
    expect((await list({ Prefix: 'LIST-' })).names).toEqual([]);
    expect((await list({ BucketRegion: 'eu-central-1' })).names).toEqual(['list-eu']);
    expect((await list({ BucketRegion: 'us-west-2', Prefix: 'list' })).names).toEqual([]);
  });

  it('comes in pages', async () => {
    const first = await list({ MaxBuckets: 3, ContinuationToken: '' });
    expect(first.names).toEqual(['list-a', 'list-b', 'list-eu']);
    const second = await list({ MaxBuckets: 3, ContinuationToken: first.ContinuationToken });
    expect(second).toMatchObject({ names: ['other'] });
    expect(second.ContinuationToken).toBeUndefined();
  });

  it('refuses a token that it did not give', async () => {
    expect(await refusal(list({ ContinuationToken: 'b3RoZXI=' }))).toEqual({
      code: 'InvalidArgument',
      message: 'The continuation token provided is incorrect',
      status: 400,
      members: { ArgumentName: 'continuation-token' },
    });
  });

  it('refuses a region that AWS does not have', async () => {
    expect(await refusal(list({ BucketRegion: 'eu-east-1' }))).toEqual({
      code: 'InvalidArgument',
      message: 'Argument value eu-east-1 is not a valid AWS Region',
      status: 400,
      members: { ArgumentName: 'bucket-region' },
    });
  });
});
