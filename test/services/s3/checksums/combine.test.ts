import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { combineChecksums, isCombinable } from '../../../../src/services/s3/checksums/combine.js';
import { type ChecksumAlgorithm, createHasher } from '../../../../src/services/s3/checksums/hashers.js';

const checksumOf = async (algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> => {
  const hasher = await createHasher(algorithm);
  hasher.update(bytes);
  return hasher.digest().toString('base64');
};

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('combined checksums: %s', (algorithm) => {
  it.each([[[0]], [[1]], [[1, 1]], [[3, 0, 5]], [[1000, 1000, 17]], [[65_536, 65_536, 65_536, 1]], [[1, 99_999]]])(
    'of parts of %j bytes are that of the whole',
    async (sizes) => {
      const parts = sizes.map((size) => randomBytes(size));
      const summed = await Promise.all(parts.map(async (part) => ({ size: part.length, checksum: await checksumOf(algorithm, part) })));
      expect(combineChecksums(algorithm, summed)).toBe(await checksumOf(algorithm, Buffer.concat(parts)));
    },
  );
});

describe('digests that are no CRCs', () => {
  it.each(['SHA1', 'SHA256', 'SHA512', 'MD5', 'XXHASH64', 'XXHASH3', 'XXHASH128'] as const)('are not combined: %s', (algorithm) => {
    expect(isCombinable(algorithm)).toBe(false);
    expect(() => combineChecksums(algorithm, [])).toThrow(TypeError);
  });
});
