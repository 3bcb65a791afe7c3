/** Who may do what with a queue under --auth. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmulator } from '../../../../src/emulator-opening.js';
import type { Emulator } from '../../../../src/gateway/emulator.js';
import { InProcessHandler } from '../../../../src/in-process/handler.js';
import { defaultOptions } from '../../../../src/options.js';
import { refusal } from '../../emulator.js';

const ALICE = '111111111111';
const BOB = '222222222222';
const roots = [
  { accessKeyId: 'AKIAALICE', secretAccessKey: 'secret of alice', accountId: ALICE },
  { accessKeyId: 'AKIABOB', secretAccessKey: 'secret of bob', accountId: BOB },
];
const arn = `arn:aws:sqs:us-east-1:${ALICE}:shared`;

let folder = '';
let emulator: Emulator;
let alice: SQSClient;
let bob: SQSClient;
let QueueUrl: string;
const clients: { destroy(): void }[] = [];
const config = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => ({
  endpoint: 'http://localhost:4566',
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
  requestHandler: new InProcessHandler((request) => emulator.dispatch(request)),
});
const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): SQSClient => {
  const client = new SQSClient(config(credentials));
  clients.push(client);
  return client;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinsmith-sqs-auth-'));
  const rootKeys = join(folder, 'roots.json');
  await writeFile(rootKeys, JSON.stringify(roots));
  emulator = await openEmulator({ ...defaultOptions, logLevel: 'silent', auth: true, rootKeys });
  [alice, bob] = roots.map(clientOf) as [SQSClient, SQSClient];
  QueueUrl = (await alice.send(new CreateQueueCommand({ QueueName: 'shared' }))).QueueUrl ?? '';
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

const setPolicy = (...Statement: object[]) =>
  alice.send(
    new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: { Policy: Statement.length === 0 ? '' : JSON.stringify({ Version: '2012-10-17', Statement }) },
    }),
  );
const allow = (Principal: unknown, Action: unknown, more: object = {}) => ({ Effect: 'Allow', Principal, Action, Resource: arn, ...more });
const sendBy = (client: SQSClient) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
const deniedTo = (who: string, action: string, reason = `because no resource-based policy allows the sqs:${action} action`) => ({
  code: 'AccessDenied',
  message: `User: ${who} is not authorized to perform: sqs:${action} on resource: ${arn} ${reason}`,
  status: 403,
});
const BOBS_ROOT = `arn:aws:iam::${BOB}:root`;

describe('a queue under --auth', () => {
  it("lets its owner's account do everything", async () => {
    await setPolicy();
    await sendBy(alice);
    await alice.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'blue' } }));
    expect((await alice.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
    expect((await bob.send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  });

  it('lets nobody else in without a policy', async () => {
    await setPolicy();
    expect(await refusal(sendBy(bob))).toMatchObject(deniedTo(BOBS_ROOT, 'sendmessage'));
    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    expect(await refusal(bob.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toMatchObject(deniedTo(BOBS_ROOT, 'sendmessage'));
    expect(await refusal(bob.send(new GetQueueUrlCommand({ QueueName: 'shared', QueueOwnerAWSAccountId: ALICE })))).toMatchObject(
      deniedTo(BOBS_ROOT, 'getqueueurl'),
    );
  });

  it('lets another account do what a permission says, and never what is for its owner', async () => {
    await setPolicy();
    await alice.send(new AddPermissionCommand({ QueueUrl, Label: 'bob', AWSAccountIds: [BOB], Actions: ['*'] }));
    await sendBy(bob);
    await bob.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(await refusal(bob.send(new DeleteQueueCommand({ QueueUrl })))).toMatchObject(deniedTo(BOBS_ROOT, 'deletequeue'));
    expect(await refusal(bob.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '1' } })))).toMatchObject(
      deniedTo(BOBS_ROOT, 'setqueueattributes'),
    );
    await setPolicy(allow({ AWS: BOB }, 'sqs:SendMessage'));
    await sendBy(bob);
    expect(await refusal(bob.send(new GetQueueAttributesCommand({ QueueUrl })))).toMatchObject(deniedTo(BOBS_ROOT, 'getqueueattributes'));
  });

  it('denies what its policy denies, to its owner, too', async () => {
    await setPolicy(allow('*', 'sqs:*'), { ...allow('*', 'SQS:ReceiveMessage'), Effect: 'Deny' });
    const explicit = 'with an explicit deny in a resource-based policy';
    expect(await refusal(alice.send(new ReceiveMessageCommand({ QueueUrl })))).toMatchObject(
      deniedTo(`arn:aws:iam::${ALICE}:root`, 'receivemessage', explicit),
    );
    expect(await refusal(bob.send(new ReceiveMessageCommand({ QueueUrl })))).toMatchObject(deniedTo(BOBS_ROOT, 'receivemessage', explicit));
    await setPolicy();
  });

  it('asks for tags', async () => {
    const byTag = (team: string) =>
      allow({ AWS: BOB }, 'sqs:SendMessage', { Condition: { StringEquals: { 'aws:ResourceTag/team': team } } });
    await alice.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'blue' } }));
    await setPolicy(byTag('red'));
    expect(await refusal(sendBy(bob))).toMatchObject({ code: 'AccessDenied' });
    await setPolicy(byTag('blue'));
    await sendBy(bob);
  });

  it('lets those without a signature in where its policy names everybody', async () => {
    const anonymous = async () => {
      const target = `/${ALICE}/shared?Action=SendMessage&MessageBody=x&Version=2012-11-05`;
      const handler = new InProcessHandler((request) => emulator.dispatch(request));
      const { response } = await handler.handle({
        method: 'GET',
        protocol: 'http:',
        hostname: 'localhost',
        port: 4566,
        path: target,
        query: {},
        headers: {},
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
    };
    await setPolicy();
    const refused = await anonymous();
    expect(refused.status).toBe(403);
    expect(refused.body).toContain(`<Code>AccessDenied</Code><Message>Access to the resource ${QueueUrl} is denied.</Message>`);
    await setPolicy(allow('*', 'sqs:SendMessage'));
    expect((await anonymous()).status).toBe(200);
  });

  it('lets a session do what its policy says', async () => {
    await setPolicy();
    const sts = new STSClient(config({ accessKeyId: 'AKIAALICE', secretAccessKey: 'secret of alice' }));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn }] });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ALICE}:role/sender`, RoleSessionName: 'session', Policy }),
    );
    sts.destroy();
    const session = clientOf({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    await sendBy(session);
    expect(await refusal(session.send(new ReceiveMessageCommand({ QueueUrl })))).toMatchObject(
      deniedTo(
        `arn:aws:sts::${ALICE}:assumed-role/sender/session`,
        'receivemessage',
        'because no session policy allows the sqs:receivemessage action',
      ),
    );
  });

  it('lets a service in for the resource that its policy names', async () => {
    const topic = `arn:aws:sns:us-east-1:${BOB}:topic`;
    const send = (sourceArn: string) =>
      emulator.services.sqs.sendMessage(
        { QueueUrl, MessageBody: 'from a topic' },
        {
          accountId: ALICE,
          region: 'us-east-1',
          principal: { kind: 'service', accountId: ALICE, arn: 'sns.amazonaws.com', userId: 'sns.amazonaws.com' },
          source: { arn: sourceArn, accountId: BOB },
        },
      );
    const denied = deniedTo('sns.amazonaws.com', 'sendmessage');
    await setPolicy();
    await expect(send(topic)).rejects.toMatchObject({ code: denied.code, message: denied.message });
    await setPolicy(allow({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', { Condition: { ArnEquals: { 'aws:SourceArn': topic } } }));
    expect(await send(topic)).toMatchObject({ MessageId: expect.any(String) });
    await expect(send(`${topic}-not`)).rejects.toMatchObject({ code: denied.code, message: denied.message });
  });
});
