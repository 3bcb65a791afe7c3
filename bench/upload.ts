/** PutObject of 8 MiB with a CRC32, against the time that node:crypto alone takes for the MD5 of the same bytes. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Figure, median } from './figure.js';
import { startServer } from './server-process.js';

const SIZE = 8 * 1024 * 1024;

export async function measureUpload(rounds: number): Promise<Figure> {
  const bytes = randomBytes(SIZE);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  const server = await startServer(['dist/main.js', '--port', '0', '--log-level', 'silent'], '/_tinsmith/health');
  const bucket = `http://127.0.0.1:${server.port}/bench-bucket`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-amz-checksum-crc32': checksum.toString('base64'),
    'content-md5': createHash('md5').update(bytes).digest('base64'),
  };
  try {
    await expectOk(fetch(bucket, { method: 'PUT', headers: { authorization: headers.authorization } }));
    const uploads: number[] = [];
    const digests: number[] = [];
    for (let round = -2; round < rounds; round++) {
      const uploadStart = performance.now();
      await expectOk(fetch(`${bucket}/key`, { method: 'PUT', headers, body: bytes }));
      const digestStart = performance.now();
      createHash('md5').update(bytes).digest();
      const end = performance.now();
      if (round < 0) continue;
      uploads.push(digestStart - uploadStart);
      digests.push(end - digestStart);
    }
    const ratio = median(uploads.map((upload, round) => (digests[round] ?? Number.NaN) / upload));
    const rate = (milliseconds: number): string => (SIZE / 1024 / 1024 / (milliseconds / 1000)).toFixed(0);
    return {
      name: 'S3 PutObject, 8 MiB, MD5 and CRC32 checked',
      goal: "at least 0.5 of node:crypto's MD5 alone",
      value: ratio.toFixed(2),
      detail: `${rate(median(uploads))} MiB/s; MD5 alone ${rate(median(digests))} MiB/s`,
      met: ratio >= 0.5,
    };
  } finally {
    await server.stop();
  }
}

async function expectOk(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(text);
}
