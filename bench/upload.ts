/**
 * PutObject of 8 MiB with a CRC32, against the time that node:crypto alone takes for the MD5 of the same bytes. Over a plain socket:
 * fetch itself takes longer to send them than the server to receive them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import { type Figure, median } from './figure.js';
import { startTinsmith } from './server-process.js';

const SIZE = 8 * 1024 * 1024;

export async function measureUpload(rounds: number): Promise<Figure> {
  const bytes = randomBytes(SIZE);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  const server = await startTinsmith();
  const socket = connect(server.port, '127.0.0.1');
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  const head = (target: string, lines: readonly string[]): string =>
    `PUT ${target} HTTP/1.1\r\n${['host: 127.0.0.1', `authorization: ${authorization}`, ...lines].join('\r\n')}\r\n\r\n`;
  const upload = head('/bench-bucket/key', [
    'x-amz-content-sha256: UNSIGNED-PAYLOAD',
    `x-amz-checksum-crc32: ${checksum.toString('base64')}`,
    `content-md5: ${createHash('md5').update(bytes).digest('base64')}`,
    `content-length: ${SIZE}`,
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
    const rate = (milliseconds: number): string => (SIZE / 1024 / 1024 / (milliseconds / 1000)).toFixed(0);
    return {
      name: 'S3 PutObject, 8 MiB, MD5 and CRC32 checked',
      goal: "at least 0.5 of node:crypto's MD5 alone",
      value: `${ratio.toFixed(2)} (by CPU ${cpuRatio.toFixed(2)})`,
      detail: `${rate(median(uploads))} MiB/s; MD5 alone ${rate(median(digests))} MiB/s`,
      met: ratio >= 0.5,
    };
  } finally {
    socket.destroy();
    await server.stop();
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
