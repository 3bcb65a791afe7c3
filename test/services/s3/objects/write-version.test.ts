import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../../../src/clock/emulator-clock.js';
import { createRandom } from '../../../../src/gateway/random.js';
import type { ObjectChange } from '../../../../src/services/s3/objects/change.js';
import type { NewObject } from '../../../../src/services/s3/objects/stored-version.js';
import { alterVersion, deleteKey, putVersion, removeVersion } from '../../../../src/services/s3/objects/write-version.js';
import { type Bucket, openStorage, type Storage } from '../../../../src/services/s3/storage.js';
import type { Kernel } from '../../../../src/state/kernel.js';
import { openState } from '../../../../src/state/open.js';

const byItself = { bypassGovernance: false, ctx: undefined };
const put = { eventName: 'ObjectCreated:Put', ctx: undefined } as const;
const object: NewObject = {
  key: 'key',
  pieces: [],
  size: 0,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  storageClass: 'STANDARD',
  headers: { contentType: 'text/plain' },
  metadata: {},
  checksum: { algorithm: 'CRC32', value: 'AAAAAA==', type: 'FULL_OBJECT' },
};

describe('writing versions', () => {
  const clock = createClock();
  let kernel: Kernel;
  let storage: Storage;
  let changes: ObjectChange[];
  const plain: Bucket = { name: 'plain', accountId: '000000000000', region: 'us-east-1', createdAt: 0 };
  const versioned: Bucket = { ...plain, name: 'versioned', versioning: 'Enabled' };
  const work = <T>(of: () => T): T => storage.state.atomically(of);

  beforeAll(async () => {
    kernel = await openState();
    const accounts = { byId: () => undefined, byEmail: () => [], all: () => [] };
    const deps = { state: kernel.forService('s3'), clock, random: createRandom('seed'), accounts };
    storage = openStorage(deps);
    storage.listeners.push({ hear: (change) => changes.push(change) });
  });
  beforeEach(() => {
    changes = [];
  });
  afterAll(() => {
    clock.stop();
    return kernel.close();
  });

  it('tells listeners what came, what changed and what went', () => {
    const version = work(() => putVersion(storage, plain, object, put));
    const tagged = { ...version, tags: [{ Key: 'a', Value: 'b' }] };
    work(() => alterVersion(storage, plain, version, tagged, { eventName: 'ObjectTagging:Put', ctx: undefined }));
    work(() => deleteKey(storage, plain, 'key', byItself));
    work(() => deleteKey(storage, plain, 'key', byItself));
    expect(changes).toMatchObject([
      { bucket: plain, eventName: 'ObjectCreated:Put', version },
      { eventName: 'ObjectTagging:Put', version: tagged, previous: version },
      { eventName: 'ObjectRemoved:Delete', version: tagged },
    ]);
    const sequencers = changes.map(({ sequencer }) => sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(3);
    for (const sequencer of sequencers) expect(sequencer).toMatch(/^[0-9A-F]{18}$/);
  });

  it('tells of markers, and of what S3 does by itself, in the names it is given', () => {
    work(() => putVersion(storage, versioned, object, put));
    const marker = work(() =>
      deleteKey(storage, versioned, 'key', byItself, {
        removed: 'LifecycleExpiration:Delete',
        marked: 'LifecycleExpiration:DeleteMarkerCreated',
      }),
    );
    work(() => removeVersion(storage, versioned, 'key', marker?.versionId ?? '', byItself, 'LifecycleExpiration:Delete'));
    expect(changes.map(({ eventName }) => eventName)).toEqual([
      'ObjectCreated:Put',
      'LifecycleExpiration:DeleteMarkerCreated',
      'LifecycleExpiration:Delete',
    ]);
    expect(changes[1]?.version).toEqual(marker);
  });

  it('asks guards before a version is removed for good, and not before it is hidden', () => {
    const version = work(() => putVersion(storage, versioned, object, put));
    const guard = (): void => {
      throw new Error('locked');
    };
    storage.removalGuards.push(guard);
    try {
      expect(() => work(() => removeVersion(storage, versioned, 'key', version.versionId, byItself))).toThrow('locked');
      expect(work(() => deleteKey(storage, versioned, 'key', byItself))?.deleteMarker).toBe(true);
    } finally {
      storage.removalGuards.pop();
    }
    expect(work(() => removeVersion(storage, versioned, 'key', version.versionId, byItself))).toEqual(version);
  });

  it('leaves nothing when a listener throws', () => {
    const hear = (): void => {
      throw new Error('no');
    };
    storage.listeners.push({ hear });
    try {
      expect(() => work(() => putVersion(storage, plain, { ...object, key: 'undone' }, put))).toThrow('no');
    } finally {
      storage.listeners.pop();
    }
    expect(storage.objects.get([plain.name, 'undone'])).toBeUndefined();
  });
});
