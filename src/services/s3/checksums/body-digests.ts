/** Digests of the documents that callers send: Content-MD5 and x-amz-checksum-*. */
import { createHash } from 'node:crypto';
import { BadDigest, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { Answer, Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { readClaimedDigests } from './checksums.js';
import { createHasher } from './hashers.js';

/**
 * The same handler, called once the document is what its digests say.
 * @param need `required` where AWS takes no document without one.
 */
export function withBodyDigests<I, O>(
  storage: Storage,
  handle: (input: I, ctx: Context) => O,
  need?: 'required',
): (input: I, ctx: Context) => Answer<O> {
  return (input, ctx) => {
    const checked = checkBody(ctx, need === 'required');
    return checked === undefined ? handle(input, ctx) : checked.then(() => storage.state.atomically(() => handle(input, ctx)));
  };
}

/** @returns a promise where the algorithm must be loaded. */
function checkBody({ request: { body, headers } }: Context, required: boolean): Promise<void> | undefined {
  // Another service called.
  if (body === undefined) return undefined;
  const claimed = readClaimedDigests(headers);
  if (required && claimed.md5 === undefined && !claimed.named)
    throw new InvalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  if (claimed.md5 !== undefined) {
    const md5 = createHash('md5').update(body).digest();
    if (!claimed.md5.equals(md5))
      throw new BadDigest('The Content-MD5 you specified did not match what we received.', {
        ExpectedDigest: claimed.md5.toString('base64'),
        CalculatedDigest: md5.toString('base64'),
      });
  }
  const { algorithm, value } = claimed;
  if (value === undefined) return undefined;
  const compare = (digest: Buffer): void => {
    if (digest.toString('base64') !== value) throw new BadDigest(`The ${algorithm} you specified did not match the calculated checksum.`);
  };
  const hasher = createHasher(algorithm);
  if (hasher instanceof Promise)
    return hasher.then((loaded) => {
      loaded.update(body);
      compare(loaded.digest());
    });
  hasher.update(body);
  compare(hasher.digest());
  return undefined;
}
