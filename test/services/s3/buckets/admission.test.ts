import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetBucketAbacCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketRequestPaymentCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketAbacCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketRequestPaymentCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal, signedFor } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
const REDIRECT =
  'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';

describe.each(engines)('requests to a bucket in another region (%s)', (engine) => {
  const opened = openBucket(engine);
  let far: S3Client;
  beforeAll(async () => {
    far = new S3Client(opened.aws.clientConfig({ region: 'eu-west-1' }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await far.send(new CreateBucketCommand({ Bucket: 'in-ireland', CreateBucketConfiguration }));
    await far.send(new PutObjectCommand({ Bucket: 'in-ireland', Key: 'a', Body: 'x' }));
  });
  afterAll(() => far.destroy());
  const raw = async (target: string, headers: Record<string, string>, method = 'GET') => {
    const answer = await opened.raw({ method, target, headers });
    const { status, body } = answer;
    return { status, code: elementOf(body, 'Code'), message: elementOf(body, 'Message'), endpoint: elementOf(body, 'Endpoint'), answer };
  };

  it('are redirected, with the region in a header', async () => {
    const host = 's3.us-east-1.localhost:4566';
    const { answer, ...facts } = await raw('/in-ireland/a', { ...signedFor('s3'), host });
    expect(facts).toEqual({ status: 301, code: 'PermanentRedirect', message: REDIRECT, endpoint: 's3.eu-west-1.localhost:4566' });
    expect([answer.headers['x-amz-bucket-region'], elementOf(answer.body, 'Bucket')]).toEqual(['eu-west-1', 'in-ireland']);
    expect(await refusal(opened.s3.send(new ListObjectsV2Command({ Bucket: 'in-ireland' })))).toMatchObject({
      code: 'PermanentRedirect',
      status: 301,
    });
    expect((await raw(`/${Bucket}`, signedFor('s3', 'eu-west-1'))).answer.headers['x-amz-bucket-region']).toBe('us-east-1');
  });

  it("are redirected to AWS's endpoints on AWS's hosts", async () => {
    const host = 's3.us-east-1.amazonaws.com';
    expect((await raw('/in-ireland/a', { ...signedFor('s3'), host })).endpoint).toBe('in-ireland.s3.eu-west-1.amazonaws.com');
    const back = { ...signedFor('s3', 'eu-west-1'), host: 's3-eu-west-1.amazonaws.com' };
    expect((await raw(`/${Bucket}`, back)).endpoint).toBe(`${Bucket}.s3.amazonaws.com`);
    // The host says it where nothing is signed.
    expect((await raw('/in-ireland/a', { host })).status).toBe(301);
  });

  it('that only ask for its head are told the region', async () => {
    const { answer } = await raw('/in-ireland', signedFor('s3'), 'HEAD');
    expect([answer.status, answer.body, answer.headers['x-amz-bucket-region']]).toEqual([301, '', 'eu-west-1']);
    const { answer: right } = await raw('/in-ireland', signedFor('s3', 'eu-west-1'), 'HEAD');
    expect(right.status).toBe(200);
    expect(right.headers).toMatchObject({
      'x-amz-bucket-region': 'eu-west-1',
      'x-amz-bucket-arn': 'arn:aws:s3:::in-ireland',
      'x-amz-access-point-alias': 'false',
    });
  });

  it('are refused at the right endpoint with a signature for the wrong region', async () => {
    const wrong = "the region 'us-east-1' is wrong; expecting 'eu-west-1'";
    for (const host of ['in-ireland.s3.eu-west-1.amazonaws.com', 'in-ireland.s3.amazonaws.com', 'in-ireland.s3.eu-west-1.localhost:4566']) {
      const { answer, endpoint, ...facts } = await raw('/a', { ...signedFor('s3'), host });
      expect(facts).toEqual({
        status: 400,
        code: 'AuthorizationHeaderMalformed',
        message: `The authorization header is malformed; ${wrong}`,
      });
      expect([endpoint, elementOf(answer.body, 'Region')]).toEqual([undefined, 'eu-west-1']);
    }
    const at = opened.aws.clock
      .now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '');
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2FDATE%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=0'.replace(
        'DATE',
        at.slice(0, 8),
      );
    const { answer, endpoint, ...facts } = await raw(`/a?${query}&X-Amz-Date=${at}`, { host: 'in-ireland.s3.eu-west-1.localhost:4566' });
    expect(facts).toEqual({
      status: 400,
      code: 'AuthorizationQueryParametersError',
      message: `Error parsing the X-Amz-Credential parameter; ${wrong}`,
    });
    expect([endpoint, elementOf(answer.body, 'Region')]).toEqual([undefined, 'eu-west-1']);
  });

  it('are answered where they only ask for the location, copy from it, or name no region', async () => {
    expect((await opened.s3.send(new GetBucketLocationCommand({ Bucket: 'in-ireland' }))).LocationConstraint).toBe('eu-west-1');
    await opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'in-ireland/a' }));
    expect((await raw('/in-ireland/a', { host: 'localhost:4566' })).status).toBe(200);
  });

  it('are not told by the names of buckets', async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'eu-west-1' }));
    expect((await raw('/', { ...signedFor('s3'), host: 'eu-west-1.s3.us-east-1.localhost:4566' })).status).toBe(200);
    expect((await raw('/', { ...signedFor('s3'), host: 'eu-west-1.s3.localhost:4566' })).status).toBe(200);
  });

  it('are sent on by an SDK that follows redirects', async () => {
    const following = new S3Client({ ...opened.aws.clientConfig(), followRegionRedirects: true });
    const { Body } = await following.send(new GetObjectCommand({ Bucket: 'in-ireland', Key: 'a' }));
    expect(await Body?.transformToString()).toBe('x');
    const { BucketRegion } = await following.send(new HeadBucketCommand({ Bucket: 'in-ireland' }));
    expect(BucketRegion).toBe('eu-west-1');
    following.destroy();
  });
});

