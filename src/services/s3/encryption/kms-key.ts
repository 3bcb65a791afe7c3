/** The forms in which callers name KMS keys, and the ARN that S3 keeps. Words recorded on AWS. */
import { createHash } from 'node:crypto';
import type { Context } from '../../../contract/context.js';
import { FrameworkError } from '../../../contract/errors.js';

const KEY_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const ALIAS = /^alias\/[\w/-]{1,250}$/;
const ARN = /^arn:[\w-]+:kms:([\w-]+):\d{12}:(?:key|alias)\/[\w/-]+$/;

/**
 * @param region the bucket's: keys of others are refused.
 * @throws KMS.NotFoundException
 */
export function kmsKeyArn(given: string, region: string, { accountId, partition }: Context): string {
  const arn = (resource: string): string => `arn:${partition}:kms:${region}:${accountId}:${resource}`;
  if (KEY_ID.test(given)) return arn(`key/${given}`);
  if (given === 'alias/aws/s3') return managedKeyArn(region, accountId, partition);
  if (ALIAS.test(given)) return arn(given);
  if (!given.startsWith('arn:')) throw notFound(`Invalid keyId '${given}'`);
  const keyRegion = ARN.exec(given)?.[1];
  if (keyRegion !== region) throw notFound(`Invalid arn ${keyRegion ?? given}`);
  return given;
}

/** The key aws/s3 that an account has in each region: always the same one. */
export function managedKeyArn(region: string, accountId: string, partition: string): string {
  const hash = createHash('sha256').update(`aws/s3 ${accountId} ${region}`).digest('hex');
  const id = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `a${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
  return `arn:${partition}:kms:${region}:${accountId}:key/${id}`;
}

/** S3 hands on KMS's error under a code that names no class could have. */
const notFound = (message: string): FrameworkError =>
  new FrameworkError('ValidationException', message, { code: 'KMS.NotFoundException', httpStatus: 400 });
