/** An emulator that checks signatures, with the roots of three accounts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeletePublicAccessBlockCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, AssumeRootCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll } from 'vitest';
import type { Tinsmith } from '../../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator } from '../../emulator.js';

export const ACCOUNTS = { alice: '111111111111', bob: '222222222222', carol: '333333333333' } as const;
export type Name = keyof typeof ACCOUNTS;

const ROOTS = Object.entries(ACCOUNTS).map(([displayName, accountId]) => ({
  accessKeyId: `AKIA${displayName.toUpperCase()}`,
  secretAccessKey: `secret of ${displayName}`,
  accountId,
  displayName,
  // Two accounts share an address.
  email: displayName === 'alice' ? 'alice@example.com' : 'team@example.com',
}));

export interface OpenAccounts {
  readonly aws: Tinsmith;
  /** Alice's, who owns the buckets. */
  readonly alice: S3Client;
  readonly bob: S3Client;
  readonly carol: S3Client;
  /** A session of a role of the account, within the policy. */
  session(name: Name, policy?: object, role?: string): Promise<S3Client>;
  /** A session of the account's root for one task. */
  taskSession(name: Name, task: string): Promise<S3Client>;
  /** A request without a signature. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A bucket of Alice's with an object `key`, that blocks no public access and has ACLs. */
  openToAll(Bucket: string): Promise<void>;
}

/** @returns what is there once the tests run. */
export function openAccounts(engine: EngineName): OpenAccounts {
  let emulator: OpenEmulator | undefined;
  let folder = '';
  const clients = new Map<Name, S3Client>();
  const sessions: S3Client[] = [];
  const aws = (): Tinsmith => {
    if (emulator === undefined) throw new Error('Nothing is open yet.');
    return emulator.aws;
  };
  const optionsOf = (name: Name) => {
    const root = ROOTS.find(({ displayName }) => displayName === name);
    if (root === undefined) throw new Error(`${name} has no account.`);
    const { accessKeyId, secretAccessKey } = root;
    return { ...aws().clientConfig(), credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  };
  const clientOf = (name: Name): S3Client => {
    const known = clients.get(name) ?? new S3Client(optionsOf(name));
    clients.set(name, known);
    return known;
  };
  const sessionWith = (issued: Credentials | undefined): S3Client => {
    const credentials = {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
    };
    const client = new S3Client({ ...aws().clientConfig(), credentials, maxAttempts: 1 });
    sessions.push(client);
    return client;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tinsmith-accounts-'));
    const rootKeys = join(folder, 'roots.json');
    await writeFile(rootKeys, JSON.stringify(ROOTS));
    emulator = await openEmulator(engine, { auth: true, rootKeys, listen: true });
  });
  afterAll(async () => {
    for (const client of [...clients.values(), ...sessions]) client.destroy();
    await emulator?.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get aws() {
      return aws();
    },
    get alice() {
      return clientOf('alice');
    },
    get bob() {
      return clientOf('bob');
    },
    get carol() {
      return clientOf('carol');
    },
    session: async (name, policy, role = 'team/reader') => {
      // Roots assume no roles: a session of the account's own does.
      const sts = new STSClient(optionsOf(name));
      const input = {
        RoleArn: `arn:aws:iam::${ACCOUNTS[name]}:role/${role}`,
        RoleSessionName: 'session',
        ...(policy === undefined ? {} : { Policy: JSON.stringify(policy) }),
      };
      const { Credentials } = await sts.send(new AssumeRoleCommand(input));
      sts.destroy();
      return sessionWith(Credentials);
    },
    taskSession: async (name, task) => {
      const sts = new STSClient(optionsOf('carol'));
      const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${task}` };
      const { Credentials } = await sts.send(new AssumeRootCommand({ TargetPrincipal: ACCOUNTS[name], TaskPolicyArn }));
      sts.destroy();
      return sessionWith(Credentials);
    },
    fetch: (path, init) => fetch(`${aws().endpoint}${path}`, init),
    openToAll: async (Bucket) => {
      const alice = clientOf('alice');
      await alice.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
      await alice.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await alice.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'hello' }));
    },
  };
}

/** What a caller of another account, or of none, is told. */
export const DENIED = { code: 'AccessDenied', message: 'Access Denied', status: 403, members: {} };
