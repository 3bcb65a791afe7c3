import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListObjectsOutput } from '../../../../generated/s3/types.js';
import { type ReadyXml, readyXml } from '../../../../src/contract/ready-xml.js';
import { restXml } from '../../../../src/protocols/xml/rest-xml.js';
import { encodeKey } from '../../../../src/services/s3/listing/key-encoding.js';
import { type ShownObjects, withObjects } from '../../../../src/services/s3/listing/listed-objects.js';
import type { StoredObject } from '../../../../src/services/s3/objects/stored-version.js';
import type { ListedRestore } from '../../../../src/services/s3/restore/archive.js';
import { operationOf, tablesOf } from '../../../protocols/tables-of.js';

/** Mostly alike, as neighbours are. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    'folder/file',
    'a&b',
    '<',
    '"quoted"',
    "it's",
    'ä/ö',
    '\u{1f600}',
    '\u2028',
    '\u0001',
    '\u007f\u0085',
    'a b+c%20',
    '\t\n\r',
  ),
);
const restored: fc.Arbitrary<ListedRestore> = fc.oneof(
  fc.constant({}),
  fc.constant({ RestoreStatus: { IsRestoreInProgress: true } }),
  fc.constant({ RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date(1_700_000_000_001) } }),
);
const listed = fc.record({
  key,
  lastModified: mostly(1_767_225_600_000, fc.integer({ min: 0, max: 400_000_000_000_000 })),
  etag: fc.oneof(
    hex(32),
    fc.tuple(hex(32), fc.integer({ min: 1, max: 10_000 })).map(([md5, parts]) => `${md5}-${parts}`),
  ),
  size: mostly(1024, fc.integer({ min: 0, max: 50 * 1024 ** 4 })),
  storageClass: mostly('STANDARD', fc.constantFrom('GLACIER', 'INTELLIGENT_TIERING', 'EXPRESS_ONEZONE')),
  checksum: mostly(
    { algorithm: 'CRC32', type: 'FULL_OBJECT' },
    fc.constantFrom({ algorithm: 'CRC64NVME', type: 'FULL_OBJECT' }, { algorithm: 'SHA256', type: 'COMPOSITE' }),
  ),
  owner: mostly('0'.repeat(64), hex(64)),
  restored: mostly<ListedRestore>({}, restored),
});

const tables = await tablesOf('s3');

describe("a listing's XML", () => {
  const { writeResponse } = restXml.compile(tables, operationOf(tables, 'ListObjects'));
  const bodyOf = (output: ListObjectsOutput): string => {
    const { body } = writeResponse(output, { requestId: 'id' });
    return typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString();
  };

  it('is to the byte what the protocol writes for its members', () => {
    fc.assert(
      fc.property(
        fc.array(listed, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (rows, url, owners, restores) => {
          const facts = new Map(rows.map((row) => [row as unknown as StoredObject, row])); // as much of one as listings read
          const shown: ShownObjects = {
            objects: [...facts.keys()],
            encode: url ? encodeKey : (text) => text,
            ownerOf: owners ? (object) => facts.get(object)?.owner ?? '' : undefined,
            restoreOf: restores ? (object) => facts.get(object)?.restored ?? {} : undefined,
          };
          const output = withObjects<ListObjectsOutput>(
            { Name: 'a-bucket', IsTruncated: false, Prefix: '<&>', CommonPrefixes: [{ Prefix: 'é' }] },
            shown,
          );
          // A copy has the members and not their XML.
          expect(bodyOf(output)).toBe(bodyOf({ ...output }));
          expect((output as Partial<ReadyXml>)[readyXml]).toBeDefined();
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('grows with keys that are longer than expected', () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({
      key: '\u2028'.repeat(300) + id,
      lastModified: 0,
      etag: 'e',
      size: id,
      storageClass: 'STANDARD',
      checksum: { algorithm: 'CRC32', type: 'FULL_OBJECT' },
    }));
    const objects = rows as unknown as StoredObject[]; // as much of them as listings read
    const output = withObjects<ListObjectsOutput>(
      { Name: 'a-bucket' },
      { objects, encode: (text) => text, ownerOf: undefined, restoreOf: undefined },
    );
    expect(bodyOf(output)).toBe(bodyOf({ ...output }));
  });
});
