import {
  CheckIfPhoneNumberIsOptedOutCommand,
  CreateSMSSandboxPhoneNumberCommand,
  CreateTopicCommand,
  DeleteSMSSandboxPhoneNumberCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListOriginationNumbersCommand,
  ListPhoneNumbersOptedOutCommand,
  ListSMSSandboxPhoneNumbersCommand,
  OptInPhoneNumberCommand,
  PublishCommand,
  SetSMSAttributesCommand,
  SNSClient,
  SubscribeCommand,
  VerifySMSSandboxPhoneNumberCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';
import { page, shown } from '../inspect/kept-pages.js';

describe.each(engines)('text messages (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true, port: 0 });
    sns = new SNSClient(emulator.aws.clientConfig());
  });
  afterAll(async () => {
    sns.destroy();
    await emulator.close();
  });

  const sent = (number: string) => shown(emulator.aws, `sms-messages?phoneNumber=${encodeURIComponent(number)}`, 'sms_messages', number);
  const text = (PhoneNumber: string, Message = 'hello', attributes: Record<string, string> = {}) =>
    sns.send(
      new PublishCommand({
        PhoneNumber,
        Message,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      }),
    );

  it('to a number are kept, with sender and type', async () => {
    const { MessageId } = await text('+14155550100', 'hello', { 'AWS.SNS.SMS.SenderID': 'Shop', 'AWS.SNS.SMS.SMSType': 'Transactional' });
    expect(await sent('+14155550100')).toEqual([
      {
        PhoneNumber: '+14155550100',
        SenderID: 'Shop',
        SMSType: 'Transactional',
        MessageId,
        Message: 'hello',
        Subject: null,
        MessageAttributes: {
          'AWS.SNS.SMS.SenderID': { Type: 'String', Value: 'Shop' },
          'AWS.SNS.SMS.SMSType': { Type: 'String', Value: 'Transactional' },
        },
        Timestamp: expect.stringMatching(/Z$/),
        TopicArn: null,
        SubscriptionArn: null,
      },
    ]);
  });

  it('come by topics, too, to subscriptions that need no confirmation', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'texts' }));
    const Endpoint = '+14155550101';
    const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint }));
    await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ default: 'long', sms: 'short' }), MessageStructure: 'json' }));
    expect(await sent(Endpoint)).toEqual([expect.objectContaining({ Message: 'short', TopicArn, SubscriptionArn })]);
  });

  it.each(['+1a234', 'NAA+15551234567'])('to %s are refused', async (number) => {
    expect(await refusal(text(number))).toMatchObject({
      code: 'InvalidParameterException',
      message: `Invalid parameter: PhoneNumber Reason: ${number} is not valid to publish to`,
      status: 400,
    });
  });

  it.each([
    ['AWS.SNS.SMS.SenderID', '12345'],
    ['AWS.SNS.SMS.SenderID', 'TwelveLetter'],
    ['AWS.SNS.SMS.SMSType', 'Urgent'],
    ['AWS.SNS.SMS.MaxPrice', 'cheap'],
  ])('with the attribute %s of %s are refused', async (name, value) => {
    expect(await refusal(text('+14155550102', 'm', { [name]: value }))).toMatchObject({
      code: 'InvalidParameterException',
      message: `Invalid parameter: MessageAttributes Reason: ${name} is invalid`,
    });
  });

  it('are at most 1,600 bytes long', async () => {
    await text('+14155550103', 'x'.repeat(1600));
    expect(await refusal(text('+14155550103', 'x'.repeat(1601)))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Invalid parameter: Message too long',
    });
  });

  it('are forgotten when they are cleared', async () => {
    await text('+14155550104');
    await text('+14155550105');
    expect((await page(emulator.aws, 'sms-messages?phoneNumber=%2B14155550104', 'DELETE')).status).toBe(204);
    expect(await sent('+14155550104')).toEqual([]);
    expect(await sent('+14155550105')).toHaveLength(1);
    expect((await page(emulator.aws, 'sms-messages?region=eu-west-1&accountId=111111111111')).json).toEqual({
      sms_messages: {},
      region: 'eu-west-1',
    });
  });

  describe('and their attributes', () => {
    const attributes = async (names?: string[]): Promise<unknown> =>
      (await sns.send(new GetSMSAttributesCommand({ attributes: names }))).attributes;

    it('have a spend limit of 1 and nothing else before they are set', async () => {
      expect(await attributes()).toEqual({ MonthlySpendLimit: '1' });
      await sns.send(new SetSMSAttributesCommand({ attributes: { DefaultSMSType: 'Transactional', DefaultSenderID: 'Shop' } }));
      expect(await attributes()).toEqual({ MonthlySpendLimit: '1', DefaultSMSType: 'Transactional', DefaultSenderID: 'Shop' });
      expect(await attributes(['DefaultSenderID'])).toEqual({ DefaultSenderID: 'Shop' });
      await text('+14155550106');
      expect(await sent('+14155550106')).toEqual([expect.objectContaining({ SenderID: 'Shop', SMSType: 'Transactional' })]);
      await sns.send(new SetSMSAttributesCommand({ attributes: { DefaultSMSType: '', DefaultSenderID: '' } }));
      expect(await attributes()).toEqual({ MonthlySpendLimit: '1' });
    });

    it.each([
      ['DefaultSendID', '123', 'DefaultSendID is not a valid attribute'],
      ['DefaultSMSType', 'invalid', 'DefaultSMSType is invalid'],
      ['DefaultSenderID', '12345', 'DefaultSenderID is invalid'],
      ['DeliveryStatusSuccessSamplingRate', '101', 'DeliveryStatusSuccessSamplingRate is invalid'],
      ['DeliveryStatusIAMRole', 'role', 'DeliveryStatusIAMRole is invalid'],
      ['MonthlySpendLimit', '-1', 'MonthlySpendLimit is invalid'],
      ['UsageReportS3Bucket', 'A', 'UsageReportS3Bucket is invalid'],
    ])('refuse %s of %s, and change nothing', async (name, value, message) => {
      const call = sns.send(new SetSMSAttributesCommand({ attributes: { MonthlySpendLimit: '5', [name]: value } }));
      expect(await refusal(call)).toMatchObject({ code: 'InvalidParameterException', message, status: 400 });
      expect(await attributes()).toEqual({ MonthlySpendLimit: '1' });
    });
  });

  describe('to numbers that are opted out', () => {
    const isOptedOut = async (phoneNumber: string): Promise<boolean | undefined> =>
      (await sns.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }))).isOptedOut;

    it("don't arrive until the number is opted in", async () => {
      const phoneNumber = '+14155550107';
      expect((await page(emulator.aws, `sms-opt-outs/${encodeURIComponent(phoneNumber)}`, 'PUT')).status).toBe(204);
      expect(await isOptedOut(phoneNumber)).toBe(true);
      expect((await sns.send(new ListPhoneNumbersOptedOutCommand({}))).phoneNumbers).toEqual([phoneNumber]);
      expect((await text(phoneNumber)).MessageId).toBeDefined();
      expect(await sent(phoneNumber)).toEqual([]);
      await sns.send(new OptInPhoneNumberCommand({ phoneNumber }));
      await sns.send(new OptInPhoneNumberCommand({ phoneNumber }));
      expect(await isOptedOut(phoneNumber)).toBe(false);
      expect((await sns.send(new ListPhoneNumbersOptedOutCommand({}))).phoneNumbers).toEqual([]);
      await text(phoneNumber);
      expect(await sent(phoneNumber)).toHaveLength(1);
    });

    it('need a number in its form', async () => {
      const expected = {
        code: 'InvalidParameterException',
        message: 'Invalid parameter: PhoneNumber Reason: input incorrectly formatted',
        status: 400,
      };
      expect(await refusal(sns.send(new OptInPhoneNumberCommand({ phoneNumber: '+1-abc' })))).toMatchObject(expected);
      expect(await refusal(isOptedOut('nobody'))).toMatchObject(expected);
    });
  });

  describe('in the sandbox', () => {
    const numbers = async (): Promise<unknown> => (await sns.send(new ListSMSSandboxPhoneNumbersCommand({}))).PhoneNumbers;

    it('bring the code that verifies a number', async () => {
      const PhoneNumber = '+14155550108';
      await sns.send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber, LanguageCode: 'en-GB' }));
      expect(await numbers()).toEqual([{ PhoneNumber, Status: 'Pending' }]);
      const [message] = await sent(PhoneNumber);
      const code = /code is (\d{6})$/.exec(String(message?.Message))?.[1] ?? '';
      const verify = (OneTimePassword: string) => sns.send(new VerifySMSSandboxPhoneNumberCommand({ PhoneNumber, OneTimePassword }));
      expect(await refusal(verify(code === '000000' ? '111111' : '000000'))).toMatchObject({
        code: 'VerificationException',
        members: { Status: 'Failed' },
        status: 400,
      });
      expect(await numbers()).toEqual([{ PhoneNumber, Status: 'Pending' }]);
      await verify(code);
      expect(await numbers()).toEqual([{ PhoneNumber, Status: 'Verified' }]);
      await sns.send(new DeleteSMSSandboxPhoneNumberCommand({ PhoneNumber }));
      expect(await numbers()).toEqual([]);
      expect(await refusal(verify(code))).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
      expect(await refusal(sns.send(new DeleteSMSSandboxPhoneNumberCommand({ PhoneNumber })))).toMatchObject({
        code: 'ResourceNotFoundException',
        status: 404,
      });
    });

    it('go to ten numbers at most, listed in pages', async () => {
      const all = Array.from({ length: 10 }, (_, index) => `+1415555020${index}`);
      for (const PhoneNumber of all) await sns.send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber }));
      expect(await refusal(sns.send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber: '+14155550210' })))).toMatchObject({
        code: 'UserErrorException',
        status: 400,
      });
      const first = await sns.send(new ListSMSSandboxPhoneNumbersCommand({ MaxResults: 7 }));
      const rest = await sns.send(new ListSMSSandboxPhoneNumbersCommand({ MaxResults: 7, NextToken: first.NextToken }));
      expect([first, rest].flatMap(({ PhoneNumbers = [] }) => PhoneNumbers.map(({ PhoneNumber }) => PhoneNumber))).toEqual(all);
      expect(rest.NextToken).toBeUndefined();
    });

    it('are for accounts that have not left it, as this one has', async () => {
      expect((await sns.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox).toBe(false);
      expect((await sns.send(new ListOriginationNumbersCommand({}))).PhoneNumbers).toEqual([]);
    });
  });
});
