/** Node 24, which most users have, beside the Node that runs the tests. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const version = '24.21.0';

/**
 * Gives the path of a Node 24 binary. The package `node` isn't a dependency, as its command would stand before the user's own node in every
 * npm script: the platform's package is put into the cache instead. Rejects when it can't be had.
 */
export async function findNode24(root: string): Promise<string> {
  if (process.version.startsWith('v24.')) return process.execPath;
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const cache = join(root, 'node_modules', '.cache', 'tinsmith');
  const folder = join(cache, `node-${version}`);
  const binary = join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'node-'));
  try {
    const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', '--prefix', fresh, ...quiet, `${name}@${version}`], { timeout: 180_000, shell: windows });
    await rename(fresh, folder);
  } catch (problem) {
    // Another run may have been first: then its folder is as good as ours.
    if (!existsSync(binary)) throw problem;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return binary;
}
