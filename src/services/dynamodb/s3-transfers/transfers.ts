/** What exports to S3 and imports from it have in common: their rows, and the work that goes on behind their answers. */
import type { ScopedTable, State } from '../../../state/table.js';
import type { ServiceClients, ServiceDependencies } from '../../dependencies.js';
import type { ExportRecord } from '../exports/export-storage.js';
import { runExport } from '../exports/run-export.js';
import type { ImportRecord } from '../imports/import-storage.js';
import { runImport } from '../imports/run-import.js';
import type { Storage } from '../storage.js';
import { BackgroundJobs, type Job } from './background-jobs.js';

export interface Transfers {
  readonly exports: ScopedTable<readonly [id: string], ExportRecord>;
  readonly imports: ScopedTable<readonly [id: string], ImportRecord>;
  readonly exportJobs: BackgroundJobs;
  readonly importJobs: BackgroundJobs;
  readonly state: State;
  readonly services: ServiceClients;
}

/** @param storageOf of which these are a part. */
export function openTransfers({ state, clock, services }: ServiceDependencies, storageOf: () => Storage): Transfers {
  const exports: Transfers['exports'] = state.table('exports');
  const imports: Transfers['imports'] = state.table('imports');
  const transfers: Transfers = {
    exports,
    imports,
    exportJobs: new BackgroundJobs(clock, {
      unfinished: () => unfinished(exports, ({ status }) => status === 'IN_PROGRESS'),
      run: (job, turn) => runExport(storageOf(), transfers, job, turn),
    }),
    importJobs: new BackgroundJobs(clock, {
      unfinished: () => unfinished(imports, ({ status }) => status === 'IN_PROGRESS'),
      run: (job, turn) => runImport(storageOf(), transfers, job, turn),
    }),
    state,
    services,
  };
  return transfers;
}

function unfinished<R extends { readonly id: string }>(table: ScopedTable<readonly [string], R>, isOpen: (record: R) => boolean): Job[] {
  return table.scopes().flatMap((scope) => [...table.in(scope).range()].flatMap(([, row]) => (isOpen(row) ? [{ scope, id: row.id }] : [])));
}
