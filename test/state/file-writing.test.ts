import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileWriting } from '../../src/state/file-writing.js';
import { temporaryDirectory } from './temporary-directory.js';

const piece = (size: number, at: number): Uint8Array => new Uint8Array(size).fill(at);

/** As much of a file handle as a writing asks for; of each write it takes so many bytes at once. */
function fakeFile(most: number, failsAt = Number.POSITIVE_INFINITY) {
  const taken: Uint8Array[] = [];
  const writes: number[] = [];
  const file = {
    writev: async (pieces: readonly Uint8Array[]) => {
      writes.push(pieces.length);
      if (writes.length > failsAt) throw new Error('ENOSPC');
      const bytes = Buffer.concat(pieces).subarray(0, most);
      taken.push(bytes);
      return { bytesWritten: bytes.length, buffers: pieces };
    },
    writeFile: async (bytes: Uint8Array) => void taken.push(bytes),
  };
  return { file: file as unknown as FileHandle, writes, content: () => Buffer.concat(taken) };
}

describe('pieces written to a file', () => {
  it('stand there in their order, however large', async () => {
    const path = join(temporaryDirectory(), 'file');
    const file = await open(path, 'wx');
    onTestFinished(() => file.close());
    const pieces = [1, 0, 70_000, 3_000_000, 5, ...Array.from({ length: 60 }, () => 65_536)].map(piece);
    const writing = new FileWriting(file);
    for (const each of pieces) await writing.add(each);
    await writing.settled();
    expect(writing.finish()).toBe(Buffer.concat(pieces).length);
    expect((await readFile(path)).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('go out together where they come faster than the file takes them', async () => {
    const { file, writes, content } = fakeFile(Number.POSITIVE_INFINITY);
    const writing = new FileWriting(file);
    const pieces = [10, 20, 30, 40].map(piece);
    await Promise.all(pieces.map((each) => writing.add(each)));
    await writing.settled();
    expect(writes).toEqual([1, 3]);
    expect(content()).toEqual(Buffer.concat(pieces));
  });

  it('are written to the end where the file takes a part at first', async () => {
    const { file, content } = fakeFile(25);
    const writing = new FileWriting(file);
    const pieces = [30, 40, 50].map(piece);
    for (const each of pieces) await writing.add(each);
    await writing.settled();
    expect(writing.finish()).toBe(120);
    expect(content()).toEqual(Buffer.concat(pieces));
  });

  it('end with the error of the write that failed', async () => {
    const { file } = fakeFile(Number.POSITIVE_INFINITY, 1);
    const writing = new FileWriting(file);
    await writing.add(piece(2_000_000, 1));
    await writing.add(piece(2_000_000, 2));
    await writing.settled();
    await expect(writing.add(piece(1, 3))).rejects.toThrow('ENOSPC');
    expect(() => writing.finish()).toThrow('ENOSPC');
  });
});