describe.each(engines)('a bucket that is made by a signature for US (%s)', (engine) => {
  const opened = openBucket(engine);

  it("is in S3's first region, which had that name", async () => {
    const headers = signedFor('s3', 'US');
    expect((await opened.raw({ method: 'PUT', target: '/standard', headers })).status).toBe(200);
    const { status, headers: shown } = await opened.raw({ method: 'HEAD', target: '/standard', headers: signedFor('s3') });
    expect([status, shown['x-amz-bucket-region']]).toEqual([200, 'us-east-1']);
  });
});

describe.each(engines)('buckets whose requesters pay (%s)', (engine) => {
  const opened = openBucket(engine);
  let other: S3Client;
  const setPayer = (Payer: 'Requester' | 'BucketOwner') =>
    opened.s3.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer } }));
  const payer = async () => (await opened.s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer;
  const denied = refused('AccessDenied', 'Access Denied', {}, 403);
  beforeAll(async () => {
    other = new S3Client({ ...opened.aws.clientConfig(), credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' } });
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  });
  afterAll(() => other.destroy());

  it('are such where their owner says so', async () => {
    expect(await payer()).toBe('BucketOwner');
    await setPayer('Requester');
    expect(await payer()).toBe('Requester');
    await setPayer('BucketOwner');
    expect(await payer()).toBe('BucketOwner');
  });

  it('refuse others who do not say that they pay', async () => {
    await setPayer('Requester');
    expect(await refusal(other.send(new GetObjectCommand({ Bucket, Key: 'a' })))).toEqual(denied);
    expect(await refusal(other.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y' })))).toEqual(denied);
    const read = await other.send(new GetObjectCommand({ Bucket, Key: 'a', RequestPayer: 'requester' }));
    expect([read.RequestCharged, await read.Body?.transformToString()]).toEqual(['requester', 'x']);
    const written = await other.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y', RequestPayer: 'requester' }));
    expect(written.RequestCharged).toBe('requester');
  });

  it('charge their owner for what the owner asks', async () => {
    await setPayer('Requester');
    expect((await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'a', RequestPayer: 'requester' }))).RequestCharged).toBeUndefined();
    expect((await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).RequestCharged).toBeUndefined();
  });

  it('charge nobody else once the owner pays again', async () => {
    await setPayer('BucketOwner');
    expect((await other.send(new HeadObjectCommand({ Bucket, Key: 'a', RequestPayer: 'requester' }))).RequestCharged).toBeUndefined();
  });
});

describe.each(engines)('transfer acceleration (%s)', (engine) => {
  const opened = openBucket(engine);
  const host = `${Bucket}.s3-accelerate.amazonaws.com`;
  const set = (Status: 'Enabled' | 'Suspended', bucket = Bucket) =>
    opened.s3.send(new PutBucketAccelerateConfigurationCommand({ Bucket: bucket, AccelerateConfiguration: { Status } }));
  const status = async () => (await opened.s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status;
  const ask = async (to = host) => {
    const answer = await opened.raw({ target: '/', headers: { host: to } });
    return [answer.status, elementOf(answer.body, 'Code'), elementOf(answer.body, 'Message')];
  };

  it("opens the accelerate endpoint's hosts", async () => {
    expect(await status()).toBeUndefined();
    expect(await ask()).toEqual([400, 'InvalidRequest', 'S3 Transfer Acceleration is not configured on this bucket']);
    await set('Enabled');
    expect(await status()).toBe('Enabled');
    expect(await ask()).toEqual([200, undefined, undefined]);
    expect(await ask(`${Bucket}.s3-accelerate.dualstack.amazonaws.com`)).toEqual([200, undefined, undefined]);
    await set('Suspended');
    expect(await status()).toBe('Suspended');
    expect(await ask()).toEqual([400, 'InvalidRequest', 'S3 Transfer Acceleration is disabled on this bucket']);
  });

  it('is not for names with periods, and has two states', async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'with.period' }));
    expect(await refusal(set('Enabled', 'with.period'))).toEqual(
      refused('InvalidRequest', 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names'),
    );
    // A state that the SDK's types don't have.
    expect(await refusal(set('Off' as 'Enabled'))).toEqual(malformed);
  });
});

describe.each(engines)('attribute-based access control (%s)', (engine) => {
  const opened = openBucket(engine);
  const status = async () => (await opened.s3.send(new GetBucketAbacCommand({ Bucket }))).AbacStatus?.Status;
  const set = (Status: 'Enabled' | 'Disabled') => opened.s3.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status } }));

  it('is off until it is switched on', async () => {
    expect(await status()).toBe('Disabled');
    await set('Enabled');
    expect(await status()).toBe('Enabled');
    await set('Disabled');
    expect(await status()).toBe('Disabled');
  });
});
