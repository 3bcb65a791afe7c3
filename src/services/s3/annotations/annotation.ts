/** Annotations: named texts that are attached to a version of an object, and live and go with it. */
import { AnnotationNameTooLong, InvalidAnnotationName, NoSuchAnnotation } from '../../../../generated/s3/errors.js';
import type { StoredChecksum } from '../checksums/checksums.js';
import type { StoredObject } from '../objects/stored-version.js';

export interface StoredAnnotation {
  readonly name: string;
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum: StoredChecksum;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Bytes. S3 API reference, PutObjectAnnotation. */
export const LONGEST_NAME = 512;

/** S3 API reference, DeleteObjectAnnotation: the names of AWS's own begin so, whatever their case. */
const RESERVED = /^(?:aws|s3)/i;

/** @throws AnnotationNameTooLong, InvalidAnnotationName */
export function checkName(name: string): void {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new AnnotationNameTooLong('The annotation name exceeds 512 bytes.');
  if (name === '' || RESERVED.test(name)) throw new InvalidAnnotationName('The annotation name you provided is invalid.');
}

/** @throws NoSuchAnnotation */
export function findAnnotation({ annotations = [] }: StoredObject, name: string): StoredAnnotation {
  const found = annotations.find((annotation) => annotation.name === name);
  if (found === undefined) throw new NoSuchAnnotation('The specified annotation does not exist on this object.');
  return found;
}

/** The same object with one annotation more, changed, or less; in order of the names' UTF-8 bytes. */
export function withAnnotation(object: StoredObject, name: string, annotation: StoredAnnotation | undefined): StoredObject {
  const { annotations = [], ...rest } = object;
  const at = placeOf(annotations, name);
  const altered = annotations.toSpliced(at, annotations[at]?.name === name ? 1 : 0, ...(annotation === undefined ? [] : [annotation]));
  return altered.length === 0 ? rest : { ...rest, annotations: altered };
}

/** Where the name stands, or would. */
export function placeOf(annotations: readonly StoredAnnotation[], name: string): number {
  const bytes = Buffer.from(name);
  let from = 0;
  let to = annotations.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (Buffer.compare(Buffer.from(annotations[middle]?.name ?? ''), bytes) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
