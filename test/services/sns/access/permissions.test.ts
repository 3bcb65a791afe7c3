import { AddPermissionCommand, RemovePermissionCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, topicArn } from '../open-sns.js';

const OTHER = '111111111111';

describe.each(engines)('permissions (%s)', (engine) => {
  const on = openSns(engine);
  const add = (TopicArn: string, Label: string, ActionName: string[], AWSAccountId = [OTHER]) =>
    on.sns.send(new AddPermissionCommand({ TopicArn, Label, ActionName, AWSAccountId }));
  const remove = (TopicArn: string, Label: string) => on.sns.send(new RemovePermissionCommand({ TopicArn, Label }));
  const statements = async (arn: string) => JSON.parse((await on.topicAttributes(arn)).Policy ?? '').Statement;

  it('are statements beside the default one', async () => {
    const arn = await on.topic();
    await add(arn, 'test', ['Publish']);
    const [first, second, ...others] = await statements(arn);
    expect(first).toMatchObject({ Sid: '__default_statement_ID' });
    expect(second).toEqual({
      Sid: 'test',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
      Action: 'SNS:Publish',
      Resource: arn,
    });
    expect(others).toEqual([]);
  });

  it('are lists where there are several', async () => {
    const arn = await on.topic();
    await add(arn, 'test', ['Publish', 'Subscribe'], [OTHER, '222222222222']);
    expect((await statements(arn))[1]).toMatchObject({
      Principal: { AWS: [`arn:aws:iam::${OTHER}:root`, 'arn:aws:iam::222222222222:root'] },
      Action: ['SNS:Publish', 'SNS:Subscribe'],
    });
  });

  it('are removed by their labels', async () => {
    const arn = await on.topic();
    await add(arn, 'test', ['Publish']);
    await remove(arn, 'test');
    expect(await statements(arn)).toHaveLength(1);
  });

  it('are refused with a label that is there, for an action out of scope, and without a topic', async () => {
    const arn = await on.topic();
    await add(arn, 'test', ['Publish']);
    expect((await refusal(add(arn, 'test', ['Publish']))).message).toBe('Invalid parameter: Statement already exists');
    expect((await refusal(add(arn, 'other', ['InvalidAction']))).message).toBe(
      'Invalid parameter: Policy statement action out of service scope!',
    );
    const missing = { code: 'NotFoundException', message: 'Topic does not exist', status: 404 };
    expect(await refusal(add(topicArn('nowhere'), 'test', ['Publish']))).toMatchObject(missing);
    expect(await refusal(remove(topicArn('nowhere'), 'test'))).toMatchObject(missing);
  });

  it('are refused in a policy for actions of other services', async () => {
    const arn = await on.topic();
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: arn }] });
    const setting = on.sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: Policy }));
    expect((await refusal(setting)).message).toBe('Invalid parameter: Policy statement action out of service scope!');
  });
});
