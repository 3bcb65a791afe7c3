/** The accounts that a user tells the emulator of, with the credentials of their roots. */
import type { Account, Accounts, IssuedCredentials } from '../services/dependencies.js';

export interface RootKey extends Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The file can't be used; the message is one line for the user. */
export class RootKeysError extends Error {}

const TEXTS = ['accessKeyId', 'secretAccessKey', 'accountId', 'displayName', 'email'] as const;
const REQUIRED = ['accessKeyId', 'secretAccessKey', 'accountId'] as const;

/**
 * `[{"accessKeyId": ..., "secretAccessKey": ..., "accountId": "111111111111", "displayName": ..., "email": ...}]`
 * @throws RootKeysError
 */
export function parseRootKeys(text: string): readonly RootKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RootKeysError('is not JSON');
  }
  if (!Array.isArray(value) || value.length === 0) throw new RootKeysError('must hold a list of keys');
  const keys = value.map(readKey);
  const seen = new Set<string>();
  for (const { accessKeyId } of keys) {
    if (seen.has(accessKeyId)) throw new RootKeysError(`has the access key '${accessKeyId}' twice`);
    seen.add(accessKeyId);
  }
  return keys;
}

function readKey(value: unknown, index: number): RootKey {
  const where = `key ${index + 1}`;
  if (typeof value !== 'object' || value === null) throw new RootKeysError(`must have an object for ${where}`);
  const given: Readonly<Record<string, unknown>> = { ...value };
  const unknown = Object.keys(given).find((name) => !TEXTS.some((known) => known === name));
  if (unknown !== undefined) throw new RootKeysError(`has an unknown member '${unknown}' in ${where}`);
  const read: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const name of TEXTS) {
    const text = given[name];
    if (text === undefined) continue;
    if (typeof text !== 'string' || text === '') throw new RootKeysError(`must have a text for ${name} in ${where}`);
    read[name] = text;
  }
  const [accessKeyId, secretAccessKey, accountId] = REQUIRED.map((name) => {
    const text = read[name];
    if (text === undefined) throw new RootKeysError(`lacks ${name} in ${where}`);
    return text;
  });
  if (accessKeyId === undefined || secretAccessKey === undefined || accountId === undefined || !/^\d{12}$/.test(accountId))
    throw new RootKeysError(`must have an accountId of 12 digits in ${where}`);
  const { displayName, email } = read;
  return {
    accessKeyId,
    secretAccessKey,
    accountId,
    ...(displayName === undefined ? {} : { displayName }),
    ...(email === undefined ? {} : { email }),
  };
}

export const credentialsOf = ({ accessKeyId, secretAccessKey, accountId }: RootKey): IssuedCredentials => ({
  accessKeyId,
  secretAccessKey,
  principal: { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, accessKeyId },
});

export function accountsOf(keys: readonly RootKey[]): Accounts {
  const accounts = new Map<string, Account>();
  for (const { accountId, displayName, email } of keys) {
    const known = accounts.get(accountId);
    accounts.set(accountId, {
      accountId,
      ...known,
      ...(displayName === undefined ? {} : { displayName }),
      ...(email === undefined ? {} : { email }),
    });
  }
  return {
    byId: (accountId) => accounts.get(accountId),
    byEmail: (email) => [...accounts.values()].filter((account) => account.email?.toLowerCase() === email.toLowerCase()),
    all: () => [...accounts.values()],
  };
}
