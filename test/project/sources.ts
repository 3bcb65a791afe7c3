/** The repository's own sources, for the tests that hold them to its rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** From the repository's folder: `src/services/sts/index.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file under the folders. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') })),
  );
}

/** The repository's files that a source imports, statically, lazily or for types alone. */
export function importsOf(source: Source): readonly string[] {
  const specifiers = [...source.text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => join(dirname(source.path), specifier).replace(/\.js$/, '.ts'));
}
