import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { clientEnvironment, run, temporaryFolder } from './commands.js';
import { findPython } from './python.js';

const script = fileURLToPath(new URL('python/checks.py', import.meta.url));
const names = [...readFileSync(script, 'utf8').matchAll(/^@check\("(.+)"\)$/gm)].map((match) => match[1] ?? '');
const python = await findPython();
const skipped = 'missing' in python ? ` (skipped: ${python.missing})` : '';

describe.skipIf('missing' in python)(`boto3${skipped}`, () => {
  const problems = new Map<string, string | null>();
  let said = '';
  let aws: Tinsmith;

  beforeAll(async () => {
    if ('missing' in python) return;
    aws = await startTinsmith();
    const home = await temporaryFolder();
    const { stdout, stderr } = await run([python.environment.python, script], clientEnvironment(aws.endpoint, home.path), home.path);
    await home.remove();
    said = stderr;
    for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
      const { name, problem } = JSON.parse(line) as { name: string; problem: string | null }; // as checks.py prints it
      problems.set(name, problem);
    }
  });
  afterAll(() => aws?.stop());

  it.each(names)('%s', (name) => {
    expect(problems.has(name) ? problems.get(name) : `the check did not run: ${said}`).toBeNull();
  });
});
