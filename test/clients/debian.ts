/**
 * Programs of Debian's packages: those on the machine's path, or else the packages themselves, unpacked once into
 * node_modules/.cache/tinsmith. Nothing is installed, so that no rights are needed and nothing of the machine changes.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/tinsmith', import.meta.url));
const minute = 60_000;

export interface DebianProgram {
  /** To be run with the environment below. */
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export type DebianOutcome = { readonly program: DebianProgram } | { readonly missing: string };

/** What each needs beside itself that isn't on every machine. */
const packages = {
  rclone: ['rclone'],
  s3cmd: ['s3cmd', 'python3-dateutil', 'python3-six', 'python3-magic'],
} as const;

/** The program, or why there is none. Under CI=true there being none is an error. */
export async function findDebianProgram(name: keyof typeof packages): Promise<DebianOutcome> {
  try {
    const found = await run(name, ['--version']).catch(() => undefined);
    return { program: found === undefined ? unpackedProgram(name, await unpack(name)) : { command: [name], env: {} } };
  } catch (problem) {
    const missing = `${name} is neither installed nor to be had: ${problem instanceof Error ? problem.message.trim() : String(problem)}`;
    if (process.env.CI === 'true') throw new Error(missing);
    return { missing: missing.split('\n').slice(0, 2).join(' ') };
  }
}

function unpackedProgram(name: string, folder: string): DebianProgram {
  const program = join(folder, 'usr', 'bin', name);
  if (name === 'rclone') return { command: [program], env: {} };
  return { command: ['python3', '-B', program], env: { PYTHONPATH: join(folder, 'usr', 'lib', 'python3', 'dist-packages') } };
}

/** @returns the folder that stands for the root of the file system. */
async function unpack(name: keyof typeof packages): Promise<string> {
  const folder = join(cache, `debian-${name}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'debian-'));
  try {
    await download(packages[name], fresh);
    const files = (await readdir(fresh)).filter((file) => file.endsWith('.deb'));
    for (const file of files) await run('dpkg', ['-x', join(fresh, file), join(fresh, 'root')], { timeout: minute });
    // Another run may have been first: then its folder is as good as ours.
    await rename(join(fresh, 'root'), folder).catch((problem: unknown) => {
      if (!existsSync(folder)) throw problem;
    });
    return folder;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** By the machine's lists of packages; where it has none, or old ones, by lists of our own. */
async function download(names: readonly string[], folder: string): Promise<void> {
  const options = { cwd: folder, timeout: 3 * minute };
  const asIs = ['-o', 'APT::Sandbox::User=root', 'download', ...names];
  if (await run('apt-get', asIs, options).catch(() => undefined)) return;
  const state = join(folder, 'apt');
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  const own = ['APT::Sandbox::User=root', `Dir::State=${state}`, `Dir::Cache=${join(state, 'cache')}`].flatMap((setting) => [
    '-o',
    setting,
  ]);
  const withStatus = [...own, '-o', 'Dir::State::status=/var/lib/dpkg/status'];
  await run('apt-get', [...withStatus, 'update', '-q'], options);
  await run('apt-get', [...withStatus, 'download', ...names], options);
}
