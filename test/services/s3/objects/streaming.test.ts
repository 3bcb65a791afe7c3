import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MIB = 1024 * 1024;
const LARGE = process.env.TINSMITH_LONG === '1' ? 1024 * MIB : 256 * MIB;
const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Linux alone tells a process's peak, and forgets it on request. */
const skipped = existsSync('/proc/self/clear_refs') ? '' : ' (skipped: /proc tells no peak of resident memory here)';

let dataDir: string;
let server: ChildProcess;
let endpoint: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-stream-'));
  const program = [join(root, 'src/main.ts'), '--port', '0', '--data-dir', dataDir, '--log-level', 'silent'];
  server = spawn(process.execPath, ['--import', 'tsx', ...program], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of server.stdout ?? []) {
    output += chunk;
    if (output.includes('Ready.')) break;
  }
  endpoint = /http:\S+/.exec(output)?.[0] ?? '';
  await fetch(`${endpoint}/uploads`, { method: 'PUT' });
  // Everything that loads when it is first needed is there before memory is looked at.
  await upload('small', 1024);
  await download('small');
}, 60_000);

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
});

/** KiB, by its name in /proc/<pid>/status. */
async function memory(name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
}

/** MiB by which resident memory was higher at some moment of the work than before it. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  // 5: forget the peak (proc(5)).
  await writeFile(`/proc/${server.pid}/clear_refs`, '5');
  const before = await memory('VmRSS');
  await work();
  return ((await memory('VmHWM')) - before) / 1024;
}

/** As the SDKs upload streams: chunks, with the checksum behind them. The bytes differ from piece to piece. */
async function upload(key: string, size: number): Promise<string> {
  const md5 = createHash('md5');
  let crc = 0;
  function* chunks(): Generator<Buffer> {
    for (let sent = 0, index = 0; sent < size; index++) {
      const piece = Buffer.alloc(Math.min(MIB, size - sent), index % 255);
      piece.writeUInt32BE(index, 0);
      md5.update(piece);
      crc = crc32(piece, crc);
      sent += piece.length;
      yield Buffer.from(`${piece.length.toString(16)}\r\n`);
      yield piece;
      yield Buffer.from('\r\n');
    }
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc);
    yield Buffer.from(`0\r\nx-amz-checksum-crc32:${checksum.toString('base64')}\r\n\r\n`);
  }
  const outgoing = request(`${endpoint}/uploads/${key}`, {
    method: 'PUT',
    headers: {
      'content-encoding': 'aws-chunked',
      'transfer-encoding': 'chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(size),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
  });
  Readable.from(chunks(), { objectMode: false }).pipe(outgoing);
  // What 'response' brings.
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  const digest = md5.digest('hex');
  expect(answer.headers.etag).toBe(`"${digest}"`);
  return digest;
}

async function download(key: string): Promise<{ readonly md5: string; readonly size: number }> {
  const { body, status } = await fetch(`${endpoint}/uploads/${key}`);
  expect(status).toBe(200);
  const md5 = createHash('md5');
  let size = 0;
  for await (const chunk of body ?? []) {
    md5.update(chunk);
    size += chunk.length;
  }
  return { md5: md5.digest('hex'), size };
}

describe('objects in files', () => {
  it.skipIf(skipped !== '').each([10 * MIB, LARGE])(
    `of %i bytes stream: memory grows by less than 64 MiB${skipped}`,
    async (size) => {
      let sent = '';
      const put = await growthDuring(async () => {
        sent = await upload('large', size);
      });
      expect(put).toBeLessThan(64);
      const get = await growthDuring(async () => {
        expect(await download('large')).toEqual({ md5: sent, size });
      });
      expect(get).toBeLessThan(64);
      if (process.env.TINSMITH_LONG === '1') console.log(`${size / MIB} MiB: put +${put.toFixed(1)} MiB, get +${get.toFixed(1)} MiB`);
    },
    600_000,
  );

  it('of which the client sends a part alone are not kept, nor is the part', async () => {
    const files = async (): Promise<readonly string[]> =>
      (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
    const blobs = async (): Promise<number> => (await files()).filter((name) => /^[0-9a-f-]{36}/.test(name)).length;
    const before = await blobs();
    const outgoing = request(`${endpoint}/uploads/broken`, { method: 'PUT', headers: { 'content-length': String(10 * MIB) } });
    outgoing.on('error', () => undefined);
    outgoing.write(Buffer.alloc(MIB));
    await expect.poll(blobs, { timeout: 20_000 }).toBe(before + 1);
    outgoing.destroy();
    await expect.poll(blobs, { timeout: 20_000 }).toBe(before);
    expect((await fetch(`${endpoint}/uploads/broken`, { method: 'HEAD' })).status).toBe(404);
  });

  it('that are replaced while they are read are read to their end', async () => {
    const first = await upload('read', 20 * MIB);
    const { body } = await fetch(`${endpoint}/uploads/read`);
    const md5 = createHash('md5');
    let replaced = false;
    for await (const chunk of body ?? []) {
      md5.update(chunk);
      if (!replaced) await upload('read', MIB);
      replaced = true;
    }
    expect(md5.digest('hex')).toBe(first);
    expect((await download('read')).size).toBe(MIB);
  });
});
