import {
  GetObjectCommand,
  PutBucketAbacCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal, send } from '../../emulator.js';
import { DENIED, openAccounts } from '../access/accounts.js';

describe.each(engines)('visitors under --auth (%s)', (engine) => {
  const opened = openAccounts(engine);
  const Bucket = 'a-site';
  const visit = (target: string) => send(opened.aws, { target, headers: { host: `${Bucket}.s3-website.us-east-1.localhost` } });
  const setPolicy = (Statement: object) =>
    opened.alice.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));

  beforeAll(async () => {
    await opened.openToAll(Bucket);
    const website = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } };
    await opened.alice.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: website }));
    await opened.alice.send(new PutObjectCommand({ Bucket, Key: 'public.html', Body: 'hello', ACL: 'public-read' }));
  });

  it('see what everybody may read', async () => {
    expect((await visit('/public.html')).body).toBe('hello');
  });

  it('are refused the rest, and not told what is missing', async () => {
    for (const target of ['/key', '/missing']) {
      const answer = await visit(target);
      expect([answer.status, answer.headers['x-amz-error-code'], answer.headers['x-amz-error-message']]).toEqual([
        403,
        'AccessDenied',
        'Access Denied',
      ]);
      expect(answer.body).toContain('An Error Occurred While Attempting to Retrieve a Custom Error Document');
    }
  });

  it('see all that a policy opens', async () => {
    await setPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` });
    expect((await visit('/key')).body).toBe('hello');
  });

  it("let policies see the bucket's tags once it has attribute-based access control", async () => {
    const condition = { StringEquals: { 's3:BucketTag/stage': 'open', 'aws:ResourceTag/stage': 'open' } };
    const Principal = { AWS: '222222222222' };
    await setPolicy({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*`, Condition: condition });
    const Tagging = { TagSet: [{ Key: 'stage', Value: 'open' }] };
    await opened.alice.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
    const read = async () => (await opened.bob.send(new GetObjectCommand({ Bucket, Key: 'key' }))).Body?.transformToString();
    expect(await refusal(read())).toEqual(DENIED);
    await opened.alice.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } }));
    expect(await read()).toBe('hello');
    await opened.alice.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Disabled' } }));
    expect(await refusal(read())).toEqual(DENIED);
  });
});
