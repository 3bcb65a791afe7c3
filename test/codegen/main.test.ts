import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScratch, root, type Scratch } from './emit/scratch.js';

describe('npm run codegen', () => {
  let scratch: Scratch;
  let out: string;

  beforeAll(() => {
    scratch = makeScratch();
    out = join(scratch.folder, 'generated');
  });

  afterAll(() => scratch.remove());

  const codegen = (...options: string[]) => {
    const script = [join(root, 'codegen/main.ts'), '--models', join(root, 'models/sts.json'), '--out', out, '--cover-all'];
    return spawnSync(process.execPath, ['--import', 'tsx', ...script, ...options], { cwd: root, encoding: 'utf8' });
  };

  it('writes what is stale, and with --check only names it and fails', () => {
    const missing = codegen('--check');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('sts/serializers.ts');
    expect(codegen()).toMatchObject({ status: 0, stderr: '' });
    expect(codegen('--check')).toMatchObject({ status: 0, stderr: '' });
    rmSync(join(out, 'sts/routes.ts'));
    const stale = codegen('--check');
    expect(stale.status).toBe(1);
    expect(stale.stderr).toContain('sts/routes.ts');
    expect(stale.stderr).not.toContain('serializers');
  });

  it('refuses options that it does not know', () => {
    expect(codegen('--chek').status).not.toBe(0);
  });
});
