/** An emulator in a process of its own, which can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Running {
  readonly endpoint: string;
  kill(): Promise<void>;
}

/** It is killed when the test ends, if it still runs. */
export async function startEmulator(directory: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--data-dir', directory], {
    env: { ...process.env, TINSMITH_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  onTestFinished(kill);
  if (child.stdout === null) throw new Error('no output to read');
  let endpoint: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    endpoint ??= /listening on (\S+)$/.exec(line)?.[1];
    if (endpoint !== undefined && line === 'Ready.') return { endpoint, kill };
  }
  throw new Error('the emulator ended before it was ready');
}
