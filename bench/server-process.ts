/** A server in a process of its own, and what it costs: CPU time and resident memory, as the operating system counts them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ServerProcess {
  readonly port: number;
  /** Seconds of CPU that the process has used. */
  cpuSeconds(): number;
  /** Bytes. */
  residentMemory(): number;
  /** Seconds from the start of the process to its first answer of 200. */
  readonly secondsToFirstAnswer: number;
  stop(): Promise<void>;
}

/** Linux counts CPU in ticks of 1/100 s. */
const TICKS_PER_SECOND = 100;
const POLL_MILLISECONDS = 1;

/** What the operating system counts of a process. */
export const costOf = (pid: number): Pick<ServerProcess, 'cpuSeconds' | 'residentMemory'> => ({
  cpuSeconds: () => {
    // The command's name stands in parentheses and may hold spaces; utime and stime are fields 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  },
  residentMemory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
});

/** @param bytes of each answer; 1 KB of JSON without it. */
export const startBareServer = (bytes?: number): Promise<ServerProcess> =>
  startServer(['bench/bare-server.js', ...(bytes === undefined ? [] : [String(bytes)])], '/');

/** @param options of the command line. */
export const startTinsmith = (...options: readonly string[]): Promise<ServerProcess> =>
  startServer(['dist/main.js', '--port', '0', '--log-level', 'silent', ...options], '/_tinsmith/health');

/** @param path what is asked for until it answers 200. */
async function startServer(command: readonly string[], path: string): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  // A run that fails must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const port = await announcedPort(child);
  await firstAnswer(port, path);
  return {
    port,
    secondsToFirstAnswer: (performance.now() - startedAt) / 1000,
    ...costOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        process.off('exit', kill);
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Both servers say where they listen: `... http://127.0.0.1:NNNN`. */
function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
}

async function firstAnswer(port: number, path: string): Promise<void> {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  throw new Error('The server never answered');
}
