/** Finds and reads models: a file or a folder, Smithy's notation or botocore's, gzipped or plain. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Ast } from '../model/ast.js';
import type { BotocoreService, BotocoreSource } from './botocore.js';
import { convertService } from './convert-service.js';
import { ImportError } from './import-error.js';
import { stripAst } from './strip.js';

/** Where a model comes from, as manifest.json records it. */
export interface Origin {
  /** `pypi:botocore`, `maven:software.amazon.api.models:sqs`; `local` for a file that no package is known of. */
  readonly package: string;
  readonly version: string;
  /** Path inside the package. */
  readonly file: string;
  /** Of the file as it lies there. */
  readonly sha256: string;
}

export interface ImportedModel {
  /** What the source suggests: botocore's folder, or the name of the file. */
  readonly name: string;
  readonly ast: Ast;
  readonly origin: Origin;
}

/** What the caller says of the package, which wins over what the folders show. */
export interface OriginHint {
  readonly package?: string | undefined;
  readonly version?: string | undefined;
}

const botocoreFile = /^service-2\.json(\.gz)?$/;

/** The models of a file, or of all files of a folder; of a service with several versions in botocore, the newest. */
export function readSource(path: string, hint: OriginHint = {}): readonly ImportedModel[] {
  if (!existsSync(path)) throw new ImportError(`${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return [readModel(path, hint)];
  const files = newestVersions(modelFiles(path));
  if (files.length === 0) throw new ImportError(`${path}: no model in this folder`);
  return files.map((file) => readModel(file, hint));
}

/** In a folder of botocore only service-2 is a model; elsewhere every .json file should be one. */
function modelFiles(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  const services = files.filter((file) => botocoreFile.test(basename(file)));
  const found = services.length > 0 ? services : files.filter((file) => /\.json(\.gz)?$/.test(file) && statSync(file).isFile());
  return found.sort();
}

/** botocore: data/<service>/<date>/service-2.json.gz */
function newestVersions(files: readonly string[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const file of files) newest.set(botocoreFile.test(basename(file)) ? dirname(dirname(file)) : file, file);
  return [...newest.values()];
}

function readModel(file: string, hint: OriginHint): ImportedModel {
  const bytes = readFileSync(file);
  const content = parse(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (isAst(content)) {
    return { name: nameOfFile(file), ast: stripAst(content), origin: { ...originOfFile(file, hint), sha256 } };
  }
  if (isBotocore(content)) {
    const paginators = readBeside(file, 'paginators-1', 'pagination') as BotocoreSource['paginators'];
    const waiters = readBeside(file, 'waiters-2', 'waiters') as BotocoreSource['waiters'];
    const ast = convert(file, { service: content, paginators, waiters });
    return { name: basename(dirname(dirname(resolve(file)))), ast, origin: { ...originInBotocore(file, hint), sha256 } };
  }
  throw new ImportError(`${file}: neither a Smithy 2 AST nor a service definition of botocore`);
}

function convert(file: string, source: BotocoreSource): Ast {
  try {
    return stripAst(convertService(source));
  } catch (problem) {
    throw new ImportError(`${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

function parse(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new ImportError(`${file}: not JSON`);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const isAst = (content: unknown): content is Ast =>
  isRecord(content) && typeof content.smithy === 'string' && content.smithy.startsWith('2') && isRecord(content.shapes);

const isBotocore = (content: unknown): content is BotocoreService =>
  isRecord(content) && isRecord(content.metadata) && isRecord(content.operations) && isRecord(content.shapes) && !('smithy' in content);

/** paginators-1.json and waiters-2.json; not every service has them. */
function readBeside(file: string, name: string, key: string): unknown {
  for (const candidate of [`${name}.json`, `${name}.json.gz`]) {
    const path = join(dirname(file), candidate);
    if (!existsSync(path)) continue;
    const content = parse(path, readFileSync(path));
    if (!isRecord(content) || !isRecord(content[key])) throw new ImportError(`${path}: no ${key}`);
    return content[key];
  }
  return {};
}

/** `sqs` of `sqs-2012-11-05.json`. */
const nameOfFile = (file: string): string => basename(file).replace(/(-\d{4}-\d{2}-\d{2})?\.json(\.gz)?$/, '');

/** In a jar's tree the path from META-INF on. */
function originOfFile(file: string, hint: OriginHint): Omit<Origin, 'sha256'> {
  const parts = resolve(file).split(sep);
  const metaInf = parts.lastIndexOf('META-INF');
  return {
    package: hint.package ?? 'local',
    version: hint.version ?? 'unknown',
    file: (metaInf < 0 ? parts.slice(-1) : parts.slice(metaInf)).join('/'),
  };
}

/** The version stands in the name of the folder beside botocore's: `botocore-1.44.5.dist-info`. */
function originInBotocore(file: string, hint: OriginHint): Omit<Origin, 'sha256'> {
  const data = dirname(dirname(dirname(resolve(file))));
  const packages = dirname(dirname(data));
  const isInstalled = data.endsWith(join('botocore', 'data'));
  const info = isInstalled ? readdirSync(packages).find((name) => /^botocore-[\d.]+\.dist-info$/.test(name)) : undefined;
  return {
    package: hint.package ?? (isInstalled ? 'pypi:botocore' : 'local'),
    version: hint.version ?? info?.slice('botocore-'.length, -'.dist-info'.length) ?? 'unknown',
    file: relative(isInstalled ? packages : data, resolve(file))
      .split(sep)
      .join('/'),
  };
}
