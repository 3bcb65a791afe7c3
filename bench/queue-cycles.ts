/** Messages that go through a queue: sent, received and deleted, with few and with many others waiting, one by one and in batches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Caller, connectTo } from './caller.js';
import { type Figure, median, medianRatio } from './figure.js';
import { CONNECTIONS, type Load, runLoad } from './load.js';
import { queueUrl, sqs } from './requests.js';
import { type ServerProcess, startBareServer, startTinsmith } from './server-process.js';
import { type Contestant, compete, type Effort, type Samples, shareFigure } from './throughput.js';

const FEW = 10;
const MANY = 100_000;
/** How much slower a cycle may be with many messages waiting. */
const GROWTH_GOAL = 0.25;
const GOAL = 0.4;
const BATCH = 10;
const REQUESTS_OF_CYCLE = 3;

const QueueUrl = queueUrl('bench-queue');
const MessageBody = 'x'.repeat(1024);
const createQueue = sqs('CreateQueue', { QueueName: 'bench-queue' });
const Entries = Array.from({ length: BATCH }, (_, id) => ({ Id: `entry-${id}`, MessageBody }));
const sendBatch = sqs('SendMessageBatch', { QueueUrl, Entries });
const receiveBatch = sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: BATCH });
const send = sqs('SendMessage', { QueueUrl, MessageBody });
const receive = sqs('ReceiveMessage', { QueueUrl });

async function cycle(caller: Caller): Promise<void> {
  await caller.ask(send);
  const [ReceiptHandle] = handlesIn(await caller.ask(receive));
  await caller.ask(sqs('DeleteMessage', { QueueUrl, ReceiptHandle }));
}

async function cycleOfBatches(caller: Caller): Promise<void> {
  await caller.ask(sendBatch);
  const handles = handlesIn(await caller.ask(receiveBatch));
  const entries = handles.map((ReceiptHandle, id) => ({ Id: `entry-${id}`, ReceiptHandle }));
  await caller.ask(sqs('DeleteMessageBatch', { QueueUrl, Entries: entries }));
}

/** The bare server, which has none, is sent one that is as long. */
const HANDLE = Buffer.alloc(84).toString('base64');

function handlesIn(answer: Buffer): readonly string[] {
  const handles = Array.from(answer.toString('latin1').matchAll(/"ReceiptHandle":"([^"]+)"/g), ([, handle = '']) => handle);
  return handles.length === 0 ? [HANDLE] : handles;
}

/** Cycles on all connections until the time is over. */
async function runCycles({ port }: ServerProcess, seconds: number, work: (caller: Caller) => Promise<void>): Promise<Load> {
  const startedAt = performance.now();
  let cycles = 0;
  const connection = async (): Promise<void> => {
    const caller = connectTo(port);
    for (; performance.now() < startedAt + seconds * 1000; cycles++) await work(caller);
    caller.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { requests: cycles * REQUESTS_OF_CYCLE, seconds: (performance.now() - startedAt) / 1000 };
}

const cycling = (server: ServerProcess, work = cycle): Contestant => ({ server, run: (seconds) => runCycles(server, seconds, work) });

export async function measureQueueCycles(effort: Effort): Promise<readonly Figure[]> {
  const folders = [FEW, MANY].map(() => mkdtempSync(join(tmpdir(), 'tinsmith-bench-')));
  const [fewFolder = '', manyFolder = ''] = folders;
  const bare = await startBareServer();
  const [few, many] = [await filled(FEW), await filled(MANY)];
  const [fewDurable, manyDurable] = [await filled(FEW, '--data-dir', fewFolder), await filled(MANY, '--data-dir', manyFolder)];
  try {
    const [ofFew, ofBare, ofMany, ofBatches] = await compete(
      [cycling(few), cycling(bare), cycling(many), cycling(few, cycleOfBatches)],
      effort,
    );
    const [ofFewDurable, ofManyDurable] = await compete([cycling(fewDurable), cycling(manyDurable)], effort);
    if (!ofFew || !ofBare || !ofMany || !ofBatches || !ofFewDurable || !ofManyDurable) throw new Error('Each contestant has samples');
    const single = shareFigure({
      name: 'SQS SendMessage, ReceiveMessage and DeleteMessage in turns, 1 KB',
      goal: GOAL,
      own: ofFew,
      bare: ofBare,
    });
    return [
      { ...single, detail: `${single.detail}; ${Math.round(median(ofFew.rates) / REQUESTS_OF_CYCLE)} messages/s` },
      batchFigure(ofBatches, ofBare),
      growthFigure('', ofFew, ofMany),
      growthFigure(', SQLite', ofFewDurable, ofManyDurable),
    ];
  } finally {
    await Promise.all([bare, few, many, fewDurable, manyDurable].map((server) => server.stop()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** A server whose queue holds so many messages. */
async function filled(messages: number, ...options: readonly string[]): Promise<ServerProcess> {
  const server = await startTinsmith(...options);
  await runLoad(server.port, { requests: 1 }, () => createQueue);
  await runLoad(server.port, { requests: messages / BATCH }, () => sendBatch);
  return server;
}

/** Messages of a cycle of batches, beside the bare server's requests. */
function batchFigure(own: Samples, bare: Samples): Figure {
  const messages = own.rates.map((rate) => (rate * BATCH) / REQUESTS_OF_CYCLE);
  const share = medianRatio(messages, bare.rates);
  return {
    name: `SQS messages sent, received and deleted in batches of ${BATCH}, 1 KB`,
    goal: `at least ${GOAL} messages for a request of the bare server`,
    value: share.toFixed(2),
    detail: `${Math.round(median(messages))} messages/s at ${((median(own.costs) * 1e6 * REQUESTS_OF_CYCLE) / BATCH).toFixed(0)} µs of CPU`,
    met: share >= GOAL,
  };
}

function growthFigure(engine: string, few: Samples, many: Samples): Figure {
  const growth = medianRatio(few.rates, many.rates) - 1;
  const cpuGrowth = medianRatio(many.costs, few.costs) - 1;
  return {
    name: `SQS cycle with ${MANY.toLocaleString('en')} messages waiting${engine}`,
    goal: `at most ${GROWTH_GOAL * 100} % longer than with ${FEW}`,
    value: `${(growth * 100).toFixed(0)} % (by CPU ${(cpuGrowth * 100).toFixed(0)} %)`,
    detail: `${Math.round(median(many.rates))} requests/s; with ${FEW} ${Math.round(median(few.rates))}`,
    met: growth <= GROWTH_GOAL,
  };
}
