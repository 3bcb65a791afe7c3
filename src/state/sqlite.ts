/** SQLite with the API of node:sqlite: Node's own where it has one, else the same from @photostructure/sqlite. Loaded when first asked for. */

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqliteStatement {
  run(...parameters: SqlValue[]): unknown;
  get(...parameters: SqlValue[]): Readonly<Record<string, unknown>> | undefined;
  all(...parameters: SqlValue[]): Readonly<Record<string, unknown>>[];
}

export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

type DatabaseClass = new (path: string) => SqliteDatabase;

export async function openSqlite(path: string): Promise<SqliteDatabase> {
  const DatabaseSync = (await nodeSqlite()) ?? (await packagedSqlite());
  return new DatabaseSync(path);
}

async function nodeSqlite(): Promise<DatabaseClass | undefined> {
  const { emitWarning } = process;
  // Node warns that node:sqlite is experimental, on every start, to users who never chose it.
  const others = (...warning: Parameters<typeof process.emitWarning>): void => {
    if (!String(warning[0]).includes('SQLite')) emitWarning(...warning);
  };
  process.emitWarning = others as typeof process.emitWarning; // passes on whatever came, whichever of the overloads it was
  try {
    // Through a variable, because the types of Node 20 don't know the module.
    const name = 'node:sqlite';
    const { DatabaseSync }: { DatabaseSync: DatabaseClass } = await import(name);
    return DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function packagedSqlite(): Promise<DatabaseClass> {
  const { DatabaseSync } = await import('@photostructure/sqlite');
  return DatabaseSync as unknown as DatabaseClass; // its own types are node:sqlite's, wider than what we use
}
