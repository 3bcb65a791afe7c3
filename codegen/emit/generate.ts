/** Models in, generated/ out. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cover, loadModels } from '../model/load.js';
import type { ServiceModel } from '../model/service-model.js';
import { catalogFiles } from './catalog.js';
import { serviceFiles } from './service-files.js';
import { filePrinter } from './source-files.js';

export interface GenerateOptions {
  /** The folder of the models, or one model file. */
  readonly models: string;
  /** The folder to write: all that is in it belongs to codegen. */
  readonly out: string;
  /** What the manifest says unless given. */
  readonly cover?: Cover;
}

const contractFolder = fileURLToPath(new URL('../../src/contract', import.meta.url));

/** Text by path under the output folder. Nothing is written. */
function emit(models: readonly ServiceModel[], out: string, source = 'models/*.json'): ReadonlyMap<string, string> {
  const print = filePrinter();
  const contract = relative(out, contractFolder).split(sep).join('/');
  const files = new Map(catalogFiles(models, contract, source, print));
  for (const model of models) for (const [path, text] of serviceFiles(model, contract, print)) files.set(path, text);
  return files;
}

/** Writes what changed and removes what is no longer emitted. Gives the paths that were touched. */
export function generate(options: GenerateOptions): readonly string[] {
  const files = read(options);
  const stale = staleFiles(files, options.out);
  for (const path of stale) {
    const text = files.get(path);
    const target = join(options.out, path);
    if (text === undefined) rmSync(target);
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  removeEmptyFolders(options.out);
  return stale;
}

/** The paths under the output folder that `generate` would write or remove. */
export const check = (options: GenerateOptions): readonly string[] => staleFiles(read(options), options.out);

const read = (options: GenerateOptions): ReadonlyMap<string, string> =>
  emit(loadModels(options.models, { cover: options.cover ?? 'manifest' }), options.out);

function staleFiles(files: ReadonlyMap<string, string>, out: string): readonly string[] {
  const present = existsSync(out) ? filesUnder(out) : [];
  const changed = [...files].filter(([path, text]) => !present.includes(path) || readFileSync(join(out, path), 'utf8') !== text);
  const gone = present.filter((path) => !files.has(path));
  return [...changed.map(([path]) => path), ...gone].sort();
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && readdirSync(path).length === 0) rmSync(path, { recursive: true });
  }
}
