import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientEnvironment, run } from '../clients/commands.js';
import { findPython } from '../clients/python.js';
import { root } from './sources.js';

const readme = await readFile(join(root, 'README.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
const awsLines = commands.filter((line) => /^(aws|export AWS_ENDPOINT_URL) ?/.test(line));
const startLines = commands.flatMap((line) => line.split(' && ')).filter((command) => command.startsWith('npm start'));
const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

let folder: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinsmith-readme-'));
  port = await freePort();
  // What a user has after `npm install tinsmith` and the SDK.
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules', 'tinsmith'));
  await symlink(join(root, 'node_modules', '@aws-sdk'), join(folder, 'node_modules', '@aws-sdk'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

interface Running {
  /** Sends SIGTERM to what was started and gives its exit status. */
  stop(): Promise<number | null>;
}

/** Starts a command and waits until it says that it serves. */
async function start(command: string): Promise<Running> {
  const env = { ...process.env, TINSMITH_PORT: String(port), TINSMITH_LOG_LEVEL: 'error' };
  const child = spawn(`exec ${command}`, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let said = '';
  const ready = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk;
        if (/^Ready\.$/m.test(said)) resolve(true);
      });
    }
  });
  const isReady = await Promise.race([ready, ended.then(() => false)]);
  if (!isReady) throw new Error(`${command} ended before it served:\n${said}`);
  return {
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The README's port, and its folder for data, become the test's own. */
const adapt = (text: string): string => text.replaceAll(/\b456[67]\b/g, String(port)).replaceAll('./data', join(folder, 'data'));

async function runModule(name: string, source: string): Promise<string> {
  await writeFile(join(folder, name), adapt(source));
  const env = { PATH: process.env.PATH, TINSMITH_TEST_RUN: process.env.TINSMITH_TEST_RUN };
  const { status, stdout, stderr } = await run([process.execPath, name], env, folder);
  if (status !== 0) throw new Error(`${name} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

describe('the README', () => {
  it('holds no command that nothing runs', async () => {
    const ci = await readFile(join(root, '.ci', 'run'), 'utf8');
    const unknown = commands
      .flatMap((line) => (awsLines.includes(line) ? [] : line.split(' && ')))
      .filter((command) => !startLines.includes(command))
      // CI runs these two on a fresh clone.
      .filter((command) => !(['npm ci', 'npm test'].includes(command) && new RegExp(`^(exec )?${command} `, 'm').test(ci)));
    expect(unknown).toEqual([]);
    expect(startLines.length).toBeGreaterThan(0);
    expect(awsLines.length).toBeGreaterThan(1);
  });

  it('names only scripts that package.json has, and files that there are', async () => {
    const development = await readFile(join(root, 'docs', 'development.md'), 'utf8');
    const named = [...`${readme}${development}`.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const linked = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
    expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('shows commands of npm start that serve, or say what they were asked', async () => {
    for (const line of startLines.map(adapt)) {
      if (line.endsWith('--help')) {
        const { status, stdout } = await run(['sh', '-c', line], { ...process.env }, root);
        expect({ status, usage: stdout.includes('Usage: tinsmith') }).toEqual({ status: 0, usage: true });
      } else {
        const running = await start(line);
        expect((await fetch(`http://127.0.0.1:${port}/_tinsmith/health`)).status).toBe(200);
        // The signal reaches the emulator through npm, and it ends in order.
        expect(await running.stop()).toBe(0);
        await expect(fetch(`http://127.0.0.1:${port}/_tinsmith/health`)).rejects.toThrow();
      }
    }
  });

  it('shows an example with the SDK that runs', async () => {
    const running = await start('npm start');
    try {
      expect(await runModule('sdk.mjs', blocks('js')[0] ?? '')).toBe('hello\n');
    } finally {
      await running.stop();
    }
  });

  it.skipIf('missing' in python)(`shows commands of the AWS CLI that run${skipped}`, async () => {
    if ('missing' in python) return;
    const running = await start('npm start');
    try {
      const env = { ...clientEnvironment('', folder), PATH: `${python.environment.bin}:${process.env.PATH}`, AWS_ENDPOINT_URL: undefined };
      const script = `set -e\n${awsLines.map(adapt).join('\n')}\n`;
      const { status, stdout, stderr } = await run(['bash'], env, folder, script);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('"S": "green"');
    } finally {
      await running.stop();
    }
  });

  it('shows an emulator in a process of your own that runs', async () => {
    const examples = blocks('js').slice(1);
    expect(examples).toHaveLength(1);
    expect(await runModule('in-process.mjs', examples[0] ?? '')).toBe('[]\n');
  });
});
