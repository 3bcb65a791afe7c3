/** Parameters that the listings of keys, versions and uploads share. */
import { InvalidArgument } from '../../../../generated/s3/errors.js';
import { encodeKey } from './key-encoding.js';

const MOST_KEYS = 1000;

export const checkMaxKeys = (asked: number | undefined): number => checkMost(asked, 'maxKeys');

export const checkMaxUploads = (asked: number | undefined): number => checkMost(asked, 'max-uploads');

function checkMost(asked: number | undefined, argument: string): number {
  if (asked === undefined) return MOST_KEYS;
  if (asked < 0)
    throw new InvalidArgument(`Argument ${argument} must be an integer between 0 and 2147483647`, {
      ArgumentName: argument,
      ArgumentValue: String(asked),
    });
  return Math.min(asked, MOST_KEYS);
}

export function encoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== 'url')
    throw new InvalidArgument('Invalid Encoding Method specified in Request', {
      ArgumentName: 'encoding-type',
      ...(encodingType === '' ? {} : { ArgumentValue: encodingType }),
    });
  return encodeKey;
}
