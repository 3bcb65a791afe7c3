/** What receives cost that wait for messages which don't come. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from './figure.js';
import { runLoad } from './load.js';
import { queueUrl, sqs } from './requests.js';
import { startTinsmith } from './server-process.js';

const POLLS = 1000;
const MEBIBYTE = 1024 * 1024;
const MEMORY_GOAL = 20 * MEBIBYTE;
/** Of a core. */
const CPU_GOAL = 0.01;
const SETTLE_MILLISECONDS = 3000;

const QueueUrl = queueUrl('bench-queue');
const poll = sqs('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
const receive = sqs('ReceiveMessage', { QueueUrl });

/** @param seconds for which the CPU of the polls is watched; all of it must be over within their 20. */
export async function measureLongPolls(seconds: number): Promise<readonly Figure[]> {
  const server = await startTinsmith();
  const sockets: Socket[] = [];
  try {
    await runLoad(server.port, { requests: 1 }, () => sqs('CreateQueue', { QueueName: 'bench-queue' }));
    // A server that has worked has room for all of them already: what they cost, a fresh one shows.
    await runLoad(server.port, { requests: 16 }, () => receive);
    await pause(SETTLE_MILLISECONDS);
    const idle = await watch(seconds, server.cpuSeconds);
    const before = server.residentMemory();
    let answers = 0;
    for (let opened = 0; opened < POLLS; opened++) sockets.push(await openPoll(server.port, () => answers++));
    await pause(SETTLE_MILLISECONDS);
    const memory = server.residentMemory() - before;
    const cpu = Math.max(0, (await watch(seconds, server.cpuSeconds)) - idle);
    if (answers > 0) throw new Error(`${answers} polls were answered`);
    return [
      {
        name: `${POLLS.toLocaleString('en')} idle long polls of SQS`,
        goal: 'under 20 MB, and no CPU',
        value: `${(memory / MEBIBYTE).toFixed(1)} MB, ${(cpu * 100).toFixed(1)} % of a core`,
        detail: `${(memory / POLLS / 1024).toFixed(1)} KB each; ${(idle * 100).toFixed(1)} % of a core without them`,
        met: memory < MEMORY_GOAL && cpu < CPU_GOAL,
      },
    ];
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.stop();
  }
}

/** @returns the share of a core that was used meanwhile */
async function watch(seconds: number, cpuSeconds: () => number): Promise<number> {
  const before = cpuSeconds();
  await pause(seconds * 1000);
  return (cpuSeconds() - before) / seconds;
}

function openPoll(port: number, answered: () => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(poll, () => resolve(socket)));
    socket.on('data', answered);
    socket.on('error', reject);
  });
}
