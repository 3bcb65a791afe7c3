import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  DeletePlatformApplicationCommand,
  GetEndpointAttributesCommand,
  GetPlatformApplicationAttributesCommand,
  ListEndpointsByPlatformApplicationCommand,
  ListPlatformApplicationsCommand,
  SetEndpointAttributesCommand,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const SECRETS = { PlatformPrincipal: 'id', PlatformCredential: 'secret' };
const ABSENT = 'arn:aws:sns:us-east-1:000000000000:app/ADM/absent';

describe.each(engines)('platform applications (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;

  beforeAll(async () => {
    emulator = await openEmulator(engine);
    sns = new SNSClient(emulator.aws.clientConfig());
  });
  afterAll(() => emulator.close());

  const create = async (Name: string, Platform = 'ADM', Attributes: Record<string, string> = SECRETS): Promise<string> =>
    (await sns.send(new CreatePlatformApplicationCommand({ Name, Platform, Attributes }))).PlatformApplicationArn ?? '';

  it('are named by platform and name, and show all but their secrets', async () => {
    const PlatformApplicationArn = await create('shown');
    expect(PlatformApplicationArn).toBe('arn:aws:sns:us-east-1:000000000000:app/ADM/shown');
    const shown = await sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn }));
    expect(shown.Attributes).toEqual({ Enabled: 'true' });
    await sns.send(
      new SetPlatformApplicationAttributesCommand({ PlatformApplicationArn, Attributes: { SuccessFeedbackSampleRate: '50' } }),
    );
    const changed = await sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn }));
    expect(changed.Attributes).toEqual({ Enabled: 'true', SuccessFeedbackSampleRate: '50' });
    await sns.send(new DeletePlatformApplicationCommand({ PlatformApplicationArn }));
    await sns.send(new DeletePlatformApplicationCommand({ PlatformApplicationArn }));
    expect(await refusal(sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn })))).toMatchObject({
      code: 'NotFoundException',
      message: 'PlatformApplication does not exist',
      status: 404,
    });
  });

  it('are created once, and again only as they are', async () => {
    expect(await create('again')).toBe(await create('again'));
    expect(await refusal(create('again', 'ADM', { ...SECRETS, PlatformCredential: 'other' }))).toMatchObject({
      code: 'InvalidParameterException',
      message:
        'Invalid parameter: Attributes Reason: PlatformApplication arn:aws:sns:us-east-1:000000000000:app/ADM/again already exists with different attributes',
    });
  });

  it.each([
    ['a'.repeat(257), 'ADM', SECRETS, `Invalid parameter: ${'a'.repeat(257)} Reason: must be at most 256 characters long`],
    ['', 'ADM', SECRETS, 'Invalid parameter: Name Reason: cannot be empty'],
    ['a/b', 'ADM', SECRETS, "Invalid parameter: a/b Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"],
    ['app', 'AAA', SECRETS, 'Invalid parameter: Platform Reason: AAA is not supported'],
    ['app', 'GCM', { Enabled: 'true' }, 'Invalid parameter: Attributes Reason: Platform credentials are invalid'],
    ['app', 'APNS', { PlatformCredential: 'key' }, 'Invalid parameter: Attributes Reason: Platform credentials are invalid'],
    ['app', 'GCM', { PlatformCredential: 'key', Nope: 'x' }, 'Invalid parameter: Attributes Reason: Invalid attribute name: Nope'],
  ])('are not created as %.20s on %s with %o', async (name, platform, attributes, message) => {
    expect(await refusal(create(name, platform, attributes as Record<string, string>))).toMatchObject({
      code: 'InvalidParameterException',
      message,
      status: 400,
    });
  });

  it.each([
    ['create', () => sns.send(new CreatePlatformApplicationCommand({ Name: 'app', Platform: 'ADM', Attributes: undefined }))],
    ['set', () => sns.send(new SetPlatformApplicationAttributesCommand({ PlatformApplicationArn: ABSENT, Attributes: undefined }))],
  ])('need attributes to %s them', async (_, call) => {
    expect(await refusal(call())).toMatchObject({
      code: 'ValidationError',
      message: "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null",
      status: 400,
    });
  });

  it.each([
    ['no-arn', 'Invalid parameter: PlatformApplicationArn Reason: An ARN must have at least 6 elements, not 1'],
    [
      'arn:aws:sns:us-east-1:000000000000:app/ADM',
      'Invalid parameter: PlatformApplicationArn Reason: Wrong number of slashes in relative portion of the ARN.',
    ],
  ])('are not found by %s', async (PlatformApplicationArn, message) => {
    expect(await refusal(sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn })))).toMatchObject({
      code: 'InvalidParameterException',
      message,
    });
  });

  it('are listed in pages of 100', async () => {
    const other = new SNSClient({ ...emulator.aws.clientConfig(), region: 'eu-west-1' });
    for (let index = 0; index < 101; index++)
      await other.send(
        new CreatePlatformApplicationCommand({ Name: `app${index}`, Platform: 'GCM', Attributes: { PlatformCredential: 'key' } }),
      );
    const first = await other.send(new ListPlatformApplicationsCommand({}));
    expect(first.PlatformApplications).toHaveLength(100);
    const rest = await other.send(new ListPlatformApplicationsCommand({ NextToken: first.NextToken }));
    expect(rest.PlatformApplications).toEqual([
      { PlatformApplicationArn: 'arn:aws:sns:eu-west-1:000000000000:app/GCM/app99', Attributes: { Enabled: 'true' } },
    ]);
    expect(rest.NextToken).toBeUndefined();
  });

  describe('have endpoints that', () => {
    const endpointOf = async (
      PlatformApplicationArn: string,
      Token: string,
      more: { CustomUserData?: string; Attributes?: Record<string, string> } = {},
    ): Promise<string> => (await sns.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token, ...more }))).EndpointArn ?? '';
    const attributesOf = async (EndpointArn: string): Promise<unknown> =>
      (await sns.send(new GetEndpointAttributesCommand({ EndpointArn }))).Attributes;
    const listed = async (PlatformApplicationArn: string): Promise<unknown> =>
      (await sns.send(new ListEndpointsByPlatformApplicationCommand({ PlatformApplicationArn }))).Endpoints;

    it('are listed, changed and deleted', async () => {
      const app = await create('endpoints');
      const EndpointArn = await endpointOf(app, 'token_1');
      expect(EndpointArn).toMatch(/^arn:aws:sns:us-east-1:000000000000:endpoint\/ADM\/endpoints\/[0-9a-f-]{36}$/);
      expect(await listed(app)).toEqual([{ EndpointArn, Attributes: { Enabled: 'true', Token: 'token_1' } }]);
      await sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: 'False', CustomUserData: 'data' } }));
      expect(await attributesOf(EndpointArn)).toEqual({ Enabled: 'false', Token: 'token_1', CustomUserData: 'data' });
      await sns.send(new DeleteEndpointCommand({ EndpointArn }));
      await sns.send(new DeleteEndpointCommand({ EndpointArn }));
      expect(await listed(app)).toEqual([]);
      expect(await refusal(sns.send(new GetEndpointAttributesCommand({ EndpointArn })))).toMatchObject({
        code: 'NotFoundException',
        message: 'Endpoint does not exist',
        status: 404,
      });
    });

    it('are the same for the same token, unless other attributes are asked for', async () => {
      const app = await create('tokens');
      const EndpointArn = await endpointOf(app, 'token_1', { Attributes: { Enabled: 'true' } });
      expect(await endpointOf(app, 'token_1', { Attributes: { Enabled: 'true' } })).toBe(EndpointArn);
      const taken = {
        code: 'InvalidParameterException',
        message: `Invalid parameter: Token Reason: Endpoint ${EndpointArn} already exists with the same Token, but different attributes.`,
        status: 400,
      };
      expect(await refusal(endpointOf(app, 'token_1', { Attributes: { Enabled: 'false' } }))).toMatchObject(taken);
      const other = await endpointOf(app, 'token_2');
      const change = new SetEndpointAttributesCommand({ EndpointArn: other, Attributes: { Token: 'token_1' } });
      expect(await refusal(sns.send(change))).toMatchObject(taken);
      await sns.send(new SetEndpointAttributesCommand({ EndpointArn: other, Attributes: { Token: 'token_3' } }));
      expect(await endpointOf(app, 'token_2')).not.toBe(other);
      expect(await endpointOf(app, 'token_3')).toBe(other);
    });

    it('take user data as a parameter before user data as an attribute', async () => {
      const app = await create('data');
      const one = await endpointOf(app, 'token_1', { CustomUserData: 'foo', Attributes: { CustomUserData: 'bar' } });
      expect(await attributesOf(one)).toEqual({ CustomUserData: 'foo', Enabled: 'true', Token: 'token_1' });
      const other = await endpointOf(app, 'token_2', { Attributes: { CustomUserData: 'bar' } });
      expect(await attributesOf(other)).toEqual({ CustomUserData: 'bar', Enabled: 'true', Token: 'token_2' });
    });

    it.each([
      [{ PlatformPrincipal: 'x' }, 'Invalid attribute name: PlatformPrincipal'],
      [{ InvalidKey: 'x' }, 'Invalid attribute name: InvalidKey'],
      [
        { CustomUserData: 'ü'.repeat(1025) },
        'Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding',
      ],
      [{ Enabled: 'perhaps' }, 'Invalid value for attribute: Enabled: must be true or false'],
    ])('refuse the attributes %.40o', async (given, reason) => {
      const Attributes = given as unknown as Record<string, string>;
      const app = await create('refused');
      const expected = { code: 'InvalidParameterException', message: `Invalid parameter: Attributes Reason: ${reason}`, status: 400 };
      expect(await refusal(endpointOf(app, 'token_1', { Attributes }))).toMatchObject(expected);
      const EndpointArn = await endpointOf(app, 'token_2');
      expect(await refusal(sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes })))).toMatchObject(expected);
    });

    it('need their application, and go with it', async () => {
      expect(await refusal(endpointOf(ABSENT, 'token'))).toMatchObject({
        code: 'NotFoundException',
        message: 'PlatformApplication does not exist',
        status: 404,
      });
      const app = await create('gone');
      const EndpointArn = await endpointOf(app, 'token_1');
      await sns.send(new DeletePlatformApplicationCommand({ PlatformApplicationArn: app }));
      expect(await refusal(listed(app))).toMatchObject({ code: 'NotFoundException', message: 'PlatformApplication does not exist' });
      await create('gone');
      expect(await listed(app)).toEqual([]);
      expect(await refusal(attributesOf(EndpointArn))).toMatchObject({ code: 'NotFoundException', message: 'Endpoint does not exist' });
    });

    it('need attributes to set', async () => {
      const EndpointArn = await endpointOf(await create('none'), 'token');
      expect(await refusal(sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: undefined })))).toMatchObject({
        code: 'ValidationError',
        message: "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null",
      });
    });
  });
});
