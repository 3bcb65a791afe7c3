/** Loading items by BatchWriteItem from boto3: the client should be what takes the time. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPython } from '../test/clients/python.js';
import { startLocal } from './dynamodb-local.js';
import type { Figure } from './figure.js';
import { type ServerProcess, startTinsmith } from './server-process.js';

const ITEMS = 100_000;
/** DynamoDB Local takes minutes for all of them. */
const ITEMS_OF_LOCAL = 10_000;
/** Bound by boto3: at most so many seconds of the server's CPU for one of boto3's. */
const GOAL = 0.5;

export async function measureBulkLoad(): Promise<readonly Figure[]> {
  const found = await findPython();
  const name = `${ITEMS.toLocaleString('en')} items by BatchWriteItem from boto3`;
  if ('missing' in found) {
    console.log(`${name}: skipped: ${found.missing}`);
    return [];
  }
  const { python } = found.environment;
  const own = await loadInto(await startTinsmith(), python, ITEMS);
  const local = await startLocal();
  const ofLocal = local && (await loadInto(local, python, ITEMS_OF_LOCAL));
  const share = own.serverCpu / own.clientCpu;
  return [
    {
      name,
      goal: `at most ${GOAL} of boto3's CPU`,
      value: `${share.toFixed(2)} of boto3's CPU`,
      detail: `${own.seconds.toFixed(1)} s: boto3 ${own.clientCpu.toFixed(1)} s of CPU, tinsmith ${own.serverCpu.toFixed(1)} s`,
      dynamodbLocal: ofLocal && `${Math.round(ITEMS_OF_LOCAL / ofLocal.seconds)} items/s; tinsmith ${Math.round(ITEMS / own.seconds)}`,
      met: share <= GOAL && (ofLocal === undefined || ITEMS / own.seconds > ITEMS_OF_LOCAL / ofLocal.seconds),
    },
  ];
}

interface LoadCost {
  readonly seconds: number;
  readonly clientCpu: number;
  readonly serverCpu: number;
}

async function loadInto(server: ServerProcess, python: string, items: number): Promise<LoadCost> {
  try {
    const before = server.cpuSeconds();
    const { stdout } = await promisify(execFile)(python, ['bench/bulk-load.py', `http://127.0.0.1:${server.port}`, String(items)]);
    const [seconds = Number.NaN, clientCpu = Number.NaN] = stdout.trim().split(' ').map(Number);
    return { seconds, clientCpu, serverCpu: server.cpuSeconds() - before };
  } finally {
    await server.stop();
  }
}
