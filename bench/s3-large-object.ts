/** What a server with file blobs holds in memory while an object of gigabytes goes up and down. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingAfter } from './caller.js';
import type { Figure } from './figure.js';
import { s3 } from './requests.js';
import { type ServerProcess, startTinsmith } from './server-process.js';

const MIB = 1024 * 1024;
const GOAL_MIB = 150;
const POLL_MILLISECONDS = 20;
const BUCKET = 'bench-bucket';

export async function measureLargeObject(gibibytes: number): Promise<readonly Figure[]> {
  const size = gibibytes * 1024 * MIB;
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < size * 1.2) throw new Error(`${tmpdir()} has too little room for an object of ${gibibytes} GiB`);
  const folder = mkdtempSync(join(tmpdir(), 'tinsmith-bench-'));
  const server = await startTinsmith('--data-dir', folder);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, server.residentMemory());
  }, POLL_MILLISECONDS);
  try {
    await exchange(server, s3('PUT', `/${BUCKET}`), 0);
    const startedAt = performance.now();
    await exchange(server, s3Head(size), size);
    const upAt = performance.now();
    await exchange(server, s3('GET', `/${BUCKET}/key`), 0);
    const downAt = performance.now();
    const rate = (milliseconds: number): string => (size / MIB / (milliseconds / 1000)).toFixed(0);
    return [
      {
        name: `S3 object of ${gibibytes} GiB up and down, files: resident memory`,
        goal: `under ${GOAL_MIB} MB`,
        value: `${(most / 1e6).toFixed(0)} MB at most`,
        detail: `up ${rate(upAt - startedAt)} MiB/s, down ${rate(downAt - upAt)} MiB/s`,
        met: most < GOAL_MIB * 1e6,
      },
    ];
  } finally {
    clearInterval(watch);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The head of a PUT whose body is yet to come. */
const s3Head = (size: number): Buffer =>
  Buffer.from(s3('PUT', `/${BUCKET}/key`).toString().replace('content-length: 0', `content-length: ${size}`));

/** Sends the request and so many bytes as the server takes them, and reads the whole answer. */
async function exchange({ port }: ServerProcess, head: Buffer, size: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const answered = new Promise<void>((resolve, reject) => {
    let first: Buffer | undefined;
    let missing: number | undefined;
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (missing !== undefined) missing -= chunk.length;
      else {
        first = first === undefined ? chunk : Buffer.concat([first, chunk]);
        missing = missingAfter(first);
      }
      if (missing !== 0) return;
      if (first?.[9] === 0x32) resolve();
      else reject(new Error(first?.toString('utf8', 0, 1000)));
    });
  });
  const piece = Buffer.alloc(MIB, 'tinsmith');
  socket.write(head);
  for (let sent = 0; sent < size; sent += piece.length) if (!socket.write(piece)) await once(socket, 'drain');
  await answered;
  socket.destroy();
}
