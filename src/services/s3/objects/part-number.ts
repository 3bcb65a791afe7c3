/** Reads of one part of an object, by its number. */
import { InvalidArgument, InvalidPartNumber, InvalidRequest } from '../../../../generated/s3/errors.js';
import { type ChecksumMembers, checksumMembers } from '../checksums/checksums.js';
import type { ByteRange } from './range.js';
import type { StoredObject } from './stored-version.js';

const MOST_PARTS = 10_000;

interface PartAddress {
  readonly PartNumber?: number | undefined;
  readonly Range?: string | undefined;
}

/**
 * The bytes of the part. An object that didn't come in parts is its own first one.
 * @throws InvalidRequest, InvalidArgument, InvalidPartNumber
 */
export function rangeOfPart({ PartNumber: number = 0, Range }: PartAddress, { parts, size }: StoredObject): ByteRange {
  if (Range !== undefined) throw new InvalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (number < 1 || number > MOST_PARTS)
    throw new InvalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, {
      ArgumentName: 'partNumber',
      ArgumentValue: String(number),
    });
  if (parts === undefined && number === 1) return { start: 0, end: size };
  const part = parts?.[number - 1];
  if (parts === undefined || part === undefined)
    throw new InvalidPartNumber('The requested partnumber is not satisfiable', {
      PartNumberRequested: number,
      ActualPartCount: parts?.length ?? 1,
    });
  const start = parts.slice(0, number - 1).reduce((sum, before) => sum + before.size, 0);
  return { start, end: start + part.size };
}

/** A part has a checksum where the object's is made of such. */
export function checksumOfPart({ parts, checksum }: StoredObject, number: number): ChecksumMembers {
  const value = parts?.[number - 1]?.checksum;
  return value === undefined ? {} : checksumMembers({ ...checksum, value });
}
