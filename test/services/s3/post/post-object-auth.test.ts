import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, send } from '../../emulator.js';
import { Bucket } from '../s3-client.js';
import { type FormEntry, type FormFile, formRequest, refusalIn, signV2, signV4 } from './form.js';

const FILE: FormFile = { content: 'abcdef' };
const CONDITIONS = [{ key: 'k' }];
const NOW = new Date('2026-03-01T12:30:00Z');
const WRONG = { accessKeyId: 'test', secretAccessKey: 'wrong' };

describe.each(engines)('PostObject under --auth (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  let options: { readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } };
  beforeAll(async () => {
    emulator = await openEmulator(engine, { auth: true });
    options = { ...emulator.aws.clientConfig(), credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    s3 = new S3Client(options);
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  beforeEach(() => emulator.aws.clock.freeze(NOW));
  afterAll(async () => {
    s3.destroy();
    await emulator.close();
  });
  const post = (entries: readonly FormEntry[]) => send(emulator.aws, formRequest([['key', 'k'], ...entries], FILE));

  it('takes forms that are signed rightly, in either version', async () => {
    expect((await post(signV4(CONDITIONS))).status).toBe(204);
    expect((await post(signV2(CONDITIONS))).status).toBe(204);
  });

  it.each([
    ['version 4', signV4(CONDITIONS, WRONG)],
    ['version 2', signV2(CONDITIONS, WRONG)],
  ])('refuses a wrong signature of %s', async (_, entries) => {
    const policy = entries.find(([name]) => name === 'policy')?.[1] ?? '';
    expect(refusalIn(await post(entries))).toEqual({
      status: 403,
      Code: 'SignatureDoesNotMatch',
      Message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      AWSAccessKeyId: 'test',
      StringToSign: policy,
      SignatureProvided: entries.find(([name]) => name.endsWith('signature'))?.[1],
      StringToSignBytes: Buffer.from(policy)
        .toString('hex')
        .replace(/..(?=.)/g, '$& '),
    });
  });

  // Recorded on AWS: the signature is looked at before the policy.
  it('refuses a signature over another policy before it reads that', async () => {
    const entries = signV4(CONDITIONS).map(([name, value]): FormEntry => [name, name === 'policy' ? 'bm90IEpTT04=' : value]);
    expect(refusalIn(await post(entries))).toMatchObject({ Code: 'SignatureDoesNotMatch' });
  });

  it('refuses unknown keys, and forms that nobody signed', async () => {
    expect(refusalIn(await post(signV4(CONDITIONS, { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' })))).toEqual({
      status: 403,
      Code: 'InvalidAccessKeyId',
      Message: 'The AWS Access Key Id you provided does not exist in our records.',
      AWSAccessKeyId: 'AKIAUNKNOWN',
    });
    expect(refusalIn(await post([]))).toMatchObject({ status: 403, Code: 'AccessDenied' });
  });

  it('takes sessions with their token, and only with it', async () => {
    await emulator.aws.clock.reset();
    const sts = new STSClient(options);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/uploader', RoleSessionName: 'form' }),
    );
    sts.destroy();
    await emulator.aws.clock.freeze(NOW);
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const token: FormEntry = ['x-amz-security-token', SessionToken];
    const signer = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    const entries = signV4([...CONDITIONS, { 'x-amz-security-token': SessionToken }], signer);
    expect((await post([...entries, token])).status).toBe(204);
    expect(refusalIn(await post(entries))).toMatchObject({ status: 400, Code: 'InvalidToken' });
  });
});
