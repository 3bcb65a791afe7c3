import { AddPermissionCommand, GetQueueAttributesCommand, RemovePermissionCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

describe.each(engines)("a queue's policy on %s", (engine) => {
  const at = openSqs(engine);
  const add = (QueueUrl: string, Label: string, AWSAccountIds: string[], Actions: string[]) =>
    at.sqs.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions }));
  const remove = (QueueUrl: string, Label: string) => at.sqs.send(new RemovePermissionCommand({ QueueUrl, Label }));
  const set = (QueueUrl: string, Policy: string) => at.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const textOf = async (QueueUrl: string) =>
    (await at.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }))).Attributes?.Policy;
  const policyOf = async (QueueUrl: string): Promise<unknown> => {
    const text = await textOf(QueueUrl);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const arnOf = (url: string) => `arn:aws:sqs:us-east-1:000000000000:${url.slice(url.lastIndexOf('/') + 1)}`;
  const statement = (url: string, more: object) => ({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'SQS:ReceiveMessage',
    Resource: arnOf(url),
    ...more,
  });

  it('gets statements by their labels, and loses them', async () => {
    const url = await at.queue();
    await add(url, 'two', ['668614515564', '111122223333'], ['ReceiveMessage']);
    expect(await policyOf(url)).toEqual({
      Version: '2008-10-17',
      Id: `${arnOf(url)}/SQSDefaultPolicy`,
      Statement: [statement(url, { Sid: 'two', Principal: { AWS: ['arn:aws:iam::668614515564:root', 'arn:aws:iam::111122223333:root'] } })],
    });
    await add(url, 'one', ['111122223333'], ['SendMessage', 'DeleteMessage']);
    expect(await policyOf(url)).toMatchObject({
      Statement: [{ Sid: 'two' }, statement(url, { Sid: 'one', Action: ['SQS:SendMessage', 'SQS:DeleteMessage'] })],
    });
    await remove(url, 'two');
    expect(await policyOf(url)).toMatchObject({ Statement: [{ Sid: 'one' }] });
    await remove(url, 'one');
    expect(await policyOf(url)).toBeUndefined();
  });

  it('has a label once', async () => {
    const url = await at.queue();
    await add(url, 'label', ['111122223333'], ['ReceiveMessage']);
    expect(await refusal(add(url, 'label', ['668614515564'], ['ReceiveMessage']))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Value label for parameter Label is invalid. Reason: Already exists.',
      status: 400,
    });
    expect(await refusal(remove(url, 'other'))).toMatchObject({
      code: 'InvalidParameterValue',
      message: "Value other for parameter Label is invalid. Reason: can't find label.",
      status: 400,
    });
  });

  it.each<[string, string[], string[], string, string]>([
    [
      'label',
      ['111122223333'],
      ['Jump'],
      'InvalidParameterValue',
      'Value SQS:Jump for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions.',
    ],
    [
      'label',
      ['111122223333'],
      ['DeleteQueue'],
      'InvalidParameterValue',
      'Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.',
    ],
    ['label', ['1'], ['*'], 'InvalidParameterValue', 'Value 1 for parameter PrincipalId is invalid. Reason: Unable to verify.'],
    [
      'a label',
      ['111122223333'],
      ['*'],
      'InvalidParameterValue',
      'Value a label for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
    ],
    ['label', ['111122223333'], Array<string>(8).fill('SendMessage'), 'OverLimit', '8 Actions were found, maximum allowed is 7.'],
    ['label', [], ['*'], 'MissingParameter', 'The request must contain the parameter AWSAccountIds.'],
    ['label', ['111122223333'], [], 'MissingParameter', 'The request must contain the parameter Actions.'],
  ])('refuses the permission %s for %j to %j', async (label, accounts, actions, code, message) => {
    expect(await refusal(add(await at.queue(), label, accounts, actions))).toMatchObject({ code, message });
  });

  it('is kept as it was set, and goes with an empty value', async () => {
    const url = await at.queue();
    const policy = `{ "Version": "2012-10-17", "Statement": ${JSON.stringify(statement(url, { Principal: '*' }))} }`;
    await set(url, policy);
    expect(await textOf(url)).toBe(policy);
    await add(url, 'more', ['111122223333'], ['SendMessage']);
    expect(await policyOf(url)).toMatchObject({ Version: '2012-10-17', Statement: [{ Principal: '*' }, { Sid: 'more' }] });
    await set(url, '');
    expect(await textOf(url)).toBeUndefined();
  });

  it.each([
    ['no JSON'],
    ['[]'],
    ['{}'],
    ['{"Version":"2012-10-17","Statement":[]}'],
    ['{"Version":"2013-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]}'],
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Permit","Principal":"*","Action":"sqs:*","Resource":"*"}]}'],
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}'],
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"bob"},"Action":"sqs:*","Resource":"*"}]}'],
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*"}]}'],
    [
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*","Condition":{"Is":{"a":"b"}}}]}',
    ],
  ])('is not %s', async (policy) => {
    expect(await refusal(set(await at.queue(), policy))).toMatchObject({
      code: 'InvalidAttributeValue',
      message: 'Invalid value for the parameter Policy.',
      status: 400,
    });
  });

  it('has limits', async () => {
    const url = await at.queue();
    const many = (count: number, more: object = {}) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: Array.from({ length: count }, (_, n) => statement(url, { Sid: `s${n}`, ...more })),
      });
    await set(url, many(20));
    await set(url, many(20, { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }));
    const accounts = (count: number) => Array.from({ length: count }, (_, n) => String(100_000_000_000 + n));
    const conditions = (count: number) => Object.fromEntries(accounts(count).map((id) => [`aws:PrincipalTag/${id}`, 'x']));
    await set(url, many(1, { Principal: { AWS: accounts(50) }, Condition: { StringEquals: conditions(10) } }));
    const refusals: [policy: string, message: string][] = [
      [many(21), '21 statements were found in the submitted policy, max allowed is 20'],
      [
        many(1, { Action: Array<string>(8).fill('sqs:SendMessage') }),
        '8 actions were found in a statement from the submitted policy, max allowed is 7',
      ],
      [
        many(1, { Principal: { AWS: accounts(51) } }),
        '51 principals were found in a statement from the submitted policy, max allowed is 50',
      ],
      [
        many(1, { Condition: { StringEquals: conditions(10), StringLike: conditions(1) } }),
        '11 conditions were found in a statement from the submitted policy, max allowed is 10',
      ],
      [many(1, { Resource: 'x'.repeat(8192) }), 'Submitted policy is over max allowed size.'],
    ];
    for (const [policy, message] of refusals) {
      expect(await refusal(set(url, policy))).toMatchObject({ code: 'OverLimit', message, status: 403 });
    }
  });

  it('speaks of SQS alone', async () => {
    const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}';
    expect(await refusal(set(await at.queue(), policy))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${policy} for parameter Policy is invalid. Reason: Policy statement action out of service scope!`,
      status: 400,
    });
  });
});
