import { createHash } from 'node:crypto';
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../emulator.js';
import { type Caller, openSts } from './sts-client.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
/** Texts that no packing makes much smaller. */
const incompressible = (seed: string, length: number): string => {
  let text = '';
  for (let part = 0; text.length < length; part++) text += createHash('sha512').update(`${seed} ${part}`).digest('base64').slice(0, 84);
  return text.slice(0, length);
};

describe.each(engines)('AssumeRole (%s)', (engine) => {
  const opened = openSts(engine);
  beforeAll(() => opened.aws.clock.freeze(NOW));
  const assume = (input: Partial<AssumeRoleCommandInput> = {}, caller: Caller = '222222222222') =>
    opened
      .sts(caller)
      .send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111111111111:role/reader', RoleSessionName: 'a-session', ...input }));
  const validation = async (call: Promise<unknown>) => {
    const { code, message, status } = await refusal(call);
    expect([code, status]).toEqual(['ValidationError', 400]);
    return message;
  };

  it('makes the token as long as the caller wants at least', async () => {
    const tokenOf = async (size: number) => (await assume({ MinimumSessionTokenSize: size })).Credentials?.SessionToken ?? '';
    expect((await tokenOf(4096)).length).toBe(4096);
    expect((await tokenOf(0)).length).toBe(300);
  });

  it('gives credentials for an hour, and says who they are', async () => {
    const { $metadata, ...output } = await assume();
    expect(output).toEqual({
      AssumedRoleUser: {
        Arn: 'arn:aws:sts::111111111111:assumed-role/reader/a-session',
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:a-session$/),
      },
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
        SessionToken: expect.stringMatching(/^[A-Za-z0-9+/]{200,}$/),
        Expiration: inSeconds(3600),
      },
    });
  });

  it('gives other credentials each time, and the same role the same id', async () => {
    const [first, second] = [await assume(), await assume({ RoleSessionName: 'another' })];
    expect(first.Credentials?.AccessKeyId).not.toBe(second.Credentials?.AccessKeyId);
    expect(first.AssumedRoleUser?.AssumedRoleId?.split(':')[0]).toBe(second.AssumedRoleUser?.AssumedRoleId?.split(':')[0]);
  });

  it.each([
    'nothing-valid-in-here',
    'arn::b:::something/test-role',
    'arn:a::::something/test-role',
    'arn:a:::something/test-role',
    'arn:a:a::aaaaaaaaaa:',
    'arn:aws:iam::111111111111:user/somebody',
    'arn:aws:iam::1111:role/too-short-account',
  ])('refuses the ARN %s', async (RoleArn) => {
    expect(await validation(assume({ RoleArn }))).toBe(`${RoleArn} is invalid`);
  });

  it('refuses names and durations that the model refuses', async () => {
    expect(await validation(assume({ RoleSessionName: 'Session1:2' }))).toBe(
      "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    );
    for (const DurationSeconds of [899, 43_201]) expect(await validation(assume({ DurationSeconds }))).toContain("'durationSeconds'");
    expect(await validation(assume({ RoleSessionName: 'x', DurationSeconds: 1 }))).toMatch(/^2 validation errors detected: /);
  });

  it('gives as long as is asked for', async () => {
    for (const DurationSeconds of [900, 43_200]) {
      expect((await assume({ DurationSeconds })).Credentials?.Expiration).toEqual(inSeconds(DurationSeconds));
    }
  });

  it('from another role gives an hour at most', async () => {
    const { Credentials } = await assume();
    const chained = { RoleArn: 'arn:aws:iam::333333333333:role/writer', RoleSessionName: 'chained' };
    const { AssumedRoleUser } = await assume(chained, Credentials);
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::333333333333:assumed-role/writer/chained');
    expect(await validation(assume({ ...chained, DurationSeconds: 3601 }, Credentials))).toBe(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  });

  it('keeps a source identity for the whole chain', async () => {
    const first = await assume({ SourceIdentity: 'alice' });
    expect(first.SourceIdentity).toBe('alice');
    expect((await assume({}, first.Credentials)).SourceIdentity).toBe('alice');
    expect(await refusal(assume({ SourceIdentity: 'mallory' }, first.Credentials))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  it('checks session tags, those of the calling session included', async () => {
    const Tags = [
      { Key: 'Project', Value: 'tin' },
      { Key: 'Cost', Value: '1' },
    ];
    const first = await assume({ Tags, TransitiveTagKeys: ['Project'] });
    expect(first.PackedPolicySize).toBeGreaterThan(0);
    expect(await validation(assume({ Tags: [...Tags, { Key: 'project', Value: 'x' }] }))).toBe(
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
    expect(await validation(assume({ Tags, TransitiveTagKeys: ['Absent'] }))).toBe(
      'The specified transitive tag key must be included in the requested tags.',
    );
    // What isn't transitive may be set anew.
    await assume({ Tags: [{ Key: 'cost', Value: '2' }] }, first.Credentials);
    expect(await validation(assume({ Tags: [{ Key: 'PROJECT', Value: 'x' }] }, first.Credentials))).toMatch(
      /conflicts with a transitive tag key from the calling session/,
    );
  });

  it('packs session policies, and tells how much room they take', async () => {
    const { PackedPolicySize } = await assume({ Policy: POLICY, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] });
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(PackedPolicySize).toBeLessThanOrEqual(100);
    const Policy = JSON.stringify({ Statement: [incompressible('policy', 2000)] });
    const Tags = Array.from({ length: 10 }, (_, index) => ({ Key: `key-${index}`, Value: incompressible(`tag ${index}`, 240) }));
    expect(await refusal(assume({ Policy, Tags }))).toMatchObject({ status: 400, code: expect.stringMatching(/^PackedPolicyTooLarge/) });
  });

  it.each([
    ['{', 'This policy contains invalid Json'],
    ['[]', 'Syntax errors in policy.'],
    ['{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
  ])('refuses the policy %s', async (Policy, message) => {
    expect(await refusal(assume({ Policy }))).toMatchObject({
      code: expect.stringMatching(/^MalformedPolicyDocument/),
      message,
      status: 400,
    });
  });

  it('wants an MFA device and its code together', async () => {
    const SerialNumber = 'arn:aws:iam::222222222222:mfa/user';
    expect((await refusal(assume({ SerialNumber }))).code).toBe('AccessDenied');
    expect((await assume({ SerialNumber, TokenCode: '123456' })).Credentials).toBeDefined();
  });
});

describe.each(engines)('sessions of long-term credentials (%s)', (engine) => {
  const opened = openSts(engine);
  beforeAll(() => opened.aws.clock.freeze(NOW));
  const session = (DurationSeconds?: number, caller?: Caller) =>
    opened.sts(caller).send(new GetSessionTokenCommand(DurationSeconds === undefined ? {} : { DurationSeconds }));

  it('of the root user last an hour, whatever is asked for', async () => {
    expect((await session()).Credentials?.Expiration).toEqual(inSeconds(3600));
    expect((await session(129_600)).Credentials?.Expiration).toEqual(inSeconds(3600));
    expect((await session(900)).Credentials?.Expiration).toEqual(inSeconds(900));
    expect((await refusal(session(899))).message).toContain('Member must have value greater than or equal to 900');
  });

  it('give no further sessions', async () => {
    const { Credentials } = await session();
    expect(await refusal(session(undefined, Credentials))).toMatchObject({
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
      status: 403,
    });
    const federate = opened.sts(Credentials).send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect((await refusal(federate)).message).toBe('Cannot call GetFederationToken with session credentials');
  });

  it('of federated users tell the size of their policies, even of none', async () => {
    const { $metadata, ...output } = await opened.sts('111111111111').send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect(output).toEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: inSeconds(3600),
      },
      FederatedUser: { Arn: 'arn:aws:sts::111111111111:federated-user/bob', FederatedUserId: '111111111111:bob' },
      PackedPolicySize: 0,
    });
    const withPolicy = await opened.sts().send(new GetFederationTokenCommand({ Name: 'bob', Policy: POLICY }));
    expect(withPolicy.PackedPolicySize).toBeGreaterThan(0);
  });

  it('of federated users have names of 2 to 32 characters', async () => {
    for (const Name of ['a', 'a'.repeat(33), 'a b']) {
      const call = opened.sts().send(new GetFederationTokenCommand({ Name }));
      expect(await refusal(call)).toMatchObject({ code: 'ValidationError', message: expect.stringContaining(`Value '${Name}' at 'name'`) });
    }
  });
});
