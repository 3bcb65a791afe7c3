/** One DeleteObjects of 1,000 keys, against single deletes one after the other on the same connection. */
import { createHash } from 'node:crypto';
import { connectTo } from './caller.js';
import { type Figure, median } from './figure.js';
import { runLoad } from './load.js';
import { request, s3 } from './requests.js';
import { startTinsmith } from './server-process.js';

const BUCKET = 'bench-bucket';
const TOGETHER = 1000;
const SINGLE = 100;

const body = `<Delete>${Array.from({ length: TOGETHER }, (_, id) => `<Object><Key>key-${id}</Key></Object>`).join('')}</Delete>`;
const headers = { 'content-md5': createHash('md5').update(body).digest('base64'), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
const deleteObjects = request('POST', `/${BUCKET}?delete`, 's3', headers, body);
const puts = Array.from({ length: TOGETHER + SINGLE }, (_, id) => s3('PUT', `/${BUCKET}/key-${id}`, 'x'));
const deletes = Array.from({ length: SINGLE }, (_, id) => s3('DELETE', `/${BUCKET}/key-${TOGETHER + id}`));

export async function measureDeletes(rounds: number): Promise<readonly Figure[]> {
  const server = await startTinsmith();
  const caller = connectTo(server.port);
  try {
    await caller.ask(s3('PUT', `/${BUCKET}`));
    const together: number[] = [];
    const single: number[] = [];
    for (let round = -2; round < rounds * 3; round++) {
      await runLoad(server.port, { requests: puts.length }, (n) => puts[n] as Buffer); // there are as many
      const start = performance.now();
      await caller.ask(deleteObjects);
      const middle = performance.now();
      for (const each of deletes) await caller.ask(each);
      const end = performance.now();
      if (round < 0) continue;
      together.push(middle - start);
      single.push(end - middle);
    }
    const [one, hundred] = [median(together), median(single)];
    return [
      {
        name: `S3 DeleteObjects of ${TOGETHER.toLocaleString('en')}`,
        goal: `at most the time of ${SINGLE} single deletes`,
        value: (one / hundred).toFixed(2),
        detail: `${one.toFixed(1)} ms; ${SINGLE} single deletes ${hundred.toFixed(1)} ms`,
        met: one <= hundred,
      },
    ];
  } finally {
    caller.close();
    await server.stop();
  }
}
