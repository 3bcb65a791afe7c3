/** The tables of a whole service, generated from its model: what is committed holds the covered operations only. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '../../codegen/emit/generate.js';
import type { CatalogEntry, OperationDescriptor, ServiceTables } from '../../src/contract/operation.js';
import type { RequestParts } from '../../src/protocols/protocol.js';

export async function tablesOf(service: string): Promise<ServiceTables> {
  const folder = mkdtempSync(join(tmpdir(), 'tinsmith-tables-'));
  try {
    generate({ models: `models/${service}.json`, out: folder, cover: 'all' });
    // Emitted as CatalogEntry[]; the import of a computed path is untyped.
    const { catalog } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'catalog.ts')).href)) as {
      readonly catalog: readonly CatalogEntry[];
    };
    const entry = catalog.find(({ facts }) => facts.name === service);
    if (entry === undefined) throw new Error(`${service} wasn't generated.`);
    return await entry.loadTables();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function operationOf(tables: ServiceTables, name: string): OperationDescriptor {
  const operation = tables.operations[name];
  if (operation === undefined) throw new Error(`${tables.facts.name} has no ${name}.`);
  return operation;
}

export const requestParts = (parts: Partial<Omit<RequestParts, 'body'>> & { readonly body?: string }): RequestParts => ({
  method: 'POST',
  labels: {},
  query: '',
  headers: {},
  ...parts,
  body: Buffer.from(parts.body ?? ''),
});
