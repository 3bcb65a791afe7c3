/** Runs the examples as a reader would, against the built package. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { inputsDigest } from '../../scripts/inputs.js';
import { findPython } from './python.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

beforeAll(async () => {
  let built = '';
  try {
    built = readFileSync(join(root, 'dist', 'inputs.sha256'), 'utf8');
  } catch {
    // Never built: as stale as can be.
  }
  if (built !== inputsDigest(root)) await run(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'build.ts')], { cwd: root });
});

/** What this run was told is not for a run within it. */
function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VITEST|TINSMITH_LOG_LEVEL$|NODE_ENV$)/.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...extra };
}

describe('the examples', () => {
  it('vitest: a fresh emulator a test', async () => {
    const folder = join(root, 'examples', 'vitest');
    const { stdout } = await run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run'], {
      cwd: folder,
      env: cleanEnvironment(),
    });
    expect(stdout).toMatch(/Tests\s+3 passed \(3\)/);
  });

  it('pytest: an emulator for the session, reset for each test', async ({ skip }) => {
    const found = await findPython();
    if (!('environment' in found)) return skip(found.missing);
    const { stdout } = await run(found.environment.python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'], {
      cwd: join(root, 'examples', 'pytest'),
      env: cleanEnvironment({ TINSMITH: `'${process.execPath}' '${join(root, 'dist', 'main.js')}'`, PYTHONDONTWRITEBYTECODE: '1' }),
    });
    expect(stdout).toContain('3 passed');
  });
});
