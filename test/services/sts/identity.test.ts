import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetDelegatedAccessTokenCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal, signedFor } from '../emulator.js';
import { openSts } from './sts-client.js';

const RoleArn = 'arn:aws:iam::111111111111:role/a/path/reader';

describe.each(engines)('the caller (%s)', (engine) => {
  const opened = openSts(engine);
  const assume = async (caller?: string) =>
    (await opened.sts(caller).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-session' }))).Credentials;

  it('is the root user of the account that the access key names', async () => {
    expect(await opened.identityOf('123456789012')).toEqual({
      UserId: '123456789012',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
    });
    for (const key of ['test', 'AKIAIOSFODNN7EXAMPLE', '1234']) {
      expect((await opened.identityOf(key)).Arn).toBe('arn:aws:iam::000000000000:root');
    }
  });

  it('without a signature is the default account', async () => {
    const { status, body } = await opened.raw({ target: '/?Action=GetCallerIdentity&Version=2011-06-15' });
    expect([status, elementOf(body, 'Arn')]).toEqual([200, 'arn:aws:iam::000000000000:root']);
    expect(body).toMatch(/<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/);
  });

  it('may send a form, or a query', async () => {
    const headers = { ...signedFor('sts', 'us-east-1', '123456789012'), 'content-type': 'application/x-www-form-urlencoded' };
    const form = await opened.raw({ method: 'POST', target: '/', headers, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(elementOf(form.body, 'Account')).toBe('123456789012');
  });

  it('has ARNs of its partition', async () => {
    expect((await opened.identityOf('123456789012', 'cn-north-1')).Arn).toBe('arn:aws-cn:iam::123456789012:root');
    expect((await opened.identityOf('123456789012', 'us-gov-west-1')).Arn).toBe('arn:aws-us-gov:iam::123456789012:root');
  });

  it('with the credentials of a role is its session', async () => {
    const { Arn, Account, UserId } = await opened.identityOf(await assume());
    expect({ Arn, Account }).toEqual({ Arn: 'arn:aws:sts::111111111111:assumed-role/reader/a-session', Account: '111111111111' });
    expect(UserId).toMatch(/^AROA[A-Z2-7]{17}:a-session$/);
  });

  it('with the credentials of a federated user is that user', async () => {
    const { Credentials } = await opened.sts('123456789012').send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect(await opened.identityOf(Credentials)).toEqual({
      UserId: '123456789012:bob',
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:federated-user/bob',
    });
  });

  it('with a session of its own stays who it is', async () => {
    const { Credentials } = await opened.sts('123456789012').send(new GetSessionTokenCommand({}));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect((await opened.identityOf(Credentials)).Arn).toBe('arn:aws:iam::123456789012:root');
  });

  it('with the credentials of a role acts in its account', async () => {
    const asRole = opened.s3(await assume('222222222222'));
    await asRole.send(new CreateBucketCommand({ Bucket: 'of-the-role' }));
    const names = async (key: string) => ((await opened.s3(key).send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
    expect(await names('111111111111')).toEqual(['of-the-role']);
    expect(await names('222222222222')).toEqual([]);
  });

  it('is forgotten by a reset', async () => {
    const credentials = await assume();
    await opened.aws.reset();
    expect((await opened.identityOf(credentials)).Arn).toBe('arn:aws:iam::000000000000:root');
  });
});

describe.each(engines)('an access key (%s)', (engine) => {
  const opened = openSts(engine);
  const accountOf = async (AccessKeyId: string) => (await opened.sts().send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;

  it('tells its account', async () => {
    for (const account of ['123456789012', '000000000001', '999999999999']) {
      const { Credentials } = await opened.sts(account).send(new GetSessionTokenCommand({}));
      const key = Credentials?.AccessKeyId ?? '';
      expect(await accountOf(key)).toBe(account);
      await opened.aws.reset();
      // The number stands in the key itself.
      expect(await accountOf(key)).toBe(account);
    }
  });

  it('that AWS issued tells its account, too', async () => {
    // The worked example of those who found out how keys are made.
    expect(await accountOf('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
  });

  it('that is too short is refused', async () => {
    expect(await refusal(accountOf('AKIA'))).toMatchObject({
      code: 'ValidationError',
      message:
        "1 validation error detected: Value 'AKIA' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
      status: 400,
    });
  });
});

describe.each(engines)("a member account's root user (%s)", (engine) => {
  const opened = openSts(engine);
  const assume = (TargetPrincipal: string, arn = 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy', DurationSeconds?: number) =>
    opened
      .sts('111111111111')
      .send(
        new AssumeRootCommand({ TargetPrincipal, TaskPolicyArn: { arn }, ...(DurationSeconds === undefined ? {} : { DurationSeconds }) }),
      );

  it('is assumed for one task, for up to 15 minutes', async () => {
    await opened.aws.clock.freeze(new Date('2026-01-01T00:00:00Z'));
    for (const target of ['222222222222', 'arn:aws:iam::222222222222:root']) {
      const { Credentials } = await assume(target);
      expect(Credentials?.Expiration).toEqual(new Date('2026-01-01T00:15:00Z'));
      expect((await opened.identityOf(Credentials)).Arn).toBe('arn:aws:iam::222222222222:root');
    }
    expect((await refusal(assume('222222222222', undefined, 901))).code).toBe('ValidationError');
  });

  it('is assumed for no other task, and may not assume roles', async () => {
    const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(await refusal(assume('222222222222', policy))).toMatchObject({ code: 'AccessDenied', status: 403 });
    const { Credentials } = await assume('222222222222');
    const role = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-session' });
    expect(await refusal(opened.sts(Credentials).send(role))).toMatchObject({
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    });
  });
});

describe('what STS cannot decode', () => {
  const opened = openSts('memory');

  it('is refused in its words', async () => {
    const message = new DecodeAuthorizationMessageCommand({ EncodedMessage: 'nonsense' });
    expect(await refusal(opened.sts().send(message))).toMatchObject({ code: 'InvalidAuthorizationMessageException', status: 400 });
    const token = new GetDelegatedAccessTokenCommand({ TradeInToken: 'x'.repeat(20) });
    expect(await refusal(opened.sts().send(token))).toMatchObject({ code: 'ExpiredTradeInTokenException', status: 400 });
  });
});
