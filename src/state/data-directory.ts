/** The folder behind --data-dir: its lock, its format, its database. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, StateError } from './errors.js';
import { openSqlite, type SqliteDatabase } from './sqlite.js';
import { schema } from './sqlite-schema.js';

/** Brings a directory from the format at its index plus one to the next. */
export type Migration = (database: SqliteDatabase, directory: string) => void;

/** The first is the way from format 1 to 2. Format 1 was never released: what was tried out with it is to be made anew. */
const migrations: readonly Migration[] = [
  (_, directory) => {
    throw new StateError(
      'older-format',
      `The data directory ${directory} was written by a tinsmith from before the first release and can't be read; use an empty one`,
    );
  },
];

const FORMAT_FILE = 'tinsmith.json';
const DATABASE_FILE = 'state.db';
const BUSY = /locked|busy/i;

/** Throws a StateError that can be shown as it is: unwritable, in use, of a newer format, not ours, damaged. */
export async function openDataDirectory(directory: string, steps: readonly Migration[] = migrations): Promise<SqliteDatabase> {
  const newest = steps.length + 1;
  makeWritable(directory);
  const format = readFormat(directory);
  if (format > newest) {
    throw new StateError(
      'newer-format',
      `The data directory ${directory} has format ${format}, but this version of tinsmith knows formats up to ${newest}; use a newer tinsmith`,
    );
  }
  // Before the database is there: a process that is killed in between leaves an empty directory, not a foreign one.
  if (format === 0) writeFormat(directory, newest);
  const database = await openDatabase(directory);
  try {
    lock(database, directory);
    if (format === 0) database.exec(`PRAGMA user_version = ${newest}`);
    else migrate(database, directory, format, steps);
    database.exec(schema);
    if (format !== newest) writeFormat(directory, newest);
    return database;
  } catch (error) {
    closeUnready(database);
    throw error;
  }
}

/** The database's own user_version says which steps are done when a process dies between a step and the writing of the format file. */
function migrate(database: SqliteDatabase, directory: string, format: number, steps: readonly Migration[]): void {
  const done = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  for (let from = Math.max(format, done); from <= steps.length; from += 1) {
    database.exec('BEGIN');
    try {
      steps[from - 1]?.(database, directory);
      database.exec(`PRAGMA user_version = ${from + 1}; COMMIT`);
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}

function makeWritable(directory: string): void {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StateError('unwritable', `The data directory ${directory} is not writable: ${messageOf(error)}`, { cause: error });
  }
}

/** Node's own recursion never ends where a folder can't have folders made in it and says that it isn't there (/proc). */
function makeDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  mkdirSync(directory);
}

/** 0 for a new directory. */
function readFormat(directory: string): number {
  const path = join(directory, FORMAT_FILE);
  if (!existsSync(path)) {
    if (!existsSync(join(directory, DATABASE_FILE))) return 0;
    throw new StateError(
      'not-ours',
      `The data directory ${directory} holds ${DATABASE_FILE} but no ${FORMAT_FILE}: not tinsmith's, or damaged`,
    );
  }
  let format: unknown;
  try {
    ({ format } = JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown });
  } catch (error) {
    throw new StateError('damaged', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) throw new StateError('damaged', `${path} names no format`);
  return format;
}

function writeFormat(directory: string, format: number): void {
  const path = join(directory, FORMAT_FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify({ format })}\n`);
  renameSync(`${path}.new`, path);
}

async function openDatabase(directory: string): Promise<SqliteDatabase> {
  try {
    return await openSqlite(join(directory, DATABASE_FILE));
  } catch (error) {
    throw new StateError('unwritable', `The data directory ${directory} can't be opened: ${messageOf(error)}`, { cause: error });
  }
}

/** SQLite's own lock on the file, held while the database is open: the system drops it when the process dies, however it dies. */
function lock(database: SqliteDatabase, directory: string): void {
  try {
    // A page of 4 KB, SQLite's own choice, sends rows of more than 1 KB to overflow pages, which it reads for every comparison of keys.
    // Directories of before keep theirs.
    database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 2000;
      PRAGMA cache_size = -4096;
      PRAGMA temp_store = MEMORY;
      BEGIN IMMEDIATE;
      COMMIT;
    `);
  } catch (error) {
    const message = messageOf(error);
    if (BUSY.test(message))
      throw new StateError('in-use', `The data directory ${directory} is in use by another process`, { cause: error });
    throw new StateError('damaged', `The database in ${directory} can't be opened: ${message}`, { cause: error });
  }
}

/** Writes everything into the one file and gives up the lock. */
export function closeDataDirectory(database: SqliteDatabase): void {
  // @photostructure/sqlite keeps the file (and its lock) until the garbage collector has taken the prepared statements,
  // and an exclusive lock can't be given up in WAL mode.
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema LIMIT 1;');
  database.close();
}

function closeUnready(database: SqliteDatabase): void {
  try {
    closeDataDirectory(database);
  } catch {
    // The lock isn't ours, or the file is no database: there is nothing to give up.
    database.close();
  }
}
