/** The work of an export, behind the answer that began it. */
import type { Scope } from '../../../contract/context.js';
import { windowOf } from '../backups/recovery-window.js';
import { keyAttributes } from '../items/item-key.js';
import { type Job, Superseded, type Turn } from '../s3-transfers/background-jobs.js';
import { failureOf, TransferFailed } from '../s3-transfers/transfer-failure.js';
import type { Transfers } from '../s3-transfers/transfers.js';
import type { Storage, TableRecord } from '../storage.js';
import { attributesText, textOf } from '../values/packed-items.js';
import { DataFile } from './data-file.js';
import { putFile } from './export-bucket.js';
import { dataKey, type ExportTotals, type ListedFile, manifestFiles, startedKey, summaryKey } from './export-manifest.js';
import { type ExportRecord, OUTSIDE_WINDOW } from './export-storage.js';
import { type NetChange, PastItems } from './past-items.js';

/** Characters of a file's lines from which on the next items go into another file. */
const FULL_FILE = 8 * 1024 * 1024;

export async function runExport(storage: Storage, transfers: Transfers, { scope, id }: Job, turn: Turn): Promise<void> {
  const record = transfers.exports.in(scope).get([id]);
  if (record?.status !== 'IN_PROGRESS') return;
  try {
    const { items, bytes, endedAt } = await writeExport(storage, transfers, record, scope, turn);
    end(transfers, { ...record, status: 'COMPLETED', endedAt, result: { manifest: summaryKey(record), items, bytes } }, scope);
  } catch (error) {
    if (error instanceof Superseded) throw error;
    const failure = failureOf(error, storage.random.uuid());
    end(transfers, { ...record, status: 'FAILED', endedAt: storage.clock.now(), failure }, scope);
  }
}

/** An export that a reset removed isn't brought back. */
function end({ exports, state }: Transfers, ended: ExportRecord, scope: Scope): void {
  state.atomically(() => {
    if (exports.in(scope).get([ended.id])?.status === 'IN_PROGRESS') exports.in(scope).put([ended.id], ended);
  });
}

async function writeExport(
  storage: Storage,
  { services }: Transfers,
  record: ExportRecord,
  scope: Scope,
  turn: Turn,
): Promise<ExportTotals> {
  const table = tableOf(storage, record, scope);
  checkHistory(storage, table, record);
  await putFile(services, record, { key: startedKey(record), bytes: [], type: 'application/octet-stream' }, scope);
  const files: ListedFile[] = [];
  let file = new DataFile();
  const putData = async (): Promise<void> => {
    const { bytes, md5, items } = await file.finish();
    const key = dataKey(record, files.length);
    const etag = await putFile(services, record, { key, bytes, type: 'application/gzip' }, scope);
    files.push({ itemCount: items, md5Checksum: md5, etag, dataFileS3Key: key });
  };
  let items = 0;
  let bytes = 0;
  try {
    for await (const chunk of linesOf(storage, table, record, scope, turn)) {
      tableOf(storage, record, scope);
      if (file.length >= FULL_FILE) {
        await putData();
        file = new DataFile();
      }
      await file.write(chunk.lines);
      items += chunk.lines.length;
      bytes += chunk.bytes;
    }
    await putData();
  } finally {
    file.discard();
  }
  const totals = { items, bytes, endedAt: storage.clock.now() };
  for (const manifest of manifestFiles(record, files, totals)) await putFile(services, record, manifest, scope);
  return totals;
}

/** AWS works on a copy; here the table and its history have to stay until the export is done. */
function tableOf(storage: Storage, { tableName, tableId, recoverySince }: ExportRecord, scope: Scope): TableRecord {
  const table = storage.tables.in(scope).get([tableName]);
  if (table?.id !== tableId) throw new TransferFailed('TableNotFoundException', `Table not found: ${tableName}`);
  if (table.pointInTimeRecovery?.enabledAt !== recoverySince)
    throw new TransferFailed('PointInTimeRecoveryUnavailableException', `Point in time recovery is not enabled for table '${tableName}'`);
  return table;
}

/** An export that begins anew may have been interrupted for longer than changes are remembered. */
function checkHistory({ clock }: Storage, { pointInTimeRecovery: recovery }: TableRecord, { exportTime, increment }: ExportRecord): void {
  const from = increment?.from ?? exportTime;
  // What has just become too old isn't removed at once.
  if (recovery !== undefined && from !== undefined && from < windowOf(recovery, clock.now()).earliest - MINUTE)
    throw new TransferFailed('InvalidExportTimeException', OUTSIDE_WINDOW);
}

const MINUTE = 60_000;

interface Lines {
  readonly lines: readonly string[];
  /** Of the items by DynamoDB's formula. */
  readonly bytes: number;
}

async function* linesOf(storage: Storage, table: TableRecord, record: ExportRecord, scope: Scope, turn: Turn): AsyncGenerator<Lines> {
  const { sequence, increment, exportTime = 0 } = record;
  // What was written in the very millisecond of a full export's time belongs to it.
  const before = increment?.to ?? exportTime + 1;
  const past = new PastItems(storage, table, { sequence, before }, scope);
  if (increment === undefined) {
    for await (const items of past.items(turn))
      yield { lines: items.map((item) => `{"Item":${textOf(item)}}`), bytes: items.reduce((sum, { size }) => sum + size, 0) };
    return;
  }
  const hasOld = increment.view === 'NEW_AND_OLD_IMAGES';
  for await (const changes of past.netChanges(increment.from, turn))
    yield {
      lines: changes.map((change) => changeLine(table, change, hasOld)),
      bytes: changes.reduce((sum, { item, old }) => sum + (item?.size ?? 0) + (hasOld ? (old?.size ?? 0) : 0), 0),
    };
}

function changeLine(table: TableRecord, { at, item, old }: NetChange, hasOld: boolean): string {
  const members = [`"Metadata":{"WriteTimestampMicros":{"N":"${at * 1000}"}}`];
  const subject = item ?? old;
  if (subject !== undefined) members.push(`"Keys":${attributesText(keyAttributes(table, subject.attributes))}`);
  if (item !== undefined) members.push(`"NewImage":${textOf(item)}`);
  if (old !== undefined && hasOld) members.push(`"OldImage":${textOf(old)}`);
  return `{${members.join(',')}}`;
}
