/** `blobs.json` in a data directory: in which store its blobs are, and under which name there. None where they are files beside it. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StateError } from './errors.js';
import type { S3Location } from './s3-location.js';

interface Owner {
  readonly bucket: string;
  readonly prefix: string;
  readonly owner: string;
}

/**
 * The name under which this directory's blobs stand in the store; a new one for a new directory.
 * @throws StateError when its blobs are elsewhere than the caller says: their rows would name nothing.
 */
export function blobOwnerIn(directory: string, location: S3Location | undefined): string | undefined {
  const path = join(directory, 'blobs.json');
  const known = existsSync(path) ? read(path) : undefined;
  if (location === undefined) {
    if (known === undefined) return undefined;
    throw elsewhere(directory, `in ${known.bucket}/${known.prefix}, and no --blobs is given`);
  }
  if (known !== undefined) {
    if (known.bucket === location.url && known.prefix === location.prefix) return known.owner;
    throw elsewhere(directory, `in ${known.bucket}/${known.prefix}, not in ${location.url}/${location.prefix}`);
  }
  if (existsSync(join(directory, 'blobs')) && readdirSync(join(directory, 'blobs')).length > 0) throw elsewhere(directory, 'files in it');
  const owner: Owner = { bucket: location.url, prefix: location.prefix, owner: randomUUID() };
  writeFileSync(`${path}.new`, `${JSON.stringify(owner)}\n`);
  renameSync(`${path}.new`, path);
  return owner.owner;
}

function read(path: string): Owner {
  try {
    const { bucket, prefix, owner } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>;
    if (typeof bucket === 'string' && typeof prefix === 'string' && typeof owner === 'string') return { bucket, prefix, owner };
  } catch (error) {
    throw new StateError('damaged', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  throw new StateError('damaged', `${path} names no store`);
}

const elsewhere = (directory: string, where: string): StateError =>
  new StateError('blob-engine', `the blobs of the data directory ${directory} are ${where}`);
