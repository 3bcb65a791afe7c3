/**
 * `npm test`: everything that must hold, step by step, ending with one line of counts.
 * `npm test -- <what vitest takes>` runs vitest alone.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPython } from './clients/python.js';
import { changesIn, filesLeftIn, processesMarked } from './runner/leftovers.js';
import { findNode24 } from './runner/node-24.js';
import { readReport } from './runner/vitest-report.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const inCi = process.env.CI === 'true';
const mark = `TINSMITH_TEST_RUN=${randomUUID()}`;
const temporary = await mkdtemp(join(tmpdir(), 'tinsmith-test-'));

type Result = { readonly passed: number; readonly failed: number; readonly skipped: number };

const tally = { passed: 0, failed: 0, skipped: 0 };

/** The caller's environment without his AWS settings: a test must reach the emulator and nothing else. */
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  TMPDIR: temporary,
  TINSMITH_TEST_RUN: mark.slice(mark.indexOf('=') + 1),
};

/** Runs a command of node_modules/.bin in the repository. Shows its output as it comes, or only when it fails. */
async function run(command: readonly string[], show: boolean): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  if (status !== 0 && !show) process.stdout.write(Buffer.concat(output));
  return status;
}

/** A package's command, run by the Node given: a shell wrapper would pick the first node on the path. */
const tool = (script: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  join(root, 'node_modules', script),
  ...args,
];

const tsx = (...args: readonly string[]): readonly string[] => [process.execPath, '--import', 'tsx', ...args];

async function step(name: string, work: () => Promise<Result>): Promise<void> {
  const started = performance.now();
  const result = await work().catch((problem: unknown): Result => {
    console.log(problem instanceof Error ? problem.message : String(problem));
    return { passed: 0, failed: 1, skipped: 0 };
  });
  tally.passed += result.passed;
  tally.failed += result.failed;
  tally.skipped += result.skipped;
  const verdict = result.failed > 0 ? 'FAILED ' : result.passed > 0 ? 'ok     ' : 'skipped';
  console.log(`${verdict} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

const command = (name: string, line: readonly string[]): Promise<void> =>
  step(name, async () => ((await run(line, false)) === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }));

/** Something that a laptop may lack and CI must have. */
const preparation = (name: string, work: () => Promise<void>): Promise<void> =>
  step(name, async () => {
    try {
      await work();
      return { passed: 1, failed: 0, skipped: 0 };
    } catch (problem) {
      if (inCi) throw problem;
      console.log(`${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
      return { passed: 0, failed: 0, skipped: 1 };
    }
  });

async function vitest(node: string, args: readonly string[]): Promise<Result> {
  const report = join(temporary, 'vitest.json');
  const [, ...script] = tool('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args);
  const status = await run([node, ...script], true);
  const outcome = readReport(await readFile(report, 'utf8').catch(() => ''), status);
  await rm(report, { force: true });
  for (const name of outcome.skippedNames) console.log(`not run: ${name}`);
  return outcome;
}

async function everything(): Promise<void> {
  const changesBefore = await changesIn(root);
  await command('lint', tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'));
  await command('types', tool('typescript/bin/tsc', '-p', '.'));
  await command('generated code is up to date', tsx('codegen/main.ts', '--check'));
  await command('build', tsx('scripts/build.ts', '--types'));
  await preparation('python environment', async () => {
    for (const requirements of ['requirements.txt', 'requirements-2023.txt'] as const) {
      const found = await findPython(requirements);
      if ('missing' in found) throw new Error(found.missing);
    }
  });
  await step('tests', () => vitest(process.execPath, []));
  let node24: string | undefined;
  await preparation('node 24', async () => {
    node24 = await findNode24(root);
  });
  const newer = node24;
  if (newer !== undefined)
    // What DynamoDB Local answers doesn't depend on the Node that asks.
    await step('unit and conformance tests under Node 24', () =>
      vitest(newer, ['--project', 'unit', '--project', 'conformance', '--exclude', '**/differential.test.ts']),
    );
  await step('nothing left behind', async () => {
    // A process that was told to stop may need a moment.
    for (let tries = 0; tries < 20 && (await processesMarked(mark)).length > 0; tries++) await pause(100);
    // Elsewhere than in CI somebody may have edited a file meanwhile.
    const changes = inCi ? (await changesIn(root)).filter((line) => !changesBefore.includes(line)) : [];
    const left = [...(await processesMarked(mark)), ...(await filesLeftIn(temporary)), ...changes];
    if (left.length > 0) throw new Error(`left behind:\n${left.join('\n')}`);
    return { passed: 1, failed: 0, skipped: 0 };
  });
}

const only = process.argv.slice(2);
try {
  await (only.length > 0 ? step('tests', () => vitest(process.execPath, only)) : everything());
} finally {
  await rm(temporary, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
if (tally.failed > 0) process.exitCode = 1;
