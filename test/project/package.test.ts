import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../clients/commands.js';
import { root } from './sources.js';

const env = { ...process.env };
let folder: string;
let installed: string;

/** Packs as `npm publish` would, and unpacks where `npm install` would. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinsmith-package-'));
  installed = join(folder, 'node_modules', 'tinsmith');
  await mkdir(installed, { recursive: true });
  const succeed = async (...command: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await run(command, env, root);
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}\n${stdout}${stderr}`);
    return stdout;
  };
  await succeed('npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  await succeed('tar', '-xzf', join(folder, archive), '-C', installed, '--strip-components=1');
  await symlink(join(root, 'node_modules', '@photostructure'), join(folder, 'node_modules', '@photostructure'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runModule(source: string): Promise<string> {
  await writeFile(join(folder, 'module.mjs'), source);
  const { status, stdout, stderr } = await run([process.execPath, 'module.mjs'], env, folder);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe('the package', () => {
  it('holds what it needs and nothing else', async () => {
    expect((await readdir(installed)).sort()).toEqual(['LICENSE', 'NOTICE', 'README.md', 'dist', 'package.json']);
  });

  it('has every file that its exports name', async () => {
    const { exports, bin } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
      exports: Record<string, string | Record<string, string>>;
      bin: Record<string, string>;
    };
    const named = [
      ...Object.values(bin),
      ...Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target))),
    ];
    const missing = await Promise.all(
      named.map((path) =>
        stat(join(installed, path)).then(
          () => [],
          () => [path],
        ),
      ),
    );
    expect(missing.flat()).toEqual([]);
  });

  it('starts an emulator that answers, without any other package', async () => {
    const source = `
      import { startTinsmith } from 'tinsmith';
      const aws = await startTinsmith();
      const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
      const answer = await fetch(aws.endpoint, { method: 'POST', body });
      console.log(answer.status, /<Account>(.*)<\\/Account>/.exec(await answer.text())?.[1]);
      await aws.stop();
    `;
    expect(await runModule(source)).toBe('200 000000000000\n');
  });

  it('keeps state in a folder', async () => {
    const source = `
      import { startTinsmith } from 'tinsmith';
      for (const method of ['PUT', 'HEAD']) {
        const aws = await startTinsmith({ dataDir: 'data' });
        const answer = await fetch(aws.endpoint + '/pictures', { method, headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' } });
        console.log(answer.status);
        await aws.stop();
      }
    `;
    expect(await runModule(source)).toBe('200\n200\n');
  });

  it('has a command that says its version', async () => {
    const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
    const { stdout } = await run([join(installed, 'dist', 'main.js'), '--version'], env, folder);
    expect(stdout.trim()).toContain(version);
  });

  it('declares its types for a strict TypeScript program', async () => {
    const program = `
      import { startTinsmith } from 'tinsmith';
      const aws = await startTinsmith();
      const endpoint: string = aws.endpoint;
      await aws.stop();
      // @ts-expect-error -- there is no such option
      await startTinsmith({ nonsense: true });
      console.log(endpoint);
    `;
    await writeFile(join(folder, 'program.mts'), program);
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--types',
      'node',
      '--typeRoots',
      join(root, 'node_modules/@types'),
    ];
    const { status, stdout } = await run(
      [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), ...options, 'program.mts'],
      env,
      folder,
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
