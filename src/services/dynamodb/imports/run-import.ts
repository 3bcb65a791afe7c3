/** The work of an import, behind the answer that began it. */
import type { Scope } from '../../../contract/context.js';
import { AwsError } from '../../../contract/errors.js';
import type { CallAs } from '../../dependencies.js';
import { checkItem, putOf, write } from '../items/write-item.js';
import { type Job, Superseded, type Turn } from '../s3-transfers/background-jobs.js';
import { type Failure, failureOf, TransferFailed } from '../s3-transfers/transfer-failure.js';
import type { Transfers } from '../s3-transfers/transfers.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { removeTable } from '../tables/table-endings.js';
import type { ImportRecord } from './import-storage.js';
import { itemReaderOf, type ReadItem } from './item-reader.js';
import { listSource, MalformedObject, readSource, type SourceObject } from './source-objects.js';

/** After a restart it begins anew: what was imported is written over. */
export async function runImport(storage: Storage, transfers: Transfers, { scope, id }: Job, turn: Turn): Promise<void> {
  const record = transfers.imports.in(scope).get([id]);
  if (record?.status !== 'IN_PROGRESS') return;
  const work = new ImportWork(storage, transfers, record, scope, turn);
  try {
    const objects = await work.list();
    if (objects === undefined) return;
    for (const object of objects) await work.importObject(object);
    work.end();
  } catch (error) {
    if (error instanceof Superseded) throw error;
    work.end(failureOf(error, storage.random.uuid()));
  }
}

/** Items and bytes of them that are written in one go. */
const BATCH = 100;
const BATCH_BYTES = 256 * 1024;

const INVALID_ITEMS: Failure = {
  code: 'ItemValidationError',
  message: 'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
};

class ImportWork {
  readonly #as: CallAs;
  readonly #progress = { bytes: 0, processed: 0, imported: 0, errors: 0 };

  constructor(
    private readonly storage: Storage,
    private readonly transfers: Transfers,
    private readonly record: ImportRecord,
    private readonly scope: Scope,
    private readonly turn: Turn,
  ) {
    this.#as = { ...scope, principal: record.principal };
  }

  /** When S3 refuses already here, AWS makes no table. */
  async list(): Promise<SourceObject[] | undefined> {
    try {
      return await listSource(this.transfers.services, this.record, this.#as);
    } catch (error) {
      await this.turn();
      const failure = failureOf(error, this.storage.random.uuid());
      this.transfers.state.atomically(() => {
        const table = this.#table();
        if (table !== undefined) removeTable(this.storage, table, this.scope);
        this.#keep({ status: 'FAILED', endedAt: this.storage.clock.now(), failure });
      });
      return undefined;
    }
  }

  async importObject(object: SourceObject): Promise<void> {
    const reader = itemReaderOf(this.record);
    try {
      for await (const bytes of readSource(this.transfers.services, this.record, object, this.#as)) {
        this.#progress.bytes += bytes.byteLength;
        await this.#import(reader.push(bytes));
      }
      await this.#import(reader.end());
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error;
      this.#progress.errors += 1;
    }
  }

  /** Whatever was imported stays. */
  end(reason?: Failure): void {
    const failure = reason ?? (this.#progress.errors > 0 ? INVALID_ITEMS : undefined);
    this.transfers.state.atomically(() => {
      const table = this.#table();
      if (table !== undefined) {
        const { isFilling: _isOver, ...filled } = table;
        this.storage.tables.in(this.scope).put([table.name], filled);
      }
      const ending = { endedAt: this.storage.clock.now(), ...(failure === undefined ? {} : { failure }) };
      this.#keep({ status: failure === undefined ? 'COMPLETED' : 'FAILED', ...ending });
    });
  }

  async #import(items: Iterable<ReadItem>): Promise<void> {
    let batch: StoredItem[] = [];
    let bytes = 0;
    for (const read of items) {
      const item = this.#read(read);
      if (item === undefined) continue;
      batch.push(item);
      bytes += item.size;
      if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
      this.#write(batch);
      batch = [];
      bytes = 0;
      await this.turn();
    }
    this.#write(batch);
    await this.turn();
  }

  #read(read: ReadItem): StoredItem | undefined {
    this.#progress.processed += 1;
    return this.#unlessInvalid(() => checkItem(read()));
  }

  #write(batch: readonly StoredItem[]): void {
    const place = { ...this.scope, clock: this.storage.clock };
    this.transfers.state.atomically(() => {
      const table = this.#table();
      if (table === undefined) throw new TransferFailed('TableNotFoundException', `Table not found: ${this.record.tableName}`);
      // On AWS imported items leave no records in a stream.
      const { stream: _stream, ...silent } = table;
      for (const item of batch) {
        const put = this.#unlessInvalid(() => putOf(silent, item));
        if (put === undefined) continue;
        write(this.storage, put, place, false);
        this.#progress.imported += 1;
      }
      this.#keep({});
    });
  }

  /** A refused item is counted, and the others are imported. */
  #unlessInvalid<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#progress.errors += 1;
      return undefined;
    }
  }

  #table(): TableRecord | undefined {
    const table = this.storage.tables.in(this.scope).get([this.record.tableName]);
    return table?.id === this.record.tableId ? table : undefined;
  }

  /** An import that a reset removed isn't brought back. */
  #keep(change: Partial<ImportRecord>): void {
    const imports = this.transfers.imports.in(this.scope);
    if (imports.get([this.record.id])?.status !== 'IN_PROGRESS') return;
    imports.put([this.record.id], { ...this.record, progress: { ...this.#progress }, ...change });
  }
}
