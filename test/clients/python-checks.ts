/** Scripts of python/ as tests: each runs once against an emulator of its own and says of each of its checks how it went. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';
import { clientEnvironment, run, temporaryFolder } from './commands.js';
import { findPython, type Requirements } from './python.js';

/** @param script a file of python/, which names its checks with `@check("…")` */
export async function describeChecks(title: string, script: string, requirements?: Requirements): Promise<void> {
  const path = fileURLToPath(new URL(`python/${script}`, import.meta.url));
  const names = [...readFileSync(path, 'utf8').matchAll(/^@check\("(.+)"\)$/gm)].map((match) => match[1] ?? '');
  const python = await findPython(requirements);
  const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

  describe.skipIf('missing' in python).each(engines)(`${title} (%s)${skipped}`, (engine) => {
    const problems = new Map<string, string | null>();
    let said = '';
    let emulator: OpenEmulator | undefined;

    beforeAll(async () => {
      if ('missing' in python) return;
      emulator = await openEmulator(engine, { listen: true });
      const home = await temporaryFolder();
      // -B: what a script imports lies beside it, and no compiled copy of it may.
      const { stdout, stderr } = await run(
        [python.environment.python, '-B', path],
        clientEnvironment(emulator.aws.endpoint, home.path),
        home.path,
      );
      await home.remove();
      said = stderr;
      for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
        const { name, problem } = JSON.parse(line) as { name: string; problem: string | null }; // as harness.py prints it
        problems.set(name, problem);
      }
    });
    afterAll(() => emulator?.close());

    it.each(names)('%s', (name) => {
      expect(problems.has(name) ? problems.get(name) : `the check did not run: ${said}`).toBeNull();
    });
  });
}
