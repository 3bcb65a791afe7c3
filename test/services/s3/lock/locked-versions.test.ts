import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockRetention,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { plain, startUpload } from '../multipart/multipart-client.js';
import { openBucket, Bucket as Unlocked } from '../s3-client.js';

const HOUR = 3_600_000;
const Bucket = 'locked-bucket';
const denied = { code: 'AccessDenied', message: 'Access Denied because object protected by object lock.', status: 403, members: {} };
const malformed = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
  members: {},
};
const unset = {
  code: 'NoSuchObjectLockConfiguration',
  message: 'The specified object does not have a ObjectLock configuration',
  status: 404,
  members: {},
};
const unlocked = { code: 'InvalidRequest', message: 'Bucket is missing Object Lock Configuration', status: 400, members: {} };
const bypass = { BypassGovernanceRetention: true };

describe.each(engines)('locked versions (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeAll(async () => {
    await opened.aws.clock.freeze(new Date(Date.UTC(2026, 0, 1, 12)));
    await opened.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  });
  const inHours = (hours: number) => new Date(opened.aws.clock.now().getTime() + hours * HOUR);
  const put = async (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    (await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test', ...input }))).VersionId;
  const retain = (Key: string, Retention: ObjectLockRetention | undefined, input: object = {}) =>
    opened.s3.send(new PutObjectRetentionCommand({ Bucket, Key, Retention, ...input }));
  const retention = async (Key: string, input: object = {}) =>
    (await opened.s3.send(new GetObjectRetentionCommand({ Bucket, Key, ...input }))).Retention;
  const remove = async (Key: string, VersionId?: string, input: object = {}) => {
    const { $metadata, ...output } = await opened.s3.send(
      new DeleteObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }), ...input }),
    );
    return output;
  };
  const head = async (Key: string) => {
    const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = await opened.s3.send(
      new HeadObjectCommand({ Bucket, Key }),
    );
    return { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus };
  };

  it('in the mode GOVERNANCE stay unless the lock is bypassed', async () => {
    const VersionId = await put('governed');
    const RetainUntilDate = inHours(1);
    await retain('governed', { Mode: 'GOVERNANCE', RetainUntilDate });
    expect(await retention('governed')).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate });
    expect(await head('governed')).toEqual({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: RetainUntilDate });
    expect(await refusal(remove('governed', VersionId))).toEqual(denied);
    expect(await remove('governed', VersionId, bypass)).toEqual({ VersionId });
  });

  it('in the mode GOVERNANCE may be kept longer, and shorter with a bypass', async () => {
    await put('extended', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inHours(2) });
    await retain('extended', { Mode: 'GOVERNANCE', RetainUntilDate: inHours(3) });
    const reduced = { Mode: 'GOVERNANCE', RetainUntilDate: inHours(1) } as const;
    expect(await refusal(retain('extended', reduced))).toEqual(denied);
    expect(await refusal(retain('extended', {}))).toEqual(denied);
    await retain('extended', reduced, bypass);
    expect(await retention('extended')).toEqual(reduced);
    await retain('extended', {}, bypass);
    expect(await refusal(retention('extended'))).toEqual(unset);
    expect(await head('extended')).toEqual({});
  });

  it('in the mode COMPLIANCE stay until the date, whatever anyone says', async () => {
    const VersionId = await put('compliant');
    await retain('compliant', { Mode: 'COMPLIANCE', RetainUntilDate: inHours(2) });
    expect(await refusal(remove('compliant', VersionId, bypass))).toEqual(denied);
    const marker = await remove('compliant');
    expect(marker).toMatchObject({ DeleteMarker: true });
    expect(await refusal(remove('compliant', VersionId))).toEqual(denied);
    const change = (given: ObjectLockRetention) => refusal(retain('compliant', given, { VersionId, ...bypass }));
    expect(await change({ Mode: 'COMPLIANCE', RetainUntilDate: inHours(1) })).toEqual(denied);
    expect(await change({ Mode: 'GOVERNANCE', RetainUntilDate: inHours(3) })).toEqual(denied);
    expect(await change({})).toEqual(denied);
    await opened.aws.clock.advance(2 * HOUR);
    expect(await remove('compliant', VersionId)).toEqual({ VersionId });
  });

  it('under a legal hold stay until it is lifted', async () => {
    const VersionId = await put('held');
    const hold = (Status: 'ON' | 'OFF' | undefined) =>
      opened.s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'held', LegalHold: Status === undefined ? {} : { Status } }));
    const held = async () => (await opened.s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: 'held' }))).LegalHold;
    expect(await refusal(held())).toEqual(unset);
    expect(await refusal(hold(undefined))).toEqual(malformed);
    await hold('ON');
    expect(await held()).toEqual({ Status: 'ON' });
    expect(await head('held')).toEqual({ ObjectLockLegalHoldStatus: 'ON' });
    expect(await refusal(remove('held', VersionId, bypass))).toEqual(denied);
    await hold('OFF');
    expect(await held()).toEqual({ Status: 'OFF' });
    expect(await remove('held', VersionId)).toEqual({ VersionId });
  });

  it('are refused one by one where many are deleted', async () => {
    const VersionId = await put('one', { ObjectLockLegalHoldStatus: 'ON' });
    const other = await put('other', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inHours(1) });
    const { Deleted, Errors } = await opened.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: {
          Objects: [
            { Key: 'one', VersionId },
            { Key: 'other', VersionId: other },
          ],
        },
        ...bypass,
      }),
    );
    expect(Deleted).toEqual([{ Key: 'other', VersionId: other }]);
    expect(Errors).toEqual([{ Key: 'one', VersionId, Code: denied.code, Message: denied.message }]);
  });

  it('come from uploads in parts too, and copies have locks of their own', async () => {
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inHours(5), ObjectLockLegalHoldStatus: 'ON' } as const;
    const upload = await startUpload(opened, 'parts', { Bucket, ...lock });
    await upload.complete([plain(await upload.part(1, 'x'))]);
    expect(await head('parts')).toEqual(lock);
    const copy = (Key: string, input: object = {}) =>
      opened.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/parts`, ...input }));
    await copy('free');
    expect(await head('free')).toEqual({});
    await copy('locked-copy', { ObjectLockLegalHoldStatus: 'ON' });
    expect(await head('locked-copy')).toEqual({ ObjectLockLegalHoldStatus: 'ON' });
  });

  const argument = (message: string, ArgumentName: string, ArgumentValue?: string) => ({
    code: 'InvalidArgument',
    message,
    status: 400,
    members: { ArgumentName, ...(ArgumentValue === undefined ? {} : { ArgumentValue }) },
  });

  it('want a mode and a date to come', async () => {
    const both = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied';
    expect(await refusal(put('bad', { ObjectLockMode: 'GOVERNANCE' }))).toEqual(argument(both, 'x-amz-object-lock-retain-until-date'));
    expect(await refusal(put('bad', { ObjectLockRetainUntilDate: inHours(1) }))).toEqual(argument(both, 'x-amz-object-lock-mode'));
    const badMode = { ObjectLockMode: 'BAD-VALUE' as 'GOVERNANCE', ObjectLockRetainUntilDate: inHours(1) };
    const unknown = argument('Unknown wormMode directive.', 'x-amz-object-lock-mode', 'BAD-VALUE');
    expect(await refusal(put('bad', badMode))).toEqual(unknown);
    expect(await refusal(opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'bad', ...badMode })))).toEqual(unknown);
    const past = { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate: inHours(-1) };
    expect(await refusal(put('bad', past))).toMatchObject({
      code: 'InvalidArgument',
      message: 'The retain until date must be in the future!',
    });
    expect(await refusal(put('bad', { ObjectLockLegalHoldStatus: 'maybe' as 'ON' }))).toEqual(
      argument("Legal Hold must be either of 'ON' or 'OFF'", 'x-amz-object-lock-legal-hold', 'maybe'),
    );
    await put('bad');
    expect(await refusal(retain('bad', { Mode: 'GOVERNANCE' }))).toEqual(malformed);
    expect(await refusal(retain('bad', undefined))).toEqual(malformed);
    expect((await refusal(retain('bad', { EventHold: 'ON' }))).message).toBe('s3 PutObjectRetention: EventHold is known but not emulated');
  });

  it('are no delete markers', async () => {
    await put('marked');
    const { VersionId } = await remove('marked');
    const refused = (Method: string) => ({
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
      members: { Method, ResourceType: 'DeleteMarker' },
    });
    const governed = { Mode: 'GOVERNANCE', RetainUntilDate: inHours(1) } as const;
    expect(await refusal(retain('marked', governed, { VersionId }))).toMatchObject(refused('PUT'));
    expect(await refusal(retention('marked', { VersionId }))).toMatchObject(refused('GET'));
    expect(await refusal(retain('marked', governed))).toMatchObject(refused('PUT'));
  });

  it('are only in buckets that have Object Lock', async () => {
    await put('key', { Bucket: Unlocked });
    const place = { Bucket: Unlocked, Key: 'key' };
    expect(await refusal(put('key', { ...place, ObjectLockLegalHoldStatus: 'ON' }))).toEqual(unlocked);
    expect(await refusal(retain('key', { Mode: 'GOVERNANCE', RetainUntilDate: inHours(1) }, place))).toEqual(unlocked);
    expect(await refusal(retention('key', place))).toEqual(unlocked);
    expect(await refusal(opened.s3.send(new GetObjectLegalHoldCommand(place)))).toEqual(unlocked);
    const hold = (Key: string, in_: string) =>
      refusal(opened.s3.send(new PutObjectLegalHoldCommand({ Bucket: in_, Key, LegalHold: { Status: 'ON' } })));
    expect(await hold('key', 'no-such-bucket')).toMatchObject({ code: 'NoSuchBucket' });
    expect(await hold('no-such-key', Bucket)).toMatchObject({ code: 'NoSuchKey', members: { Key: 'no-such-key' } });
  });

  it('are looked for after the document is read, and their bucket is asked for its lock last', async () => {
    await put('key', { Bucket: Unlocked });
    const hold = (in_: string, Key: string, LegalHold: { Status?: 'ON' }) =>
      refusal(opened.s3.send(new PutObjectLegalHoldCommand({ Bucket: in_, Key, LegalHold })));
    expect(await hold(Unlocked, 'key', {})).toEqual(malformed);
    expect(await hold(Bucket, 'no-such-key', {})).toEqual(malformed);
    expect(await hold(Unlocked, 'no-such-key', { Status: 'ON' })).toMatchObject({ code: 'NoSuchKey' });
    expect(await hold(Unlocked, 'key', { Status: 'ON' })).toEqual(unlocked);
  });
});
