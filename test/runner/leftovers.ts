/** What a test run must not leave behind: files in the temporary folder or in the repository, and processes. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Caches that Node and tsx keep for themselves. */
const ownCaches = [/^tsx-/, /^node-compile-cache$/];

export async function filesLeftIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !ownCaches.some((pattern) => pattern.test(name)));
}

/** What git says has changed, as lines; none where this isn't a git checkout. */
export async function changesIn(repository: string): Promise<readonly string[]> {
  const status = await promisify(execFile)('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: repository }).catch(
    () => undefined,
  );
  return status === undefined ? [] : status.stdout.split('\n').filter((line) => line !== '');
}

/** Processes that carry the mark in their environment, this one aside. Linux shows that; elsewhere there are none to see. */
export async function processesMarked(mark: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found: string[] = [];
  for (const id of ids) {
    const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(mark)) continue;
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    found.push(`${id}: ${command.replaceAll('\0', ' ').trim()}`);
  }
  return found;
}
