import { generateKeyPairSync, sign } from 'node:crypto';
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetWebIdentityTokenCommand,
  type GetWebIdentityTokenCommandInput,
} from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../emulator.js';
import { type Caller, openSts } from './sts-client.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const seconds = NOW.getTime() / 1000;
const RoleArn = 'arn:aws:iam::111111111111:role/federated';
const PrincipalArn = 'arn:aws:iam::111111111111:saml-provider/Idp';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (segment = ''): Record<string, unknown> => JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));

describe.each(engines)('AssumeRoleWithWebIdentity (%s)', (engine) => {
  const opened = openSts(engine);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  beforeEach(() => opened.aws.clock.freeze(NOW));

  const tokenOf = (claims: object): string => {
    const body = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
    return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
  };
  const claims = { iss: 'https://accounts.example.com', sub: 'user-1', aud: 'client-1', exp: seconds + 600 };
  const assume = (WebIdentityToken: string, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
    opened.sts().send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'web-session', WebIdentityToken, ...input }));

  it('tells what the token says, and gives credentials', async () => {
    const { $metadata, ...output } = await assume(tokenOf(claims));
    expect(output).toEqual({
      AssumedRoleUser: {
        Arn: 'arn:aws:sts::111111111111:assumed-role/federated/web-session',
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:web-session$/),
      },
      Audience: 'client-1',
      Credentials: {
        AccessKeyId: expect.any(String),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: new Date('2026-01-01T01:00:00Z'),
      },
      Provider: 'https://accounts.example.com',
      SubjectFromWebIdentityToken: 'user-1',
    });
    expect((await opened.identityOf(output.Credentials)).Arn).toBe('arn:aws:sts::111111111111:assumed-role/federated/web-session');
  });

  it('needs no signature', async () => {
    const form = new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn,
      RoleSessionName: 'web-session',
      WebIdentityToken: tokenOf({ ...claims, aud: ['first', 'second'] }),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await opened.raw({ method: 'POST', target: '/', headers, body: form.toString() });
    expect([status, elementOf(body, 'Audience')]).toEqual([200, 'first']);
  });

  it('takes the authorized party for the audience, and a source identity for the session', async () => {
    const token = tokenOf({ ...claims, azp: 'party', 'https://aws.amazon.com/source_identity': 'alice' });
    const { Audience, SourceIdentity } = await assume(token);
    expect({ Audience, SourceIdentity }).toEqual({ Audience: 'party', SourceIdentity: 'alice' });
  });

  it('refuses a token that has expired by the clock', async () => {
    const token = tokenOf(claims);
    await opened.aws.clock.advance(599_000);
    await assume(token);
    await opened.aws.clock.advance(1000);
    expect(await refusal(assume(token))).toMatchObject({
      code: 'ExpiredTokenException',
      message: `Token expired: current date/time ${seconds + 600} must be before the expiration date/time ${seconds + 600}`,
      status: 400,
    });
  });

  it.each([
    ['no.jwt', 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'],
    [`${encoded({})}.nonsense.x`, 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'],
    [`${encoded({})}.${encoded({ sub: 'a', exp: 1 })}.x`, 'Missing a required claim: iss'],
    [`${encoded({})}.${encoded({ iss: 'a', exp: 1 })}.x`, 'Missing a required claim: sub'],
    [`${encoded({})}.${encoded({ iss: 'a', sub: 'b' })}.x`, 'Missing a required claim: exp'],
  ])('refuses the token %s', async (token, message) => {
    expect(await refusal(assume(token))).toMatchObject({ code: 'InvalidIdentityTokenException', message, status: 400 });
  });

  it('names its refusals on the wire as the query protocol does, without Exception', async () => {
    const query = new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn,
      RoleSessionName: 'web',
      WebIdentityToken: 'nonsense',
    });
    const { status, body } = await opened.raw({ target: `/?${query}&Version=2011-06-15` });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Type')]).toEqual([400, 'InvalidIdentityToken', 'Sender']);
  });

  it('refuses an ARN that is no role', async () => {
    const call = assume(tokenOf(claims), { RoleArn: 'arn:aws:iam::111111111111:user/a' });
    expect((await refusal(call)).message).toBe('arn:aws:iam::111111111111:user/a is invalid');
  });
});

