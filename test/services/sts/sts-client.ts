/** STS clients of one emulator, each in the name of some credentials. */
import { S3Client } from '@aws-sdk/client-s3';
import { type Credentials, GetCallerIdentityCommand, type GetCallerIdentityCommandOutput, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll } from 'vitest';
import type { Tinsmith } from '../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator, type RawAnswer, type RawRequest, send } from '../emulator.js';

/** An access key, or what STS issued. */
export type Caller = string | Credentials | undefined;

export interface Opened {
  readonly aws: Tinsmith;
  sts(caller?: Caller, region?: string): STSClient;
  s3(caller?: Caller): S3Client;
  raw(request: RawRequest): Promise<RawAnswer>;
  /** What GetCallerIdentity says of the caller. */
  identityOf(caller?: Caller, region?: string): Promise<Omit<GetCallerIdentityCommandOutput, '$metadata'>>;
}

/** @returns what is there once the tests run. */
export function openSts(engine: EngineName): Opened {
  let emulator: OpenEmulator | undefined;
  const clients: { destroy(): void }[] = [];
  beforeAll(async () => {
    emulator = await openEmulator(engine);
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await emulator?.close();
  });
  const opened = (): Tinsmith => {
    if (emulator === undefined) throw new Error('Nothing is open yet.');
    return emulator.aws;
  };
  const credentialsOf = (caller: Caller) =>
    typeof caller === 'object'
      ? {
          accessKeyId: caller.AccessKeyId ?? '',
          secretAccessKey: caller.SecretAccessKey ?? '',
          sessionToken: caller.SessionToken ?? '',
        }
      : { accessKeyId: caller ?? 'test', secretAccessKey: 'test' };
  const configFor = (caller: Caller, region = 'us-east-1') => ({
    ...opened().clientConfig({ region }),
    credentials: credentialsOf(caller),
  });
  const kept = <C extends { destroy(): void }>(client: C): C => {
    clients.push(client);
    return client;
  };
  const sts = (caller?: Caller, region?: string) => kept(new STSClient(configFor(caller, region)));
  return {
    get aws() {
      return opened();
    },
    sts,
    s3: (caller) => kept(new S3Client(configFor(caller))),
    raw: (request) => send(opened(), request),
    identityOf: async (caller, region) => {
      const { $metadata, ...identity } = await sts(caller, region).send(new GetCallerIdentityCommand({}));
      return identity;
    },
  };
}
