import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openRaw } from './gateway/raw-client.js';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Command {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly exit: Promise<number | null>;
  /** Resolves with the port once `Ready.` was printed. */
  ready(): Promise<number>;
}

function run(argv: readonly string[], env: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...argv], {
    // Node 22 and later keep compiled code in the temporary folder.
    env: { ...process.env, TINSMITH_LOG_LEVEL: 'silent', NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  let errors = '';
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stderr?.on('data', (bytes) => {
    errors += String(bytes);
  });
  const ready = new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (bytes) => {
      output += String(bytes);
      const port = /listening on http:\/\/\S+:(\d+)\nReady\.\n/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    void exit.then(() => reject(new Error(`ended: ${output}${errors}`)));
  });
  ready.catch(() => undefined);
  return { child, output: () => output, errors: () => errors, exit, ready: () => ready };
}

async function refusal(argv: readonly string[], env?: Record<string, string>): Promise<string> {
  const command = run(argv, env);
  expect(await command.exit).toBe(2);
  expect(command.output()).toBe('');
  expect(command.errors().trimEnd()).not.toContain('\n');
  return command.errors();
}

describe('tinsmith', () => {
  it('prints its address and Ready., serves, and ends with 0 on SIGTERM after what runs', async () => {
    const command = run(['--port', '0', '--log-level', 'info']);
    const port = await command.ready();
    expect(command.output()).toBe(`tinsmith listening on http://127.0.0.1:${port}\nReady.\n`);
    const fault = { service: 'sts', operation: 'GetCallerIdentity', delayMs: 300 };
    await fetch(`http://localhost:${port}/_tinsmith/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const client = openRaw(port);
    const form = 'Action=GetCallerIdentity&Version=2011-06-15';
    client.send(
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    );
    let struck = false;
    while (!struck) {
      const { faults } = (await (await fetch(`http://localhost:${port}/_tinsmith/faults`)).json()) as { faults: { struck: number }[] };
      struck = faults[0]?.struck === 1;
    }
    command.child.kill('SIGTERM');
    expect(await client.rest()).toContain('<Account>000000000000</Account>');
    expect(await command.exit).toBe(0);
    const lines = command.errors().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 30, service: 'sts', operation: 'GetCallerIdentity', status: 200, accountId: '000000000000' }),
    ]);
  });

  it('ends with 0 on SIGINT and keeps its state in the data directory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-data-'));
    try {
      const first = run(['--port', '0', '--data-dir', join(folder, 'new', 'state')]);
      const signed = {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
      };
      await fetch(`http://127.0.0.1:${await first.ready()}/kept-bucket`, { method: 'PUT', headers: signed });
      first.child.kill('SIGINT');
      expect(await first.exit).toBe(0);
      const second = run(['--port', '0', '--data-dir', join(folder, 'new', 'state')]);
      const found = await fetch(`http://127.0.0.1:${await second.ready()}/kept-bucket`, { method: 'HEAD', headers: signed });
      expect(found.status).toBe(200);
      second.child.kill('SIGTERM');
      expect(await second.exit).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('answers https on the same port with --tls', async () => {
    const command = run(['--port', '0', '--tls']);
    const port = await command.ready();
    const secureStatus = await new Promise<number | undefined>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/_tinsmith/health', rejectUnauthorized: false, agent: false as const };
      const request = httpsRequest(options, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      });
      request.on('error', reject);
      request.end();
    });
    expect(secureStatus).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/_tinsmith/health`)).status).toBe(200);
    command.child.kill('SIGTERM');
    expect(await command.exit).toBe(0);
  });

  it('prints its help and its version', async () => {
    const [help, version] = [run(['--help']), run(['--version'])];
    expect([await help.exit, await version.exit]).toEqual([0, 0]);
    for (const flag of ['--port', '--host', '--data-dir', '--services', '--region', '--account', '--log-level', '--seed', '--tls']) {
      expect(help.output()).toContain(flag);
    }
    expect(version.output()).toMatch(/^tinsmith \d+\.\d+\.\d+\n$/);
  });
});

describe('one line and exit code 2', () => {
  it('for an unknown option and a bad value', async () => {
    expect(await refusal(['--colour'])).toBe("tinsmith: Unknown option '--colour'. See tinsmith --help.\n");
    expect(await refusal([], { TINSMITH_PORT: 'http' })).toBe(
      "tinsmith: TINSMITH_PORT must be a whole number from 0 to 65535, not 'http'.\n",
    );
    expect(await refusal(['--services', 's4'])).toMatch(/^tinsmith: There is no service 's4'/);
  });

  it('for a port in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      expect(await refusal(['--port', String(port)])).toMatch(new RegExp(`^tinsmith: Port ${port} on 127.0.0.1 is in use`));
    } finally {
      holder.close();
    }
  });

  it('for an address that this machine has not', async () => {
    expect(await refusal(['--port', '0', '--host', '192.0.2.1'])).toMatch(/^tinsmith: --host: 192.0.2.1 is not an address of this machine/);
  });

  it('for a data directory that can’t be written, and a certificate that can’t be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-data-'));
    try {
      const file = join(folder, 'file');
      await writeFile(file, '');
      await writeFile(join(folder, 'tinsmith.json'), '{"format":99}');
      expect(await refusal(['--port', '0', '--data-dir', folder])).toMatch(/^tinsmith: --data-dir: .* has format 99, .*newer tinsmith\n$/);
      expect(await refusal(['--port', '0', '--data-dir', join(file, 'state')])).toMatch(/^tinsmith: --data-dir: /);
      expect(await refusal(['--port', '0', '--tls-cert', file, '--tls-key', join(folder, 'none')])).toMatch(
        /^tinsmith: --tls-key: can't read/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
