/** Where a page of buckets ended: the name of the last one that was told. */
import { InvalidArgument } from '../../../../generated/s3/errors.js';

export const writeToken = (name: string): string => Buffer.from(`1/${name}`).toString('base64');

/** @returns undefined at the beginning. @throws InvalidArgument for what is no token. */
export function readToken(token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined;
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('1/')) return text.slice(2);
  throw new InvalidArgument('The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
}
