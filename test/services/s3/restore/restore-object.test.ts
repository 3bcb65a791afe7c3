import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  RestoreObjectCommand,
  type RestoreRequest,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ongoing = 'ongoing-request="true"';
const until = (date: string) => `ongoing-request="false", expiry-date="${date}"`;

describe.each(engines)('archived objects (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeEach(() => opened.aws.clock.freeze(new Date('2026-01-15T10:30:00Z')));
  const put = (Key: string, StorageClass: PutObjectCommandInput['StorageClass'], input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test', StorageClass, ...input }));
  const restore = async (Key: string, RestoreRequest: RestoreRequest | undefined, input: object = {}) =>
    (await opened.s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest, ...input }))).$metadata.httpStatusCode;
  const tier = (Tier: 'Expedited' | 'Standard' | 'Bulk', Days = 1) => ({ Days, GlacierJobParameters: { Tier } });
  const shown = async (Key: string) => (await opened.s3.send(new HeadObjectCommand({ Bucket, Key }))).Restore;
  const get = (Key: string) => opened.s3.send(new GetObjectCommand({ Bucket, Key }));
  const archived = (StorageClass: string) => ({
    code: 'InvalidObjectState',
    message: "The operation is not valid for the object's storage class",
    status: 403,
    members: { StorageClass },
  });

  it('are restored for some days, in their own time', async () => {
    await put('deep', 'DEEP_ARCHIVE');
    expect(await refusal(get('deep'))).toEqual(archived('DEEP_ARCHIVE'));
    expect(await restore('deep', { Days: 2 })).toBe(202);
    expect(await shown('deep')).toBe(ongoing);
    await opened.aws.clock.advance(12 * HOUR - 1);
    expect(await shown('deep')).toBe(ongoing);
    expect(await refusal(get('deep'))).toEqual(archived('DEEP_ARCHIVE'));
    await opened.aws.clock.advance(1);
    expect(await shown('deep')).toBe(until('Sun, 18 Jan 2026 00:00:00 GMT'));
    const { Body, StorageClass, Restore } = await get('deep');
    expect(await Body?.transformToString()).toBe('test');
    expect([StorageClass, Restore]).toEqual(['DEEP_ARCHIVE', until('Sun, 18 Jan 2026 00:00:00 GMT')]);
    await opened.aws.clock.freeze(new Date('2026-01-18T00:00:00Z'));
    expect(await shown('deep')).toBeUndefined();
    expect(await refusal(get('deep'))).toEqual(archived('DEEP_ARCHIVE'));
    expect(await restore('deep', { Days: 1 })).toBe(202);
  });

  it.each([
    ['GLACIER', 'Expedited', HOUR / 60],
    ['GLACIER', 'Standard', 3 * HOUR],
    ['GLACIER', 'Bulk', 5 * HOUR],
    ['DEEP_ARCHIVE', 'Standard', 12 * HOUR],
    ['DEEP_ARCHIVE', 'Bulk', 48 * HOUR],
  ] as const)('of %s take the time of the tier %s', async (storageClass, name, duration) => {
    const key = `${storageClass}/${name}`;
    await put(key, storageClass);
    await restore(key, tier(name));
    await opened.aws.clock.advance(duration - 1);
    expect(await shown(key)).toBe(ongoing);
    await opened.aws.clock.advance(1);
    expect(await shown(key)).toMatch(/^ongoing-request="false"/);
  });

  it('that are there may be there for longer', async () => {
    await put('longer', 'GLACIER');
    await restore('longer', tier('Expedited'));
    await opened.aws.clock.advance(HOUR);
    expect(await shown('longer')).toBe(until('Sat, 17 Jan 2026 00:00:00 GMT'));
    expect(await restore('longer', tier('Standard', 5))).toBe(200);
    expect(await shown('longer')).toBe(until('Wed, 21 Jan 2026 00:00:00 GMT'));
    await opened.aws.clock.advance(2 * DAY);
    expect((await get('longer')).$metadata.httpStatusCode).toBe(200);
  });

  it('that are on their way can only come faster', async () => {
    await put('faster', 'GLACIER');
    await restore('faster', tier('Bulk'));
    expect(await refusal(restore('faster', tier('Bulk')))).toEqual({
      code: 'RestoreAlreadyInProgress',
      message: 'Object restore is already in progress',
      status: 409,
      members: {},
    });
    expect(await restore('faster', tier('Expedited'))).toBe(200);
    expect((await refusal(restore('faster', tier('Standard')))).code).toBe('RestoreAlreadyInProgress');
    await opened.aws.clock.advance(HOUR / 60);
    expect(await shown('faster')).toBe(until('Sat, 17 Jan 2026 00:00:00 GMT'));
  });

  it('are copied once they are restored', async () => {
    await put('source', 'GLACIER');
    const copy = () =>
      opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'source', CopySource: `${Bucket}/source`, StorageClass: 'STANDARD' }));
    expect(await refusal(copy())).toEqual({
      ...archived('GLACIER'),
      message: "Operation is not valid for the source object's storage class",
    });
    await restore('source', tier('Expedited'));
    await opened.aws.clock.advance(HOUR);
    await copy();
    expect(await shown('source')).toBeUndefined();
    expect(await (await get('source')).Body?.transformToString()).toBe('test');
  });

  it('have versions that are restored one by one', async () => {
    const place = { Bucket: 'versioned', Key: 'key' };
    await opened.s3.send(new CreateBucketCommand({ Bucket: place.Bucket }));
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket: place.Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId } = await put('key', 'GLACIER', { ...place, Body: 'first' });
    await put('key', 'GLACIER', { ...place, Body: 'second' });
    await restore('key', tier('Expedited'), { ...place, VersionId });
    await opened.aws.clock.advance(HOUR);
    expect(await opened.get({ ...place, VersionId })).toMatchObject({ Body: 'first' });
    expect(await refusal(opened.s3.send(new GetObjectCommand(place)))).toEqual(archived('GLACIER'));
  });

  it.each(['STANDARD', 'STANDARD_IA', 'GLACIER_IR', 'REDUCED_REDUNDANCY'] as const)(
    'are not those of the class %s',
    async (storageClass) => {
      await put('readable', storageClass);
      expect((await get('readable')).$metadata.httpStatusCode).toBe(200);
      expect(await refusal(restore('readable', { Days: 1 }))).toEqual({
        code: 'InvalidObjectState',
        message: "Restore is not allowed for the object's current storage class",
        status: 403,
        members: { StorageClass: storageClass },
      });
    },
  );

  it('are restored by requests that say for how long', async () => {
    await put('asked', 'DEEP_ARCHIVE');
    const malformed = {
      code: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
      status: 400,
      members: {},
    };
    expect(await refusal(restore('asked', {}))).toEqual(malformed);
    expect(await refusal(restore('asked', undefined))).toEqual(malformed);
    expect(await refusal(restore('asked', { Days: 0 }))).toEqual({
      code: 'InvalidArgument',
      message: 'restoration days should be at least 1',
      status: 400,
      members: { ArgumentName: 'Days', ArgumentValue: '0' },
    });
    expect(await refusal(restore('asked', tier('Expedited')))).toEqual({
      code: 'InvalidArgument',
      message: 'Retrieval option is not supported by this storage class',
      status: 400,
      members: { ArgumentName: 'Tier', ArgumentValue: 'Expedited' },
    });
    expect((await refusal(restore('asked', { Type: 'SELECT' }))).message).toBe('s3 RestoreObject: Type is known but not emulated');
    expect(await refusal(restore('no-such-key', { Days: 1 }))).toMatchObject({ code: 'NoSuchKey' });
  });
});
