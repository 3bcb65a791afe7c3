/** vitest's global setup of the projects that use dist/: it is built before any test runs, so that no two of them build it at once. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inputsDigest } from '../../scripts/inputs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stamp = join(root, 'dist', 'inputs.sha256');

export async function setup(): Promise<void> {
  const fresh = existsSync(stamp) && existsSync(join(root, 'dist', 'types')) && readFileSync(stamp, 'utf8') === inputsDigest(root);
  if (!fresh) await promisify(execFile)(process.execPath, ['--import', 'tsx', join(root, 'scripts/build.ts'), '--types'], { cwd: root });
}
