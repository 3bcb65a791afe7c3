/** Runs other programs against the emulator, in a home of their own: no setting of the machine's owner reaches them. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an AWS client reads from its environment to reach the emulator. */
export const clientEnvironment = (endpoint: string, home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  TMPDIR: process.env.TMPDIR,
  // Lets a test run find processes that were left behind.
  TINSMITH_TEST_RUN: process.env.TINSMITH_TEST_RUN,
  HOME: home,
  LC_ALL: 'C.UTF-8',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  // A server error must fail a test at once.
  AWS_MAX_ATTEMPTS: '1',
});

/** Runs a program to its end. Never rejects for its exit status; ends it after the given milliseconds. */
export function run(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string, input = '', timeout = 100_000): Promise<Finished> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, timeout });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ status: code ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
    child.stdin.end(input);
  });
}

/** A folder for one test file, and its removal. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'tinsmith-clients-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
