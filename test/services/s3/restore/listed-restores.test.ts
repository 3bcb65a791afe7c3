import {
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('listings of restores (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeAll(async () => {
    await opened.aws.clock.freeze(new Date('2026-01-15T10:30:00Z'));
    for (const Key of ['archived', 'ongoing', 'restored'])
      await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', StorageClass: 'GLACIER' }));
    const restore = (Key: string, Tier: 'Bulk' | 'Expedited') =>
      opened.s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1, GlacierJobParameters: { Tier } } }));
    await restore('ongoing', 'Bulk');
    await restore('restored', 'Expedited');
    await opened.aws.clock.advance(60_000);
  });

  it('tell of them where they are asked', async () => {
    const asked = { Bucket, OptionalObjectAttributes: ['RestoreStatus' as const] };
    const { Contents: first = [] } = await opened.s3.send(new ListObjectsCommand(asked));
    const { Contents: second = [] } = await opened.s3.send(new ListObjectsV2Command(asked));
    const { Versions = [] } = await opened.s3.send(new ListObjectVersionsCommand(asked));
    for (const listed of [first, second, Versions])
      expect(listed.map(({ Key, RestoreStatus }) => [Key, RestoreStatus])).toEqual([
        ['archived', undefined],
        ['ongoing', { IsRestoreInProgress: true }],
        ['restored', { IsRestoreInProgress: false, RestoreExpiryDate: new Date('2026-01-17T00:00:00Z') }],
      ]);
    const { Contents = [] } = await opened.s3.send(new ListObjectsV2Command({ Bucket }));
    for (const object of Contents) expect(object).not.toHaveProperty('RestoreStatus');
  });
});
