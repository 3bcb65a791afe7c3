import { verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, globalAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import MessageValidator from 'sns-validator';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';
import { stringToSign } from '../../../../src/services/sns/signing/string-to-sign.js';
import { engines, type OpenEmulator, openEmulator } from '../../emulator.js';
import { openReceiver, type Receiver } from '../delivery/http/receiver.js';

/** A page of the emulator, whatever host it was named with. */
const pageOf = ({ endpoint }: Tinsmith, url = ''): URL => new URL(new URL(url).pathname, endpoint.replace('https:', 'http:'));

/** Asks the emulator for the certificate that a message names, and verifies the signature with it. */
async function isSigned(aws: Tinsmith, message: Record<string, string>): Promise<boolean> {
  const { SigningCertURL = '', Signature = '', SignatureVersion } = message;
  const answer = await fetch(pageOf(aws, SigningCertURL));
  expect(answer.status).toBe(200);
  // The test has what it checks from the endpoint.
  const signed = Buffer.from(stringToSign(message as never));
  return verify(
    SignatureVersion === '2' ? 'sha256' : 'sha1',
    signed,
    new X509Certificate(await answer.text()).publicKey,
    Buffer.from(Signature, 'base64'),
  );
}

describe.each(engines)('signatures (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;
  let receiver: Receiver;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true, port: 0, tls: true });
    const ca = emulator.aws.certificate ?? '';
    const { endpoint, requestHandler: _, ...config } = emulator.aws.clientConfig();
    sns = new SNSClient({ ...config, endpoint: endpoint.replace('http:', 'https:'), requestHandler: { httpsAgent: new Agent({ ca }) } });
    receiver = await openReceiver();
  });
  afterAll(async () => {
    sns.destroy();
    await receiver.close();
    await emulator.close();
  });

  const next = async (): Promise<Record<string, string>> => JSON.parse((await receiver.next()).body);

  /** What an endpoint is sent by a topic with that version: its confirmation, a notification, the end. */
  async function messagesOf(SignatureVersion: string): Promise<readonly Record<string, string>[]> {
    const Attributes = { SignatureVersion };
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: `version-${SignatureVersion}`, Attributes }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: receiver.url }));
    const confirmation = await next();
    const { SubscriptionArn } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation.Token }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'line\nand "ü" 😀', Subject: 'about' }));
    const withSubject = await next();
    await sns.send(new PublishCommand({ TopicArn, Message: 'bare' }));
    const bare = await next();
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    return [confirmation, withSubject, bare, await next()];
  }

  it.each(['1', '2'])(
    'of version %s are verified by the certificate that the message names, and by no changed message',
    async (version) => {
      const messages = await messagesOf(version);
      expect(messages.map(({ Type }) => Type)).toEqual([
        'SubscriptionConfirmation',
        'Notification',
        'Notification',
        'UnsubscribeConfirmation',
      ]);
      for (const message of messages) {
        expect(message.SignatureVersion).toBe(version);
        expect(await isSigned(emulator.aws, message)).toBe(true);
        expect(await isSigned(emulator.aws, { ...message, Message: `${message.Message}!` })).toBe(false);
      }
      // AWS's validator leaves the token out of what it verifies of an UnsubscribeConfirmation.
      const validator = new MessageValidator(/^127\.0\.0\.1:\d+$/);
      const trusted = globalAgent.options.ca;
      globalAgent.options.ca = emulator.aws.certificate;
      onTestFinished(() => {
        globalAgent.options.ca = trusted;
        globalAgent.destroy();
      });
      const validate = (message: Record<string, string>): Promise<unknown> =>
        new Promise((resolve, reject) => validator.validate(message, (error, valid) => (error ? reject(error) : resolve(valid))));
      for (const message of messages.slice(0, 3)) {
        await validate(message);
        await expect(validate({ ...message, Timestamp: '2026-01-01T00:00:00.000Z' })).rejects.toThrow('The message signature is invalid.');
      }
    },
  );

  it('have a certificate of RSA that is good for long', async () => {
    const [message] = await messagesOf('1');
    const answer = await fetch(pageOf(emulator.aws, message?.SigningCertURL));
    expect(answer.headers.get('content-type')).toBe('application/x-pem-file');
    const certificate = new X509Certificate(await answer.text());
    expect(certificate.checkHost('sns.amazonaws.com')).toBe('sns.amazonaws.com');
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 1024 });
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.parse('2090-01-01'));
    const absent = `http://a/_aws/sns/SimpleNotificationService-${'0'.repeat(32)}.pem`;
    expect((await fetch(pageOf(emulator.aws, absent))).status).toBe(404);
  });
});

it('verifies messages of before a restart or a reset', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-sns-'));
  const receiver = await openReceiver();
  onTestFinished(async () => {
    await receiver.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const confirmationFrom = async (aws: Tinsmith): Promise<Record<string, string>> => {
    const sns = new SNSClient(aws.clientConfig());
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'kept' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: receiver.url }));
    return JSON.parse((await receiver.next()).body);
  };
  const first = await startTinsmith({ port: 0, dataDir });
  const before = await confirmationFrom(first);
  await first.stop();

  const second = await startTinsmith({ port: 0, dataDir });
  onTestFinished(() => second.stop());
  expect(await isSigned(second, before)).toBe(true);
  await second.reset();
  const after = await confirmationFrom(second);
  expect(after.SigningCertURL?.split('/').at(-1)).toBe(before.SigningCertURL?.split('/').at(-1));
  expect(await isSigned(second, before)).toBe(true);
  expect(await isSigned(second, after)).toBe(true);
});
