import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlledClock, createClock } from '../../../../src/clock/emulator-clock.js';
import { createRandom } from '../../../../src/gateway/random.js';
import { writeSetting } from '../../../../src/services/s3/buckets/settings.js';
import type { StoredRule } from '../../../../src/services/s3/lifecycle/rules.js';
import type { NewObject } from '../../../../src/services/s3/objects/stored-version.js';
import { alterVersion, putVersion } from '../../../../src/services/s3/objects/write-version.js';
import { type Bucket, openStorage, type Storage } from '../../../../src/services/s3/storage.js';
import type { Kernel } from '../../../../src/state/kernel.js';
import { openState } from '../../../../src/state/open.js';

const DAY = 86_400_000;
const object: NewObject = {
  key: 'key',
  pieces: [],
  size: 1024 ** 2,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  storageClass: 'STANDARD',
  headers: { contentType: 'text/plain' },
  metadata: {},
  checksum: { algorithm: 'CRC32', value: 'AAAAAA==', type: 'FULL_OBJECT' },
};

describe('events that S3 makes by itself', () => {
  let kernel: Kernel;
  let clock: ControlledClock;
  let storage: Storage;
  let events: (readonly [name: string | undefined, key: string])[];
  const bucket: Bucket = { name: 'bucket', accountId: '000000000000', region: 'us-east-1', createdAt: 0, versioning: 'Enabled' };
  const work = <T>(of: () => T): T => storage.state.atomically(of);
  const put = () => work(() => putVersion(storage, bucket, object, { eventName: 'ObjectCreated:Put', ctx: undefined }));

  beforeEach(async () => {
    kernel = await openState();
    clock = createClock();
    await clock.freeze(Date.UTC(2026, 0, 15, 12));
    const accounts = { byId: () => undefined, byEmail: () => [], all: () => [] };
    storage = openStorage({ state: kernel.forService('s3'), clock, random: createRandom('seed'), accounts });
    events = [];
    storage.listeners.push({
      hear: ({ eventName, version, ctx }) => {
        if (ctx === undefined) events.push([eventName, version.key]);
      },
    });
    work(() => storage.buckets.put([bucket.name], bucket));
  });
  afterEach(async () => {
    clock.stop();
    await kernel.close();
  });

  it('name transitions, markers and removals of a lifecycle', async () => {
    const rule: StoredRule = {
      ID: 'rule',
      Filter: {},
      Status: 'Enabled',
      Transitions: [{ Days: 1, StorageClass: 'GLACIER' }],
      Expiration: { Days: 2 },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    };
    work(() => writeSetting(storage, bucket, 'lifecycle', { rules: [rule], minimumSize: 'all_storage_classes_128K' }));
    put();
    await clock.advance(10 * DAY);
    expect(events).toEqual([
      ['ObjectCreated:Put', 'key'],
      ['LifecycleTransition', 'key'],
      ['LifecycleExpiration:DeleteMarkerCreated', 'key'],
      ['LifecycleExpiration:Delete', 'key'],
      ['LifecycleExpiration:Delete', 'key'],
    ]);
  });

  it('name the end of a restore, and the end of the copy', async () => {
    const version = put();
    const readyAt = clock.now() + 1000;
    const restore = { tier: 'Bulk', days: 1, readyAt, expiresAt: readyAt + DAY } as const;
    work(() => {
      alterVersion(storage, bucket, version, { ...version, restore }, { eventName: 'ObjectRestore:Post', ctx: undefined });
      storage.restores.watch(bucket, version, restore.readyAt);
      storage.restores.watch(bucket, version, restore.expiresAt);
    });
    await clock.advance(1000);
    const begun = [
      ['ObjectCreated:Put', 'key'],
      ['ObjectRestore:Post', 'key'],
      ['ObjectRestore:Completed', 'key'],
    ];
    expect(events).toEqual(begun);
    await clock.advance(DAY);
    expect(events).toEqual([...begun, ['ObjectRestore:Delete', 'key']]);
    expect(storage.objects.get([bucket.name, 'key'])).not.toHaveProperty('restore');
  });
});