describe.each(engines)('AssumeRoleWithSAML (%s)', (engine) => {
  const opened = openSts(engine);
  beforeEach(() => opened.aws.clock.freeze(NOW));

  interface AssertionFacts {
    readonly expiry?: string;
    readonly session?: string;
    readonly role?: string;
    readonly duration?: number;
  }
  const attribute = (name: string, ...values: readonly string[]): string =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}">${values
      .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
      .join('')}</saml:Attribute>`;
  const assertionOf = ({
    expiry = '2026-01-01T00:05:00Z',
    session = 'saml-session',
    role = `${RoleArn},${PrincipalArn}`,
    duration,
  }: AssertionFacts = {}): string =>
    Buffer.from(
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
        <saml:Assertion ID="_1" Version="2.0">
          <saml:Issuer>https://idp.example.com/saml</saml:Issuer>
          <saml:Subject>
            <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice@example.com</saml:NameID>
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
              <saml:SubjectConfirmationData NotOnOrAfter="${expiry}" Recipient="https://signin.aws.amazon.com/saml"/>
            </saml:SubjectConfirmation>
          </saml:Subject>
          <saml:AttributeStatement>
            ${attribute('Role', 'arn:aws:iam::9:role/other,arn:aws:iam::9:saml-provider/other', role)}
            ${session === '' ? '' : attribute('RoleSessionName', session)}
            ${duration === undefined ? '' : attribute('SessionDuration', String(duration))}
          </saml:AttributeStatement>
        </saml:Assertion>
      </samlp:Response>`,
    ).toString('base64');
  const assume = (SAMLAssertion: string, DurationSeconds?: number) =>
    opened.sts().send(
      new AssumeRoleWithSAMLCommand({
        RoleArn,
        PrincipalArn,
        SAMLAssertion,
        ...(DurationSeconds === undefined ? {} : { DurationSeconds }),
      }),
    );

  it('tells what the assertion says, and gives credentials', async () => {
    const { $metadata, ...output } = await assume(assertionOf());
    expect(output).toEqual({
      AssumedRoleUser: {
        Arn: 'arn:aws:sts::111111111111:assumed-role/federated/saml-session',
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:saml-session$/),
      },
      Audience: 'https://signin.aws.amazon.com/saml',
      Credentials: {
        AccessKeyId: expect.any(String),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: new Date('2026-01-01T01:00:00Z'),
      },
      Issuer: 'https://idp.example.com/saml',
      // base64(SHA1(issuer + account + "/" + provider)), STS API reference.
      NameQualifier: 'wBM4rSkQTx14E75tQy62vnRd/+4=',
      Subject: 'alice@example.com',
      SubjectType: 'persistent',
    });
    expect((await opened.identityOf(output.Credentials)).Arn).toBe('arn:aws:sts::111111111111:assumed-role/federated/saml-session');
  });

  it("takes the provider before the role, and the assertion's duration for a limit", async () => {
    const { Credentials } = await assume(assertionOf({ role: `${PrincipalArn}, ${RoleArn}`, duration: 1800 }), 43_200);
    expect(Credentials?.Expiration).toEqual(new Date('2026-01-01T00:30:00Z'));
  });

  it('refuses an assertion that has expired by the clock', async () => {
    const assertion = assertionOf();
    await opened.aws.clock.advance(299_000);
    await assume(assertion);
    await opened.aws.clock.advance(1000);
    expect(await refusal(assume(assertion))).toMatchObject({
      code: 'ExpiredTokenException',
      message: 'Token must be redeemed within 5 minutes of issuance',
      status: 400,
    });
  });

  it.each([
    [
      'another role',
      assertionOf({ role: 'arn:aws:iam::111111111111:role/x,arn:aws:iam::111111111111:saml-provider/Idp' }),
      'Role is required in AuthnResponse',
    ],
    ['no session name', assertionOf({ session: '' }), 'RoleSessionName is required in AuthnResponse'],
    ['no XML', Buffer.from('nonsense').toString('base64'), 'Invalid base64 SAMLResponse'],
    ['an entity', Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').toString('base64'), 'Invalid base64 SAMLResponse'],
  ])('refuses an assertion of %s', async (_, assertion, message) => {
    expect(await refusal(assume(assertion))).toMatchObject({ code: 'InvalidIdentityTokenException', message, status: 400 });
  });
});

