import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  type ObjectLockConfiguration,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { startUpload } from '../multipart/multipart-client.js';
import { openBucket } from '../s3-client.js';

const DAY = 86_400_000;

describe.each(engines)('configurations of Object Lock (%s)', (engine) => {
  const opened = openBucket(engine);
  const Bucket = 'locked-bucket';
  beforeAll(async () => {
    await opened.aws.clock.freeze(new Date(Date.UTC(2026, 0, 31, 12)));
    await opened.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  });
  const configure = (ObjectLockConfiguration: ObjectLockConfiguration | undefined, bucket = Bucket) =>
    opened.s3.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }));
  const retain = (DefaultRetention: NonNullable<ObjectLockConfiguration['Rule']>['DefaultRetention']) =>
    configure({ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } });
  const configuration = async (bucket = Bucket) =>
    (await opened.s3.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }))).ObjectLockConfiguration;
  const setVersioning = (bucket: string, Status: 'Enabled' | 'Suspended') =>
    opened.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));

  it('come with the bucket, together with versions that can’t be suspended', async () => {
    expect(await configuration()).toEqual({ ObjectLockEnabled: 'Enabled' });
    expect((await opened.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect(await refusal(setVersioning(Bucket, 'Suspended'))).toEqual({
      code: 'InvalidBucketState',
      message: 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      status: 409,
      members: {},
    });
    await setVersioning(Bucket, 'Enabled');
  });

  it('can be had later where versions are kept', async () => {
    const late = 'locked-later';
    await opened.s3.send(new CreateBucketCommand({ Bucket: late }));
    expect(await refusal(configuration(late))).toEqual({
      code: 'ObjectLockConfigurationNotFoundError',
      message: 'Object Lock configuration does not exist for this bucket',
      status: 404,
      members: { BucketName: late },
    });
    const unversioned = {
      code: 'InvalidBucketState',
      message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      status: 409,
      members: {},
    };
    expect(await refusal(configure({ ObjectLockEnabled: 'Enabled' }, late))).toEqual(unversioned);
    await setVersioning(late, 'Suspended');
    expect(await refusal(configure({ ObjectLockEnabled: 'Enabled' }, late))).toEqual(unversioned);
    await setVersioning(late, 'Enabled');
    await configure({ ObjectLockEnabled: 'Enabled' }, late);
    expect(await configuration(late)).toEqual({ ObjectLockEnabled: 'Enabled' });
    expect(await refusal(configuration('no-such-bucket'))).toMatchObject({ code: 'NoSuchBucket' });
  });

  it.each<[string, ObjectLockConfiguration]>([
    ['without being enabled', { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } }],
    ['that are empty', {}],
    ['with an empty rule', { ObjectLockEnabled: 'Enabled', Rule: {} }],
    ['with an empty retention', { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: {} } }],
    ['without a period', { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE' } } }],
    ['with another mode', { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'bad' as 'GOVERNANCE', Days: 1 } } }],
    ['with days and years', { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1, Years: 1 } } }],
  ])('%s are no valid documents', async (_, given) => {
    expect(await refusal(configure(given))).toEqual({
      code: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
      status: 400,
      members: {},
    });
  });

  it('know periods from a day to a hundred years, and name what they lack', async () => {
    expect(await refusal(retain({ Mode: 'GOVERNANCE', Days: 0 }))).toMatchObject({
      code: 'InvalidArgument',
      message: 'Default retention period must be a positive integer value.',
    });
    expect(await refusal(retain({ Mode: 'GOVERNANCE', Years: 101 }))).toMatchObject({
      code: 'InvalidArgument',
      message: 'Default retention period is too large.',
    });
    expect((await refusal(retain({ Mode: 'GOVERNANCE', Days: 1, DefaultEventHold: { Days: 1 } }))).message).toBe(
      's3 PutObjectLockConfiguration: DefaultEventHold is known but not emulated',
    );
  });

  it('give every new version a retention, unless its writer does', async () => {
    const now = opened.aws.clock.now().getTime();
    const head = async (Key: string) => {
      const { ObjectLockMode, ObjectLockRetainUntilDate } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
      return [ObjectLockMode, ObjectLockRetainUntilDate?.getTime()];
    };
    const put = (Key: string, input: object = {}) => opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...input }));
    const started = await startUpload(opened, 'parts', { Bucket });
    await retain({ Mode: 'GOVERNANCE', Days: 2 });
    await put('days');
    expect(await head('days')).toEqual(['GOVERNANCE', now + 2 * DAY]);
    await started.complete([await started.part(1, 'x')].map(({ PartNumber, ETag }) => ({ PartNumber, ETag })));
    expect(await head('parts')).toEqual(['GOVERNANCE', now + 2 * DAY]);
    const until = new Date(now + DAY);
    await put('own', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
    expect(await head('own')).toEqual(['COMPLIANCE', until.getTime()]);
    await retain({ Mode: 'COMPLIANCE', Years: 1 });
    expect(await configuration()).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } },
    });
    await put('years');
    expect(await head('years')).toEqual(['COMPLIANCE', Date.UTC(2027, 0, 31, 12)]);
    const bare = { method: 'PUT', target: `/${Bucket}/bare`, headers: { 'content-length': '1' }, body: 'x' };
    expect((await opened.raw(bare)).body).toContain(
      '<Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters</Message>',
    );
    await configure({ ObjectLockEnabled: 'Enabled' });
    await put('none');
    expect(await head('none')).toEqual([undefined, undefined]);
    expect((await opened.raw(bare)).status).toBe(200);
  });
});
