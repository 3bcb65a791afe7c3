/** Server-side encryption: nothing is encrypted, but tables say what AWS's would. */
import { createHash } from 'node:crypto';
import type { SSEDescription, SSESpecification } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';

/** A table without one is encrypted with a key of DynamoDB's own, which no description mentions. */
export interface Encryption {
  readonly keyArn: string;
}

/** @returns undefined for the key of DynamoDB's own. */
export function readEncryption(
  { Enabled: enabled, SSEType: type, KMSMasterKeyId: key }: SSESpecification,
  ctx: Context,
): Encryption | undefined {
  if (enabled !== true) {
    if (type !== undefined) throw invalidParameter('SSEType cannot be specified when SSE is disabled');
    if (key !== undefined) throw invalidParameter('KMSMasterKeyId cannot be specified when SSE is disabled');
    return undefined;
  }
  if (type !== undefined && type !== 'KMS') throw invalidParameter(`SSEType ${type} is not supported`);
  return { keyArn: key === undefined ? managedKeyArn(ctx) : keyArnOf(key, ctx) };
}

const keyArnOf = (key: string, { partition, region, accountId }: Context): string => {
  if (key.startsWith('arn:')) return key;
  return `arn:${partition}:kms:${region}:${accountId}:${key.startsWith('alias/') ? key : `key/${key}`}`;
};

/** The key behind alias/aws/dynamodb: one of each account and region, and always the same one. */
function managedKeyArn(ctx: Context): string {
  const hash = createHash('sha256').update(`${ctx.accountId}/${ctx.region}/alias/aws/dynamodb`).digest('hex');
  const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return keyArnOf(id, ctx);
}

/** Member of TableDescription. */
export const encryptionMember = (
  encryption: Encryption | undefined,
  status: 'ENABLED' | 'UPDATING' = 'ENABLED',
): { SSEDescription?: SSEDescription } =>
  encryption === undefined ? {} : { SSEDescription: { Status: status, SSEType: 'KMS', KMSMasterKeyArn: encryption.keyArn } };
