/**
 * The Python that boto3 and the AWS CLI run in: a virtual environment with the versions pinned in requirements.txt, and another one
 * for a boto3 of old. Each is made once under node_modules/.cache/tinsmith and used by every test after that.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'tinsmith');
const minute = 60_000;

export interface PythonEnvironment {
  /** The environment's interpreter. */
  readonly python: string;
  /** The folder of its commands, `aws` among them. */
  readonly bin: string;
  /** The folder of its packages: `botocore/data` holds AWS's service definitions. */
  readonly sitePackages: string;
}

export type PythonOutcome = { readonly environment: PythonEnvironment } | { readonly missing: string };

/** Files that pin packages: today's, and boto3 as it was when it still spoke the query protocol with SQS. */
export type Requirements = 'requirements.txt' | 'requirements-2023.txt';

const outcomes = new Map<Requirements, Promise<PythonOutcome>>();

/** The environment, made when it isn't there yet; or why there is none. Under CI=true there being none is an error. */
export function findPython(requirements: Requirements = 'requirements.txt'): Promise<PythonOutcome> {
  let outcome = outcomes.get(requirements);
  if (outcome === undefined) {
    outcome = prepare(fileURLToPath(new URL(requirements, import.meta.url))).catch((problem: unknown): PythonOutcome => {
      const missing = problem instanceof Error ? problem.message : String(problem);
      if (process.env.CI === 'true') throw new Error(`CI must have Python: ${missing}`);
      return { missing };
    });
    outcomes.set(requirements, outcome);
  }
  return outcome;
}

/** The environment, or undefined on a machine where it can't be made (findPython says why). */
export async function pythonEnvironment(): Promise<PythonEnvironment | undefined> {
  const found = await findPython();
  return 'environment' in found ? found.environment : undefined;
}

async function prepare(requirements: string): Promise<PythonOutcome> {
  const version = await run('python3', ['-c', 'import sys; print(sys.version, sys.prefix)']).catch(() => {
    throw new Error('python3 is not installed');
  });
  const hash = createHash('sha256');
  // An environment's scripts name their interpreter by its full path, so a moved checkout needs a new one.
  hash
    .update(await readFile(requirements))
    .update(version.stdout)
    .update(root);
  const folder = join(cache, `python-${hash.digest('hex').slice(0, 12)}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    await mkdir(cache, { recursive: true });
    await whileHolding(`${folder}.lock`, async () => {
      if (existsSync(complete)) return;
      await rm(folder, { recursive: true, force: true });
      await install(folder, requirements);
      await writeFile(complete, '');
    });
  }
  return { environment: await describeEnvironment(folder) };
}

async function install(folder: string, requirements: string): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: 2 * minute });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await run(join(folder, 'bin', 'python'), pip, { timeout: 5 * minute });
  } catch (problem) {
    await rm(folder, { recursive: true, force: true });
    const said = problem instanceof Error && 'stderr' in problem ? String(problem.stderr) : String(problem);
    throw new Error(`the Python environment could not be made: ${said.trim().split('\n').slice(-3).join(' ')}`);
  }
}

async function describeEnvironment(folder: string): Promise<PythonEnvironment> {
  const versions = await readdir(join(folder, 'lib'));
  const version = versions.find((name) => name.startsWith('python'));
  if (version === undefined) throw new Error(`no packages under ${folder}`);
  const bin = join(folder, 'bin');
  return { python: join(bin, 'python'), bin, sitePackages: join(folder, 'lib', version, 'site-packages') };
}

/** Several test processes may come at once: the first to make the lock's folder works, the others wait. */
async function whileHolding(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true });
      else await pause(200);
    }
  }
  try {
    await writeFile(join(lock, 'pid'), String(process.pid));
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const [pid, folder] = await Promise.all([readFile(join(lock, 'pid'), 'utf8').catch(() => ''), stat(lock).catch(() => undefined)]);
  if (pid !== '') return !isAlive(Number(pid));
  return folder !== undefined && Date.now() - folder.mtimeMs > 10 * minute;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
