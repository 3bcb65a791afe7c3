// `npm start`: builds dist/ when it is older than its sources, then serves in this very process, so that signals reach the emulator.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputsDigest } from './inputs.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function builtFrom() {
  try {
    return readFileSync(join(root, 'dist', 'inputs.sha256'), 'utf8');
  } catch {
    return undefined;
  }
}

if (builtFrom() !== inputsDigest(root)) {
  console.log('Building...');
  const built = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
await import('../dist/main.js');
