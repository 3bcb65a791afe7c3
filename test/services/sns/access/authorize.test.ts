import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const OWNER = '111111111111';
const OTHER = '222222222222';

describe.each(engines)('topics under --auth (%s)', (engine) => {
  let emulator: OpenEmulator;
  let folder: string;
  let owner: SNSClient;
  let other: SNSClient;
  let made = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tinsmith-topic-accounts-'));
    const roots = [OWNER, OTHER].map((accountId) => ({ accountId, accessKeyId: `AKIA${accountId}`, secretAccessKey: 'secret' }));
    const rootKeys = join(folder, 'roots.json');
    await writeFile(rootKeys, JSON.stringify(roots));
    emulator = await openEmulator(engine, { auth: true, rootKeys });
    const clientOf = (accountId: string) => {
      const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: 'secret' };
      return new SNSClient({ ...emulator.aws.clientConfig(), credentials });
    };
    owner = clientOf(OWNER);
    other = clientOf(OTHER);
  });
  afterAll(async () => {
    owner.destroy();
    other.destroy();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  const topic = async (): Promise<string> => {
    made += 1;
    return (await owner.send(new CreateTopicCommand({ Name: `topic-${made}` }))).TopicArn ?? '';
  };
  const publish = (sns: SNSClient, TopicArn: string) => sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  const allow = (TopicArn: string, statement: Record<string, unknown>) =>
    owner.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: TopicArn, ...statement }] }),
      }),
    );
  const refused = (action: string, arn: string, reason = `because no resource-based policy allows the ${action} action`) => ({
    code: 'AuthorizationErrorException',
    message: `User: arn:aws:iam::${OTHER}:root is not authorized to perform: ${action} on resource: ${arn} ${reason}`,
    status: 403,
  });

  it('are their owner’s alone', async () => {
    const arn = await topic();
    await publish(owner, arn);
    expect(await refusal(publish(other, arn))).toMatchObject(refused('SNS:Publish', arn));
    const PublishBatchRequestEntries = [{ Id: '1', Message: 'x' }];
    expect(await refusal(other.send(new PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries })))).toMatchObject(
      refused('SNS:Publish', arn),
    );
    expect(await refusal(other.send(new GetTopicAttributesCommand({ TopicArn: arn })))).toMatchObject(
      refused('SNS:GetTopicAttributes', arn),
    );
    expect((await other.send(new ListTopicsCommand({}))).Topics).toEqual([]);
  });

  it('let in whom a permission names, for what it names', async () => {
    const arn = await topic();
    await owner.send(new AddPermissionCommand({ TopicArn: arn, Label: 'l', AWSAccountId: [OTHER], ActionName: ['Publish'] }));
    await publish(other, arn);
    expect(await refusal(other.send(new GetTopicAttributesCommand({ TopicArn: arn })))).toMatchObject(
      refused('SNS:GetTopicAttributes', arn),
    );
  });

  it('let protocols in by condition', async () => {
    const arn = await topic();
    await allow(arn, { Principal: { AWS: OTHER }, Action: 'sns:Subscribe', Condition: { StringEquals: { 'sns:Protocol': 'sqs' } } });
    const subscribe = (Protocol: string, Endpoint: string) => other.send(new SubscribeCommand({ TopicArn: arn, Protocol, Endpoint }));
    await subscribe('sqs', `arn:aws:sqs:us-east-1:${OTHER}:q`);
    expect(await refusal(subscribe('sms', '+15550001000'))).toMatchObject(refused('SNS:Subscribe', arn));
  });

  it('refuse whom a policy denies, be it the owner', async () => {
    const arn = await topic();
    await allow(arn, { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' });
    expect((await refusal(publish(owner, arn))).message).toBe(
      `User: arn:aws:iam::${OWNER}:root is not authorized to perform: SNS:Publish on resource: ${arn} with an explicit deny in a resource-based policy`,
    );
  });
});
