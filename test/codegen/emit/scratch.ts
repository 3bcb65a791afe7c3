/** A folder outside of the project in which generated code resolves its imports and can be type-checked. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Scratch {
  readonly folder: string;
  /** The compiler's complaints about all that is in the folder, a line each, under the project's own options. */
  typeErrors(): readonly string[];
  remove(): void;
}

/** Makes an empty scratch folder; the caller removes it. */
export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'tinsmith-codegen-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['.'], exclude: [] }),
  );
  return {
    folder,
    typeErrors: () => typeErrors(folder),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function typeErrors(folder: string): readonly string[] {
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return [];
  } catch (error) {
    // execFileSync's error carries what the process wrote.
    const { stdout = '' } = error as { readonly stdout?: string };
    if (stdout === '') throw error;
    return stdout.split('\n').filter((line) => line.includes('error TS'));
  }
}

/** Bytes of all files under the folder. */
export const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
