/** Puts imported models into models/ and their rows into models/manifest.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '../model/facts.js';
import { ImportError } from './import-error.js';
import type { ImportedModel, Origin } from './source.js';

/** A row of manifest.json; its key is the name of the model's file. */
export interface ManifestRow {
  /** Id of the service shape. A model of the same service comes under the same name again. */
  readonly service: string;
  readonly source: Origin;
  readonly protocols: readonly string[];
  /** The covered operations: written by people, kept by the importer. */
  readonly operations: 'all' | readonly string[];
}

export interface Manifest {
  readonly services: Readonly<Record<string, ManifestRow>>;
}

/** Writes the models and gives the names that they got. */
export function writeModels(folder: string, models: readonly ImportedModel[], name?: string): readonly string[] {
  if (name !== undefined && models.length !== 1) throw new ImportError(`--name names one model; here are ${models.length}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const services: Record<string, ManifestRow> = { ...readManifest(path).services };
  const written = models.map((model) => {
    const service = serviceOf(model);
    const known = Object.entries(services).find(([, row]) => row.service === service)?.[0];
    const given = name ?? known ?? model.name;
    if (!/^[a-z0-9][a-z0-9-]*$/.test(given)) throw new ImportError(`${given}: not a name for a model; give one with --name`);
    const other = services[given];
    if (other && other.service !== service)
      throw new ImportError(`${given} is the name of ${other.service} already; give another with --name`);
    services[given] = {
      service,
      source: model.origin,
      protocols: protocolsOf(model, service),
      operations: other?.operations ?? [],
    };
    writeFileSync(join(folder, `${given}.json`), `${JSON.stringify(model.ast, undefined, 2)}\n`);
    return given;
  });
  const rows = Object.entries(services).sort(([one], [two]) => (one < two ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ services: Object.fromEntries(rows) }, undefined, 2)}\n`);
  return written;
}

function readManifest(path: string): Manifest {
  if (!existsSync(path)) return { services: {} };
  // The file is the importer's own; people only edit `operations` in it.
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

function serviceOf(model: ImportedModel): string {
  const services = Object.entries(model.ast.shapes).filter(([, shape]) => shape.type === 'service');
  const [id] = services[0] ?? [];
  if (id === undefined || services.length > 1) throw new ImportError(`${model.origin.file}: ${services.length} services; a model has one`);
  return id;
}

function protocolsOf(model: ImportedModel, id: string): readonly string[] {
  const service = model.ast.shapes[id];
  if (!service) throw new ImportError(`${model.origin.file}: no shape ${id}`);
  return factsOf(model.name, id, service, []).protocols;
}
