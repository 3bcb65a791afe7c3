import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
  type PutBucketPolicyCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const arn = `arn:aws:s3:::${Bucket}`;
type Fields = Readonly<Record<string, unknown>>;
const valid = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 's3:GetObject', Resource: `${arn}/*` };
const policy = (...statements: readonly Fields[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
/** The valid statement with other fields; undefined takes one away. */
const statement = (fields: Fields): string => policy({ ...valid, ...fields });

describe.each(engines)("buckets' policies (%s)", (engine) => {
  const opened = openBucket(engine);
  const put = (Policy: string, more: Partial<PutBucketPolicyCommandInput> = {}) =>
    opened.s3.send(new PutBucketPolicyCommand({ Bucket, Policy, ...more }));
  const get = async () => (await opened.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
  const isPublic = async () => (await opened.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;

  it('are put, read without spaces between their parts, and deleted', async () => {
    const none = { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist', status: 404, members: { BucketName: Bucket } };
    expect(await refusal(get())).toEqual(none);
    expect(await refusal(isPublic())).toEqual(none);
    const { $metadata } = await put(JSON.stringify(JSON.parse(policy(valid)), null, 2));
    expect($metadata.httpStatusCode).toBe(204);
    expect(await get()).toBe(policy(valid));
    const remove = () => opened.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
  });

  it('go with their bucket', async () => {
    const other = { Bucket: 'another-one' };
    await opened.s3.send(new CreateBucketCommand(other));
    await opened.s3.send(
      new PutBucketPolicyCommand({ ...other, Policy: statement({ Resource: 'arn:aws:s3:::another-one', Action: 's3:ListBucket' }) }),
    );
    const { DeleteBucketCommand } = await import('@aws-sdk/client-s3');
    await opened.s3.send(new DeleteBucketCommand(other));
    await opened.s3.send(new CreateBucketCommand(other));
    expect(await refusal(opened.s3.send(new GetBucketPolicyCommand(other)))).toMatchObject({ code: 'NoSuchBucketPolicy' });
  });

  const notJson = "Policies must be valid JSON and the first byte must be '{'";
  const principal = 'Invalid principal in policy';
  const resource = 'Policy has invalid resource';
  it.each([
    ['no bytes', '', notJson],
    ['text', 'random text', notJson],
    ['a space in front', ` ${policy(valid)}`, notJson],
    ['broken JSON', '{"Version"', notJson],
    ['an empty object', '{}', 'Missing required field Statement'],
    ['another version', JSON.stringify({ Version: '2012', Statement: [valid] }), 'The policy must contain a valid version string'],
    ['no statements', policy(), 'Could not parse the policy: Statement is empty!'],
    ['an unknown field', statement({ condition: {} }), 'Unknown field condition'],
    ['no effect', statement({ Effect: undefined }), 'Missing required field Effect'],
    ['another effect', statement({ Effect: 'hello' }), 'Invalid effect: hello'],
    ['no principal', statement({ Principal: undefined }), 'Missing required field Principal'],
    ['no action', statement({ Action: undefined }), 'Missing required field Action'],
    ['no resource', statement({ Resource: undefined }), 'Missing required field Resource'],
    ['a principal that is text', statement({ Principal: '111111111111' }), 'Invalid policy syntax.'],
    ['action and its opposite', statement({ NotAction: 's3:PutObject' }), 'Invalid policy syntax.'],
    ['a user without ARN', statement({ Principal: { AWS: 'user' } }), principal, '"AWS" : "user"'],
    [
      'a wildcard in a principal',
      statement({ Principal: { AWS: 'arn:aws:iam::111111111111:user/*' } }),
      principal,
      '"AWS" : "arn:aws:iam::111111111111:user/*"',
    ],
    ['a service that is none', statement({ Principal: { Service: 's3' } }), principal, '"Service" : "s3"'],
    ['an unknown action', statement({ Action: 's3:GetObjects' }), 'Policy has invalid action', 's3:GetObjects'],
    ["another service's action", statement({ Action: 'sqs:SendMessage' }), 'Policy has invalid action', 'sqs:SendMessage'],
    ["another bucket's objects", statement({ Resource: 'arn:aws:s3:::other/*' }), resource, 'arn:aws:s3:::other/*'],
    ['a resource without ARN', statement({ Resource: Bucket }), resource, Bucket],
    ['an action on objects for a bucket', statement({ Resource: arn }), 'Action does not apply to any resource(s) in statement'],
    [
      'one on buckets among those on objects',
      statement({ Action: ['s3:GetObject', 's3:ListBucket'] }),
      'Action does not apply to any resource(s) in statement',
    ],
    ['an unknown operator', statement({ Condition: { StringEqual: { 'aws:username': 'x' } } }), 'Invalid Condition type : StringEqual'],
    ['an unknown key', statement({ Condition: { StringEquals: { 's3:colour': 'x' } } }), 'Policy has an invalid condition key'],
    [
      "listings' keys elsewhere",
      statement({ Condition: { StringEquals: { 's3:prefix': 'x' } } }),
      'Conditions do not apply to combination of actions and resources in statement',
    ],
    ['one Sid twice', policy({ ...valid, Sid: 'a' }, { ...valid, Sid: 'a' }), 'Statement IDs (SID) in a single policy must be unique.'],
    ['more than 20 KiB', statement({ Sid: 'x'.repeat(20 * 1024) }), 'Policy exceeds the maximum allowed document size.'],
  ])('refuse %s', async (_, text, message, Detail?: string) => {
    expect(await refusal(put(text))).toEqual({
      code: 'MalformedPolicy',
      message,
      status: 400,
      members: Detail === undefined ? {} : { Detail },
    });
  });

  it.each([
    ['all actions on a bucket', { Action: 's3:*', Resource: arn }],
    ['every action', { Action: '*' }],
    ['all resources', { Resource: '*' }],
    ['wildcards that reach the bucket', { Resource: `arn:aws:s3:::${Bucket.slice(0, 3)}*` }],
    ['actions on both, with both', { Action: ['s3:GetObject', 's3:ListBucket'], Resource: [arn, `${arn}/*`] }],
    ['opposites', { Action: undefined, NotAction: 's3:GetObject', Resource: undefined, NotResource: `${arn}/x` }],
    ['actions in any case', { Action: 'S3:getobject' }],
    [
      'roles, users, sessions and services',
      {
        Principal: {
          AWS: ['arn:aws:iam::111111111111:role/path/r', 'arn:aws:iam::111111111111:user/u', 'arn:aws:sts::111111111111:assumed-role/r/s'],
          Service: 'logging.s3.amazonaws.com',
          CanonicalUser: 'a'.repeat(64),
        },
      },
    ],
    [
      "objects' tags and variables",
      {
        Resource: `${arn}/\${aws:username}/*`,
        Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'a' }, Bool: { 'aws:SecureTransport': true } },
      },
    ],
    [
      "listings' keys",
      { Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: arn, Condition: { StringLike: { 's3:prefix': 'a/*' } } },
    ],
  ] satisfies [string, Fields][])('take %s', async (_, fields) => {
    expect((await put(statement(fields))).$metadata.httpStatusCode).toBe(204);
    expect(JSON.parse((await get()) ?? '')).toEqual(JSON.parse(statement(fields)));
  });

  it('that are public are refused as long as the bucket blocks them, and say why to its account alone', async () => {
    const text = statement({ Principal: '*' });
    expect(await refusal(put(text))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::000000000000:root is not authorized to perform: s3:PutBucketPolicy on resource: "${arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      status: 403,
      members: {},
    });
    expect(JSON.parse((await get()) ?? '')).not.toEqual(JSON.parse(text));
  });

  describe('where public policies are not blocked', () => {
    beforeAll(() => opened.s3.send(new DeletePublicAccessBlockCommand({ Bucket })));

    const all = { Principal: '*' };
    it.each<[string, boolean, Fields]>([
      ['everyone', true, all],
      ['everyone, as AWS', true, { Principal: { AWS: '*' } }],
      ['everyone but one', true, { Principal: undefined, NotPrincipal: { AWS: '111111111111' } }],
      ['an account', false, {}],
      ['a service', false, { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
      ['everyone, but as a refusal', false, { ...all, Effect: 'Deny' }],
      ['everyone with a referer', true, { ...all, Condition: { StringLike: { 'aws:Referer': 'http://example.com/*' } } }],
      ['everyone by TLS', true, { ...all, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      ['everyone of an organization', false, { ...all, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      ['everyone of organizations', true, { ...all, Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }],
      ['everyone of an organization, if any', true, { ...all, Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }],
      ['everyone but an organization', true, { ...all, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      ['a network', false, { ...all, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }],
      ['half of all networks', true, { ...all, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }],
      ['an endpoint', false, { ...all, Condition: { StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } } }],
      [
        'access points of an account',
        false,
        {
          ...all,
          Condition: { StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:111111111111:accesspoint/*' } },
        },
      ],
      ['a network by a variable', true, { ...all, Condition: { StringEquals: { 'aws:SourceVpc': `\${aws:PrincipalTag/vpc}` } } }],
    ])('one that allows %s is public: %s', async (_, expected, fields) => {
      await put(statement(fields));
      expect(await isPublic()).toBe(expected);
    });

    it('is public when one statement is', async () => {
      await put(policy(valid, { ...valid, Principal: '*' }));
      expect(await isPublic()).toBe(true);
    });
  });
});
