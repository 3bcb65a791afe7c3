/**
 * Bundles src/ into dist/. What the sources import lazily stays in chunks of its own, so that start-up reads the gateway and nothing else.
 * `--types` also writes the public API's declarations, which a published package needs and `npm start` doesn't.
 */
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { inputsDigest } from './inputs.js';
import { lazyPackages } from './lazy-packages.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** A native module finds its binary beside its own package.json, and vitest is the caller's. */
const external = ['@photostructure/sqlite', 'vitest'];

/** Bundled CommonJS packages call require(), which an ES module doesn't have. */
const requireForCommonJs = "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/** Returns the files that it wrote. */
async function bundle(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts', 'src/index.ts', 'src/vitest.ts', 'src/jest.ts'],
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: [...external],
    plugins: [lazyPackages(external)],
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: requireForCommonJs },
    legalComments: 'linked',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  await makeExecutable(join(dist, 'main.js'));
  return Object.keys(metafile.outputs).map((file) => resolve(root, file));
}

async function makeExecutable(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  if (!code.startsWith('#!')) throw new Error('src/main.ts must begin with #!/usr/bin/env node: it is the command that npm installs');
  await chmod(file, 0o755);
}

/** Removes what earlier builds left, but not at once: an emulator that runs from such a build may still load its chunks. */
async function removeOld(written: readonly string[]): Promise<void> {
  const chunks = join(dist, 'chunks');
  for (const name of await readdir(chunks)) {
    const file = join(chunks, name);
    if (!written.includes(file) && Date.now() - (await stat(file)).mtimeMs > 24 * 3600_000) await rm(file);
  }
}

async function declareTypes(): Promise<void> {
  await promisify(execFile)(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(root, 'scripts/tsconfig.types.json'),
  ]);
}

const digest = inputsDigest(root);
await rm(join(dist, 'inputs.sha256'), { force: true });
await removeOld(await bundle());
if (process.argv.includes('--types')) await declareTypes();
// Written last: a build that broke off counts as stale.
await writeFile(join(dist, 'inputs.sha256'), digest);
