import {
  CreateBucketCommand,
  DeleteBucketReplicationCommand,
  GetBucketReplicationCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  type ReplicationRule,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const invalid = (message: string) => refused('InvalidRequest', message);
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
const Role = 'arn:aws:iam::000000000000:role/replication';
const target = 'arn:aws:s3:::a-target';
const schema = 'of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.';

const newer = (rule: Partial<ReplicationRule> = {}): ReplicationRule => ({
  ID: 'id',
  Priority: 1,
  Filter: { Prefix: 'Tax' },
  Status: 'Enabled',
  Destination: { Bucket: target },
  DeleteMarkerReplication: { Status: 'Disabled' },
  ...rule,
});

describe.each(engines)('replication configurations (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (...Rules: ReplicationRule[]) =>
    opened.s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role, Rules } }));
  const get = async () => (await opened.s3.send(new GetBucketReplicationCommand({ Bucket }))).ReplicationConfiguration;
  const remove = () => opened.s3.send(new DeleteBucketReplicationCommand({ Bucket }));
  const setVersioning = (bucket: string, Status: 'Enabled' | 'Suspended') =>
    opened.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));
  const none = refused('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', { BucketName: Bucket }, 404);

  beforeAll(async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'a-target' }));
  });

  it('need versioning on both sides', async () => {
    expect(await refusal(get())).toEqual(none);
    expect(await refusal(put(newer()))).toEqual(invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration"));
    await setVersioning(Bucket, 'Enabled');
    const unversioned = invalid('Destination bucket must have versioning enabled.');
    expect(await refusal(put(newer({ Destination: { Bucket: 'arn:aws:s3:::nowhere-to-be-found' } })))).toEqual(unversioned);
    expect(await refusal(put(newer()))).toEqual(unversioned);
    await setVersioning('a-target', 'Enabled');
    expect(await refusal(put(newer({ Destination: { Bucket: `arn:aws:s3:::${Bucket}` } })))).toEqual(
      invalid('Destination bucket cannot be the same as the source bucket.'),
    );
  });

  it('are put, read back and deleted', async () => {
    await put(newer());
    expect(await get()).toEqual({ Role, Rules: [newer()] });
    const timed = newer({
      ID: 'rtc',
      Priority: 0,
      Filter: {},
      Status: 'Disabled',
      Destination: {
        Bucket: target,
        StorageClass: 'STANDARD',
        ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
        Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
      },
    });
    await put(timed);
    expect(await get()).toEqual({ Role, Rules: [timed] });
    const { ID, ...anonymous } = newer();
    await put(anonymous);
    expect((await get())?.Rules?.[0]).toEqual({ ...anonymous, ID: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/) });
    expect(await refusal(put())).toEqual(malformed);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
  });

  it('keep versioning on', async () => {
    await put(newer());
    expect(await refusal(setVersioning(Bucket, 'Suspended'))).toEqual(
      refused(
        'InvalidBucketState',
        'A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.',
        {},
        409,
      ),
    );
    await remove();
  });

  it('tell the two schemas apart', async () => {
    const without = (name: keyof ReplicationRule): ReplicationRule => {
      const { [name]: _, ...rule } = newer();
      return rule as ReplicationRule;
    };
    const older: ReplicationRule = { ID: 'id', Prefix: '', Status: 'Enabled', Destination: { Bucket: target } };
    const cases: readonly (readonly [ReplicationRule, object])[] = [
      [without('Priority'), invalid(`Priority must be specified for this version ${schema}`)],
      [without('DeleteMarkerReplication'), invalid(`DeleteMarkerReplication must be specified for this version ${schema}`)],
      [without('Filter'), malformed],
      [
        { ...older, DeleteMarkerReplication: { Status: 'Enabled' } },
        invalid(`DeleteMarkerReplication cannot be used for this version ${schema}`),
      ],
      [{ ...older, Priority: 1 }, invalid(`Priority cannot be used for this version ${schema}`)],
      [
        newer({ Filter: { Tag: { Key: 'a', Value: 'b' } }, DeleteMarkerReplication: { Status: 'Enabled' } }),
        invalid(
          'Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.',
        ),
      ],
      [newer({ Filter: { Prefix: 'a', Tag: { Key: 'a', Value: 'b' } } }), malformed],
    ];
    for (const [rule, expected] of cases) expect(await refusal(put(rule))).toEqual(expected);
    await put(older);
    expect((await get())?.Rules).toEqual([older]);
  });

  it('have rules of different ids and priorities', async () => {
    expect(await refusal(put(newer(), newer({ Priority: 2 })))).toEqual(
      refused('InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule', {
        ArgumentName: 'ID',
        ArgumentValue: 'id',
      }),
    );
    expect(await refusal(put(newer(), newer({ ID: 'other' })))).toEqual(invalid("Found duplicate priority '1' in more than one rule"));
  });

  it('have destinations of a form', async () => {
    const to = (Destination: Partial<ReplicationRule['Destination']>, rule: Partial<ReplicationRule> = {}) =>
      refusal(put(newer({ ...rule, Destination: { Bucket: target, ...Destination } })));
    expect(await to({ Bucket: 'a-target' })).toEqual(
      refused('InvalidArgument', 'Invalid bucket ARN', { ArgumentName: 'Bucket', ArgumentValue: 'a-target' }),
    );
    expect(await to({ AccessControlTranslation: { Owner: 'Destination' } })).toEqual(
      invalid('Account must be specified if AccessControlTranslation is present.'),
    );
    expect(await to({ EncryptionConfiguration: { ReplicaKmsKeyID: 'key' } })).toEqual(
      invalid('SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.'),
    );
    expect(await to({}, { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } } })).toEqual(
      invalid('ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.'),
    );
    expect(await to({ ReplicationTime: { Status: 'Enabled', Time: { Minutes: 5 } } })).toEqual(
      refused('InvalidArgument', 'The number of minutes must be 15', { ArgumentName: 'Minutes', ArgumentValue: '5' }),
    );
    expect(await to({}, { ExistingObjectReplication: { Status: 'Enabled' } })).toEqual(
      refused('NotImplemented', 's3 PutBucketReplication: ExistingObjectReplication Enabled is known but not emulated', {}, 501),
    );
  });
});
