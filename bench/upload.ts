/**
 * PutObject of large bodies, against the time that node:crypto alone takes for the MD5 of the same bytes. Over a plain socket:
 * fetch itself takes longer to send them than the server to receive them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Figure, median } from './figure.js';
import { startTinsmith } from './server-process.js';

const MIB = 1024 * 1024;

export interface Upload {
  readonly name: string;
  /** At least so large a share of the MD5's rate. */
  readonly goal: number;
  /** Bytes. */
  readonly size: number;
  /** Whether the caller sends an MD5 besides the CRC32. */
  readonly hasMd5: boolean;
  readonly durable: boolean;
  readonly rounds: number;
}

export const uploads = (rounds: number): readonly Upload[] => [
  { name: 'S3 PutObject, 8 MiB, MD5 and CRC32 checked', goal: 0.5, size: 8 * MIB, hasMd5: true, durable: false, rounds: rounds * 5 },
  { name: 'S3 PutObject, 64 MiB, CRC32 checked', goal: 0.6, size: 64 * MIB, hasMd5: false, durable: false, rounds },
  { name: 'S3 PutObject, 64 MiB, CRC32 checked, files', goal: 0.5, size: 64 * MIB, hasMd5: false, durable: true, rounds },
];

export async function measureUpload({ name, goal, size, hasMd5, durable, rounds }: Upload): Promise<Figure> {
  const folder = durable ? mkdtempSync(join(tmpdir(), 'tinsmith-bench-')) : undefined;
  const bytes = randomBytes(size);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  const server = await startTinsmith(...(folder === undefined ? [] : ['--data-dir', folder]));
  const socket = connect(server.port, '127.0.0.1');
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  const head = (target: string, lines: readonly string[]): string =>
    `PUT ${target} HTTP/1.1\r\n${['host: 127.0.0.1', `authorization: ${authorization}`, ...lines].join('\r\n')}\r\n\r\n`;
  const upload = head('/bench-bucket/key', [
    'x-amz-content-sha256: UNSIGNED-PAYLOAD',
    `x-amz-checksum-crc32: ${checksum.toString('base64')}`,
    ...(hasMd5 ? [`content-md5: ${createHash('md5').update(bytes).digest('base64')}`] : []),
    `content-length: ${size}`,
  ]);
  try {
    await expectOk(socket, () => socket.write(head('/bench-bucket', [])));
    const uploads: number[] = [];
    const digests: number[] = [];
    let cpuBefore = 0;
    for (let round = -2; round < rounds; round++) {
      if (round === 0) cpuBefore = server.cpuSeconds();
      const uploadStart = performance.now();
      await expectOk(socket, () => {
        socket.write(upload);
        socket.write(bytes);
      });
      const digestStart = performance.now();
      createHash('md5').update(bytes).digest();
      const end = performance.now();
      if (round < 0) continue;
      uploads.push(digestStart - uploadStart);
      digests.push(end - digestStart);
    }
    const ratio = median(uploads.map((upload, round) => (digests[round] ?? Number.NaN) / upload));
    // The digest runs in this process, undisturbed: its time is its CPU.
    const cpuRatio = median(digests) / 1000 / ((server.cpuSeconds() - cpuBefore) / rounds);
    const rate = (milliseconds: number): string => (size / MIB / (milliseconds / 1000)).toFixed(0);
    return {
      name,
      goal: `at least ${goal} of node:crypto's MD5 alone`,
      value: `${ratio.toFixed(2)} (by CPU ${cpuRatio.toFixed(2)})`,
      detail: `${rate(median(uploads))} MiB/s; MD5 alone ${rate(median(digests))} MiB/s`,
      met: ratio >= goal,
    };
  } finally {
    socket.destroy();
    await server.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Answers to PUT are short: they come in one piece. */
function expectOk(socket: Socket, send: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('data', (answer) => {
      if (answer.toString('latin1', 0, 12) === 'HTTP/1.1 200') resolve();
      else reject(new Error(answer.toString()));
    });
    send();
  });
}
