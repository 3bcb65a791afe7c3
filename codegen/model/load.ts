/** Reads a folder of models, or one model file, into the services that it holds. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Ast } from './ast.js';
import { applyPatches, type Patches } from './patches.js';
import { readServices } from './read-services.js';
import type { ServiceModel } from './service-model.js';

/** What models/manifest.json says of a service, as far as codegen reads it. */
interface ManifestEntry {
  /** Names of operations, or all. */
  readonly operations: 'all' | readonly string[];
}

interface Manifest {
  readonly services: Readonly<Record<string, ManifestEntry>>;
}

/** What the folder's manifest.json says, every operation, or the operations of these names. */
export type Cover = 'manifest' | 'all' | readonly string[];

export interface LoadOptions {
  readonly cover: Cover;
}

/** The services of models/*.json (patched by models/patches/*.json), or of one file, by name. */
export function loadModels(path: string, options: LoadOptions): readonly ServiceModel[] {
  const folder = statSync(path).isDirectory();
  const files = folder ? readdirSync(path).filter((file) => file.endsWith('.json') && file !== 'manifest.json') : [basename(path)];
  const root = folder ? path : join(path, '..');
  const models = files
    .sort()
    .flatMap((file) => loadFile(root, file, options.cover === 'manifest' ? inManifest(root, file) : options.cover));
  const twice = models.find((model, index) => models.findIndex((other) => other.name === model.name) !== index);
  if (twice) throw new Error(`Two models are named ${twice.name}`);
  return models.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function inManifest(root: string, file: string): 'all' | readonly string[] {
  // Written by models:import.
  const manifest = readJson(join(root, 'manifest.json')) as Manifest;
  const covered = manifest.services[basename(file, '.json')]?.operations;
  if (covered === undefined) throw new Error(`models/manifest.json doesn't name ${file}`);
  return covered;
}

function loadFile(root: string, file: string, covered: 'all' | readonly string[]): readonly ServiceModel[] {
  const name = basename(file, '.json');
  // A Smithy JSON AST; readServices complains about what it can't read.
  const ast = readJson(join(root, file)) as Ast;
  const patchFile = join(root, 'patches', file);
  // The format that patches.ts documents.
  const patched = existsSync(patchFile) ? applyPatches(ast, readJson(patchFile) as Patches) : ast;
  const source = `models/${file}`;
  const models = readServices(patched, { source, name, covers: (operation) => covered === 'all' || covered.includes(operation) });
  if (covered !== 'all') checkNames(models, covered, file);
  return models;
}

function checkNames(models: readonly ServiceModel[], covered: readonly string[], file: string): void {
  const known = new Set(models.flatMap((model) => model.operations.map((operation) => operation.name)));
  const unknown = covered.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`${file} has no such operations to cover: ${unknown.join(', ')}`);
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
