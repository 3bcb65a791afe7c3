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
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { ACCOUNTS, openAccounts } from './accounts.js';

const Bucket = 'watched';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
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
  /** Signatures are made by the same clock. */
  const advance = async (milliseconds: number): Promise<void> => {
    await accounts.aws.clock.advance(milliseconds);
    accounts.alice.config.systemClockOffset = accounts.aws.clock.now().getTime() - Date.now();
  };
  const log = async (target: string): Promise<number> => {
    const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'log-' };
    await accounts.alice.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
    await accounts.alice.send(new GetObjectCommand({ Bucket, Key: 'key' }));
    await advance(2 * MINUTE);
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
    await accounts.alice.send(new PutBucketAclCommand({ Bucket: target, ACL: 'log-delivery-write' }));
    expect(await log(target)).toBe(1);
  });

  it('of inventories take a policy for S3 itself', async () => {
    const target = await makeTarget();
    const Destination = { S3BucketDestination: { Bucket: `arn:aws:s3:::${target}`, Format: 'CSV' as const } };
    const InventoryConfiguration = {
      Id: 'all',
      IsEnabled: true,
      IncludedObjectVersions: 'Current' as const,
      Schedule: { Frequency: 'Daily' as const },
      Destination,
    };
    await accounts.alice.send(new PutBucketInventoryConfigurationCommand({ Bucket, Id: 'all', InventoryConfiguration }));
    const delivered = async () => {
      await advance(2 * DAY);
      return (await accounts.alice.send(new ListObjectsV2Command({ Bucket: target }))).KeyCount ?? 0;
    };
    expect(await delivered()).toBe(0);
    await allow(target, 's3.amazonaws.com', source);
    expect(await delivered()).toBeGreaterThan(0);
  });
});
