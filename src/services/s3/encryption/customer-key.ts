/** SSE-C: the keys that callers bring along. All words recorded on AWS but those for objects that have no such key. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AccessDenied, InvalidArgument, InvalidEncryptionAlgorithmError, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { Random } from '../../dependencies.js';
import type { CustomerEncryption, StoredEncryption } from './stored-encryption.js';

export interface CustomerKeyMembers {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

export interface SourceKeyMembers {
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

const KEY_BYTES = 32;
/** AWS names it for whatever is wrong with a key. */
const ARGUMENT = { ArgumentName: 'x-amz-server-side-encryption' };

export const hasCustomerKey = ({ SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 }: CustomerKeyMembers): boolean =>
  SSECustomerAlgorithm !== undefined || SSECustomerKey !== undefined || SSECustomerKeyMD5 !== undefined;

/** The key of a copy's source, as if it were the key of a read. */
export const sourceKeyOf = (input: SourceKeyMembers): CustomerKeyMembers => ({
  SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
  SSECustomerKey: input.CopySourceSSECustomerKey,
  SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
});

/**
 * The 32 bytes of the caller's key.
 * @returns undefined where the caller speaks of none.
 * @throws InvalidArgument, InvalidEncryptionAlgorithmError
 */
export function readCustomerKey(members: CustomerKeyMembers): Buffer | undefined {
  if (!hasCustomerKey(members)) return undefined;
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: text, SSECustomerKeyMD5: md5 } = members;
  if (algorithm === undefined)
    throw new InvalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
      ARGUMENT,
    );
  if (algorithm !== 'AES256')
    throw new InvalidEncryptionAlgorithmError('The Encryption request you specified is not valid. Supported value: AES256.', {
      ...ARGUMENT,
      ArgumentValue: algorithm,
    });
  if (text === undefined)
    throw new InvalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.',
      ARGUMENT,
    );
  const key = Buffer.from(text, 'base64');
  if (md5 === undefined || key.length !== KEY_BYTES)
    throw new InvalidArgument('The secret key was invalid for the specified algorithm.', ARGUMENT);
  if (createHash('md5').update(key).digest('base64') !== md5)
    throw new InvalidArgument('The calculated MD5 hash of the key did not match the hash that was provided.', ARGUMENT);
  return key;
}

export function keepCustomerKey(key: Buffer, random: Random): CustomerEncryption {
  const salt = random.hex(16);
  return { algorithm: 'customer', salt, proof: proofOf(key, salt) };
}

export const isSameKey = ({ salt, proof }: CustomerEncryption, key: Buffer): boolean =>
  timingSafeEqual(Buffer.from(proof, 'hex'), Buffer.from(proofOf(key, salt), 'hex'));

const proofOf = (key: Buffer, salt: string): string => createHmac('sha256', Buffer.from(salt, 'hex')).update(key).digest('hex');

/**
 * Whoever reads an object that has a customer's key must bring it, and nobody brings one for another object.
 * @throws InvalidRequest, AccessDenied for a wrong key, and what readCustomerKey does.
 */
export function checkCustomerKey(encryption: StoredEncryption | undefined, members: CustomerKeyMembers): void {
  const key = readCustomerKey(members);
  if (encryption?.algorithm !== 'customer') {
    if (key !== undefined) throw new InvalidRequest('The encryption parameters are not applicable to this object.');
    return;
  }
  if (key === undefined)
    throw new InvalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  if (!isSameKey(encryption, key))
    throw new AccessDenied('Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.');
}

/** Every part of an upload has the upload's key, and none where that has none. @throws InvalidRequest */
export function checkPartKey(encryption: StoredEncryption | undefined, members: CustomerKeyMembers): void {
  const key = readCustomerKey(members);
  const isCustomer = encryption?.algorithm === 'customer';
  if (isCustomer !== (key !== undefined))
    throw new InvalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    );
  checkSameKey(encryption, key);
}

/** Who completes or lists an upload may leave its key away. @throws InvalidRequest */
export function checkOptionalKey(encryption: StoredEncryption | undefined, members: CustomerKeyMembers): void {
  if (hasCustomerKey(members)) checkPartKey(encryption, members);
}

function checkSameKey(encryption: StoredEncryption | undefined, key: Buffer | undefined): void {
  if (encryption?.algorithm === 'customer' && key !== undefined && !isSameKey(encryption, key))
    throw new InvalidRequest('The provided encryption parameters did not match the ones used originally.');
}
