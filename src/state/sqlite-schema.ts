/** The tables of the database file (format 1) and every statement that the engine runs on them. */
import type { SqliteDatabase, SqliteStatement } from './sqlite.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS stores (
    id INTEGER PRIMARY KEY, service TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
    UNIQUE (service, name, account, region)
  );
  CREATE TABLE IF NOT EXISTS rows (
    store INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS snapshots (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, saved_at INTEGER NOT NULL, rows INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS snapshot_rows (
    snapshot INTEGER NOT NULL, store INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (snapshot, store, key)
  ) WITHOUT ROWID;
`;

export interface Statements {
  readonly begin: SqliteStatement;
  readonly commit: SqliteStatement;
  readonly rollback: SqliteStatement;
  savepoint(level: number): void;
  release(level: number): void;
  rollbackTo(level: number): void;
  readonly stores: SqliteStatement;
  readonly addStore: SqliteStatement;
  readonly get: SqliteStatement;
  readonly put: SqliteStatement;
  readonly delete: SqliteStatement;
  readonly read: SqliteStatement;
  readonly readReverse: SqliteStatement;
  readonly count: SqliteStatement;
  readonly deleteStore: SqliteStatement;
  readonly deleteAll: SqliteStatement;
  readonly snapshots: SqliteStatement;
  readonly addSnapshot: SqliteStatement;
  readonly fillSnapshot: SqliteStatement;
  readonly restoreSnapshot: SqliteStatement;
  readonly deleteSnapshotRows: SqliteStatement;
  readonly deleteSnapshot: SqliteStatement;
  /** A row when one of the stores (a JSON array of ids) has the key, now or in a snapshot. */
  readonly holds: SqliteStatement;
}

export function prepareStatements(database: SqliteDatabase): Statements {
  const prepare = (sql: string): SqliteStatement => database.prepare(sql);
  const byLevel = (sql: (level: number) => string): ((level: number) => void) => {
    const prepared: SqliteStatement[] = [];
    return (level) => {
      prepared[level] ??= prepare(sql(level));
      prepared[level].run();
    };
  };
  const rollbackOnly = byLevel((level) => `ROLLBACK TO level${level}`);
  const release = byLevel((level) => `RELEASE level${level}`);
  const snapshotId = '(SELECT id FROM snapshots WHERE name = ?1)';
  return {
    begin: prepare('BEGIN'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),
    savepoint: byLevel((level) => `SAVEPOINT level${level}`),
    release,
    rollbackTo: (level) => {
      rollbackOnly(level);
      release(level);
    },
    stores: prepare('SELECT id, service, name, account, region FROM stores'),
    addStore: prepare('INSERT OR IGNORE INTO stores VALUES (?, ?, ?, ?, ?)'),
    get: prepare('SELECT value FROM rows WHERE store = ? AND key = ?'),
    put: prepare('INSERT INTO rows VALUES (?, ?, ?) ON CONFLICT (store, key) DO UPDATE SET value = excluded.value'),
    delete: prepare('DELETE FROM rows WHERE store = ? AND key = ? RETURNING 1'),
    read: prepare('SELECT key, value FROM rows WHERE store = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?'),
    readReverse: prepare('SELECT key, value FROM rows WHERE store = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT ?'),
    count: prepare('SELECT count(*) AS rows FROM rows WHERE store = ? AND key >= ? AND key < ?'),
    deleteStore: prepare('DELETE FROM rows WHERE store = ?'),
    deleteAll: prepare('DELETE FROM rows'),
    snapshots: prepare('SELECT name, saved_at AS savedAt, rows FROM snapshots ORDER BY id'),
    addSnapshot: prepare('INSERT INTO snapshots (name, saved_at, rows) VALUES (?, ?, ?)'),
    fillSnapshot: prepare(`INSERT INTO snapshot_rows SELECT ${snapshotId}, store, key, value FROM rows`),
    restoreSnapshot: prepare(`INSERT INTO rows SELECT store, key, value FROM snapshot_rows WHERE snapshot = ${snapshotId}`),
    deleteSnapshotRows: prepare(`DELETE FROM snapshot_rows WHERE snapshot = ${snapshotId}`),
    deleteSnapshot: prepare('DELETE FROM snapshots WHERE name = ?'),
    holds: prepare(`
      SELECT 1 FROM rows WHERE key = ?1 AND store IN (SELECT value FROM json_each(?2))
      UNION ALL
      SELECT 1 FROM snapshots, json_each(?2) AS wanted, snapshot_rows AS old
        WHERE old.snapshot = snapshots.id AND old.store = wanted.value AND old.key = ?1
      LIMIT 1`),
  };
}
