/** What S3 itself writes into buckets, which their policies must let in (S3 User Guide, "Enabling Amazon S3 server access logging"). */
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketInventoryConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { ACCOUNTS, openAccounts } from './accounts.js';

const Bucket = 'watched';
const LOG_DELIVERY = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
const source = `arn:aws:s3:::${Bucket}`;

describe.each(engines)('deliveries (%s)', (engine) => {
  const accounts = openAccounts(engine);
  let count = 0;
  const makeTarget = async (): Promise<string> => {
    count += 1;
    const target = `target-${count}`;
    await accounts.alice.send(new CreateBucketCommand({ Bucket: target }));
    return target;
  };
  const allow = (target: string, Service: string, sourceArn: string) => {
    const condition = { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNTS.alice } };
    const statement = {
      Effect: 'Allow',
      Principal: { Service },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${target}/*`,
      Condition: condition,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    return accounts.alice.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
  };
  const log = async (target: string): Promise<number> => {
    const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'log-' };
    await accounts.alice.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
    await accounts.alice.send(new GetObjectCommand({ Bucket, Key: 'key' }));
    await accounts.aws.clock.advance(2 * 60_000);
    return (await accounts.alice.send(new ListObjectsV2Command({ Bucket: target }))).KeyCount ?? 0;
  };

  beforeAll(() => accounts.openToAll(Bucket));

  it('of logs are lost where no policy lets the log service in', async () => {
    const target = await makeTarget();
    expect(await log(target)).toBe(0);
    await allow(target, 'logging.s3.amazonaws.com', 'arn:aws:s3:::another');
    expect(await log(target)).toBe(0);
  });

  it('of logs go where the policy lets the log service in for the bucket', async () => {
    const target = await makeTarget();
    await allow(target, 'logging.s3.amazonaws.com', source);
    expect(await log(target)).toBe(1);
  });

  it("of logs go where the bucket's ACL lets the group of log deliverers in", async () => {
    const target = await makeTarget();
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await accounts.alice.send(new PutBucketOwnershipControlsCommand({ Bucket: target, OwnershipControls }));
    await accounts.alice.send(new DeletePublicAccessBlockCommand({ Bucket: target }));
    expect(await log(target)).toBe(0);
    await accounts.alice.send(new PutBucketAclCommand({ Bucket: target, GrantWrite: LOG_DELIVERY, GrantReadACP: LOG_DELIVERY }));
    expect(await log(target)).toBe(1);
  });

  it('of inventories go where a policy lets S3 in for the bucket', async () => {
    const [allowed, refused] = [await makeTarget(), await makeTarget()];
    await allow(allowed, 's3.amazonaws.com', source);
    await allow(refused, 's3.amazonaws.com', 'arn:aws:s3:::another');
    for (const target of [allowed, refused]) {
      const InventoryConfiguration = {
        Id: target,
        IsEnabled: true,
        IncludedObjectVersions: 'Current' as const,
        Schedule: { Frequency: 'Daily' as const },
        Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${target}`, Format: 'CSV' as const } },
      };
      await accounts.alice.send(new PutBucketInventoryConfigurationCommand({ Bucket, Id: target, InventoryConfiguration }));
    }
    await accounts.aws.clock.advance(2 * 24 * 60 * 60_000);
    // A client that may try again learns the emulator's time by a refusal.
    const later = new S3Client({ ...accounts.aws.clientConfig(), credentials: accounts.alice.config.credentials });
    const count = async (target: string) => (await later.send(new ListObjectsV2Command({ Bucket: target }))).KeyCount ?? 0;
    expect(await count(allowed)).toBeGreaterThan(0);
    expect(await count(refused)).toBe(0);
    later.destroy();
  });
});