describe.each(engines)('GetWebIdentityToken (%s)', (engine) => {
  const opened = openSts(engine);
  beforeEach(() => opened.aws.clock.freeze(NOW));
  const token = async (input: Partial<GetWebIdentityTokenCommandInput> = {}, caller: Caller = '123456789012') => {
    const command = new GetWebIdentityTokenCommand({ Audience: ['https://api.example.com'], SigningAlgorithm: 'ES384', ...input });
    const { WebIdentityToken, Expiration } = await opened.sts(caller).send(command);
    const [head, payload, signature] = (WebIdentityToken ?? '').split('.');
    return {
      head: decoded(head),
      claims: decoded(payload),
      signature: Buffer.from(signature ?? '', 'base64url'),
      Expiration,
      WebIdentityToken,
    };
  };

  it('is a JWT that says who calls', async () => {
    const { head, claims, signature, Expiration } = await token({ Tags: [{ Key: 'team', Value: 'tin' }] });
    expect(head).toEqual({ alg: 'ES384', kid: expect.any(String), typ: 'JWT' });
    expect(claims).toEqual({
      iss: expect.stringMatching(/^https:\/\/.*\.tokens\.sts\.global\.api\.aws$/),
      aud: 'https://api.example.com',
      sub: 'arn:aws:iam::123456789012:root',
      iat: seconds,
      exp: seconds + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'https://sts.amazonaws.com/': {
        aws_account: '123456789012',
        source_region: 'us-east-1',
        principal_id: 'arn:aws:iam::123456789012:root',
        request_tags: { team: 'tin' },
      },
    });
    expect(Expiration).toEqual(new Date('2026-01-01T00:05:00Z'));
    // ES384 in JOSE's form: two numbers of 48 bytes (RFC 7518, 3.4).
    expect(signature).toHaveLength(96);
  });

  it('is signed by one key of the account for each algorithm', async () => {
    const [first, second] = await Promise.all([token(), token()]);
    const rsa = await token({ SigningAlgorithm: 'RS256' });
    const other = await token({}, '222222222222');
    expect(second.head).toEqual(first.head);
    expect(second.claims.jti).not.toBe(first.claims.jti);
    expect(rsa.head.alg).toBe('RS256');
    expect(rsa.signature).toHaveLength(256);
    expect(new Set([first.head.kid, rsa.head.kid, other.head.kid]).size).toBe(3);
  });

  it('does not outlive the session that asks for it', async () => {
    const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'short', DurationSeconds: 900 });
    const { Credentials } = await opened.sts('222222222222').send(assume);
    expect((await token({ DurationSeconds: 900 }, Credentials)).claims.sub).toBe('arn:aws:sts::111111111111:assumed-role/federated/short');
    await opened.aws.clock.advance(1000);
    expect((await refusal(token({ DurationSeconds: 900 }, Credentials))).code).toBe('SessionDurationEscalationException');
  });

  it('refuses other algorithms, durations and too many claims', async () => {
    expect((await refusal(token({ SigningAlgorithm: 'none' }))).code).toBe('ValidationError');
    for (const DurationSeconds of [59, 3601]) expect((await refusal(token({ DurationSeconds }))).code).toBe('ValidationError');
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: 'x'.repeat(250) }));
    expect((await refusal(token({ Tags }))).code).toMatch(/^JWTPayloadSizeExceeded/);
  });

  it('can be brought back to assume a role', async () => {
    const { WebIdentityToken } = await token();
    const command = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'circle', WebIdentityToken });
    const { Audience, SubjectFromWebIdentityToken } = await opened.sts().send(command);
    expect({ Audience, SubjectFromWebIdentityToken }).toEqual({
      Audience: 'https://api.example.com',
      SubjectFromWebIdentityToken: 'arn:aws:iam::123456789012:root',
    });
  });
});
