/** A running DynamoDB Local: in memory, one database for all accounts and regions, on a free port. It listens on every address: it has no option for that. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findDynamodbLocal } from './installation.js';

export interface DynamodbLocal {
  readonly endpoint: string;
  readonly port: number;
  /** Of the java process. */
  readonly pid: number;
  /** From the start of the process to its first answer. */
  readonly secondsToFirstAnswer: number;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

const START_SECONDS = 60;
const POLL_MILLISECONDS = 5;

/** Whether there is a DynamoDB Local to start. findDynamodbLocal() says why not. */
export async function isDynamodbLocalAvailable(): Promise<boolean> {
  return 'libraries' in (await findDynamodbLocal());
}

/** Rejects when there is none, or when it doesn't answer within a minute. It ends with this process at the latest. */
export async function startDynamodbLocal(): Promise<DynamodbLocal> {
  const found = await findDynamodbLocal();
  if ('missing' in found) throw new Error(found.missing);
  const port = await freePort();
  const java = ['-XX:-UsePerfData', `-Djava.library.path=${found.libraries}`, '-cp', `${found.libraries}/*`];
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const startedAt = performance.now();
  const child = spawn('java', [...java, 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner', ...options], {
    // It writes beside itself what it remembers of its user.
    cwd: found.libraries,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await firstAnswer(child, endpoint, startedAt);
    const secondsToFirstAnswer = (performance.now() - startedAt) / 1000;
    return { endpoint, port, pid: child.pid ?? 0, secondsToFirstAnswer, stop };
  } catch (problem) {
    await stop();
    throw new Error(`DynamoDB Local doesn't start: ${problem instanceof Error ? problem.message : problem} ${Buffer.concat(said)}`);
  }
}

async function firstAnswer(child: ChildProcess, endpoint: string, startedAt: number): Promise<void> {
  while (performance.now() - startedAt < START_SECONDS * 1000) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}.`);
    if (await answers(endpoint)) return;
    await pause(POLL_MILLISECONDS);
  }
  throw new Error(`no answer within ${START_SECONDS} s.`);
}

/** A request that isn't signed is refused, and that is an answer. */
async function answers(endpoint: string): Promise<boolean> {
  const response = await fetch(endpoint).catch(() => undefined);
  await response?.arrayBuffer();
  return response !== undefined;
}

/** It takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
