import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
  type Transition,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const malformed = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
  members: {},
};

describe.each(engines)('lifecycle configurations (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = async (Rules: LifecycleRule[], input: Partial<PutBucketLifecycleConfigurationCommandInput> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules }, ...input }),
    );
    return output;
  };
  const get = async (bucket = Bucket) => {
    const { $metadata, ...output } = await opened.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    return output;
  };
  const rule = (actions: Partial<LifecycleRule>): LifecycleRule => ({ ID: 'rule', Filter: { Prefix: '' }, Status: 'Enabled', ...actions });
  const week = { Expiration: { Days: 7 } };

  it('are given back as they were put, and go with their bucket', async () => {
    const place = { Bucket: 'with-lifecycle' };
    await opened.s3.send(new CreateBucketCommand(place));
    const rules = [
      rule({ ID: 'one', ...week }),
      rule({ ID: 'two', Filter: { ObjectSizeGreaterThan: 20 }, Expiration: { Date: new Date('2030-01-01') } }),
      rule({
        ID: 'three',
        Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeLessThan: 100 } },
        Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
        NoncurrentVersionTransitions: [{ NoncurrentDays: 1, NewerNoncurrentVersions: 2, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 2 },
      }),
      { ID: 'old', Prefix: 'b/', Status: 'Disabled' as const, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      rule({ ID: 'markers', Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } }),
    ];
    await put(rules, place);
    expect(await get(place.Bucket)).toEqual({ Rules: rules, TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' });
    const none = {
      code: 'NoSuchLifecycleConfiguration',
      message: 'The lifecycle configuration does not exist',
      status: 404,
      members: { BucketName: place.Bucket },
    };
    await opened.s3.send(new DeleteBucketCommand(place));
    await opened.s3.send(new CreateBucketCommand(place));
    expect(await refusal(get(place.Bucket))).toEqual(none);
    await put(rules, place);
    await opened.s3.send(new DeleteBucketLifecycleCommand(place));
    expect(await refusal(get(place.Bucket))).toEqual(none);
  });

  it('give rules without an id one', async () => {
    const { ID, ...anonymous } = rule(week);
    await put([anonymous, anonymous]);
    const ids = (await get()).Rules?.map((each) => each.ID);
    expect(ids).toEqual([expect.stringMatching(/^[A-Za-z0-9+/=]{48}$/), expect.stringMatching(/^[A-Za-z0-9+/=]{48}$/)]);
    expect(new Set(ids).size).toBe(2);
  });

  it('say from which size on objects are moved', async () => {
    const all = { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' } as const;
    const varies = { TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' } as const;
    expect(await put([rule(week)], varies)).toEqual(varies);
    expect(await get()).toEqual({ Rules: [rule(week)], ...varies });
    expect(await put([rule(week)])).toEqual(all);
    expect(await put([rule(week)], all)).toEqual(all);
    expect(await refusal(put([rule(week)], { TransitionDefaultMinimumObjectSize: 'value' as 'varies_by_storage_class' }))).toEqual({
      code: 'InvalidRequest',
      message: 'Invalid TransitionDefaultMinimumObjectSize found: value',
      status: 400,
      members: {},
    });
  });

  const { Filter, ...unfiltered } = rule(week);
  it.each<[string, LifecycleRule[]]>([
    ['no rules', []],
    ['no filter', [unfiltered]],
    ['a filter and a prefix', [{ ...rule(week), Prefix: 'a' }]],
    ['two predicates without And', [rule({ ...week, Filter: { Prefix: 'a', ObjectSizeGreaterThan: 1 } })]],
    ['And and a predicate beside it', [rule({ ...week, Filter: { And: { Prefix: 'a' }, ObjectSizeGreaterThan: 1 } })]],
    ['an empty expiration', [rule({ Expiration: {} })]],
    ['markers and days', [rule({ Expiration: { ExpiredObjectDeleteMarker: true, Days: 1 } })]],
    ['days and a date', [rule({ Expiration: { Date: new Date('2030-01-01'), Days: 1 } })]],
    ['no days of noncurrent versions', [rule({ NoncurrentVersionExpiration: {} })]],
    ['no days of uploads', [rule({ AbortIncompleteMultipartUpload: {} })]],
    ['a transition without a class', [rule({ Transitions: [{ Days: 1 }] })]],
    ['a transition without a time', [rule({ Transitions: [{ StorageClass: 'GLACIER' }] })]],
    ['another status', [rule({ ...week, Status: 'Maybe' as 'Enabled' })]],
  ])('with %s are no valid documents', async (_, rules) => {
    expect(await refusal(put(rules))).toEqual(malformed);
  });

  const argument = (message: string, ArgumentName: string, ArgumentValue: string) => ({
    code: 'InvalidArgument',
    message,
    status: 400,
    members: { ArgumentName, ArgumentValue },
  });
  const request = (message: string) => ({ code: 'InvalidRequest', message, status: 400, members: {} });
  const moves = (...Transitions: Transition[]) => rule({ Transitions });
  const tags = { Filter: { Tag: { Key: 'k', Value: 'v' } } };
  const noon = new Date('2030-01-01T12:00:00Z');

  it.each<[string, LifecycleRule[], ReturnType<typeof request> | ReturnType<typeof argument>]>([
    [
      'a date that isn’t midnight',
      [rule({ Expiration: { Date: noon } })],
      argument("'Date' must be at midnight GMT", 'Date', noon.toISOString()),
    ],
    [
      'the same tag twice',
      [
        rule({
          ...week,
          Filter: {
            And: {
              Tags: [
                { Key: 'k', Value: '1' },
                { Key: 'k', Value: '2' },
              ],
            },
          },
        }),
      ],
      request('Duplicate Tag Keys are not allowed.'),
    ],
    ['nothing to do', [rule({})], request('At least one action needs to be specified in a rule')],
    ['the same id twice', [rule(week), rule(week)], argument('Rule ID must be unique. Found same ID for more than one rule', 'ID', 'rule')],
    [
      'a long id',
      [rule({ ...week, ID: 'x'.repeat(256) })],
      argument('ID length should not exceed allowed limit of 255', 'ID', 'x'.repeat(256)),
    ],
    ['no days', [rule({ Expiration: { Days: 0 } })], argument("'Days' for Expiration action must be a positive integer", 'Days', '0')],
    [
      'no days after an upload began',
      [rule({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } })],
      argument("'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer", 'DaysAfterInitiation', '0'),
    ],
    [
      'uploads that have tags',
      [rule({ ...tags, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })],
      request('AbortIncompleteMultipartUpload cannot be specified with Tags.'),
    ],
    [
      'delete markers that have tags',
      [rule({ ...tags, Expiration: { ExpiredObjectDeleteMarker: true } })],
      request('ExpiredObjectDeleteMarker cannot be specified with Tags.'),
    ],
    [
      'too many noncurrent versions',
      [rule({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } })],
      argument(
        "'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be between 1 and 100",
        'NewerNoncurrentVersions',
        '101',
      ),
    ],
    [
      'an early move to infrequent access',
      [moves({ Days: 29, StorageClass: 'STANDARD_IA' })],
      argument("'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'", 'Days', '29'),
    ],
    [
      'an end before the move',
      [rule({ Expiration: { Days: 30 }, Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] })],
      argument("'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition action", 'Days', '30'),
    ],
    [
      'a short stay in infrequent access',
      [moves({ Days: 30, StorageClass: 'STANDARD_IA' }, { Days: 59, StorageClass: 'GLACIER' })],
      argument(
        "'Days' in the 'GLACIER' Transition action for filter '(prefix=)' must be 30 days more than 'filter '(prefix=)'' in the 'STANDARD_IA' Transition action",
        'Days',
        '59',
      ),
    ],
    [
      'the same class twice',
      [moves({ Days: 1, StorageClass: 'GLACIER' }, { Days: 2, StorageClass: 'GLACIER' })],
      request("'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '(prefix=)'"),
    ],
    [
      'dates and days',
      [rule({ Expiration: { Days: 9 }, Transitions: [{ Date: new Date('2030-01-01'), StorageClass: 'GLACIER' }] })],
      request("Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '(prefix=)'"),
    ],
  ])('with %s are refused', async (_, rules, answer) => {
    expect(await refusal(put(rules))).toEqual(answer);
  });
});
