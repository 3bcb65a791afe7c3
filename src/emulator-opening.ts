/** Opens an emulator as the options want it: its state in memory or in a folder, all of its services or some. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalog } from '../generated/catalog.js';
import { parseRootKeys, type RootKey, RootKeysError } from './auth/root-keys.js';
import { createClock } from './clock/emulator-clock.js';
import { Emulator } from './gateway/emulator.js';
import { Log } from './gateway/log.js';
import { OptionError, type Options } from './options.js';
import { loadAuthorizer, loadFront, loadPages, loadService, stateOwnerOf } from './services/registry.js';
import { StateError } from './state/errors.js';
import type { Kernel } from './state/kernel.js';
import { openState } from './state/open.js';
import { parseS3Location } from './state/s3-location.js';

export type EmulatorOptions = Pick<
  Options,
  | 'dataDir'
  | 'blobs'
  | 'services'
  | 'region'
  | 'account'
  | 'logLevel'
  | 'seed'
  | 'auth'
  | 'rootKeys'
  | 'dynamodbDelays'
  | 'dynamodbThrottling'
  | 'sqsDelays'
>;

/** @throws OptionError */
export async function openEmulator(options: EmulatorOptions): Promise<Emulator> {
  const enabled = options.services === undefined ? undefined : servicesNamed(options.services);
  const rootKeys = rootKeysOf(options);
  const log = new Log(options.logLevel);
  const kernel = await openKernel(options);
  const emulator = new Emulator({
    catalog,
    loadService,
    loadAuthorizer,
    loadFront,
    loadPages,
    stateOwnerOf,
    kernel,
    clock: createClock({ onError: (error) => log.error({ error }, 'scheduled work failed') }),
    log,
    defaultAccount: options.account,
    defaultRegion: options.region,
    auth: options.auth,
    rootKeys,
    serviceOptions: {
      dynamodb: { delays: options.dynamodbDelays, throttling: options.dynamodbThrottling },
      sqs: { delays: options.sqsDelays },
    },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(enabled === undefined ? {} : { enabled }),
  });
  if (options.dataDir !== undefined) emulator.resume();
  return emulator;
}

/** Without a file, under --auth, the keys that every example uses. */
function rootKeysOf({ auth, rootKeys, account }: EmulatorOptions): readonly RootKey[] {
  if (rootKeys === undefined) return auth ? [{ accessKeyId: 'test', secretAccessKey: 'test', accountId: account }] : [];
  try {
    return parseRootKeys(readFileSync(resolve(rootKeys), 'utf8'));
  } catch (error) {
    const reason = error instanceof RootKeysError ? `the file ${error.message}` : "the file can't be read";
    throw new OptionError(`--root-keys: ${reason}.`);
  }
}

/** LocalStack's lists name services without hyphens: `dynamodbstreams`. */
function servicesNamed(names: readonly string[]): ReadonlySet<string> {
  const known = catalog.map(({ facts }) => facts.name);
  return new Set(
    names.map((name) => {
      const match = known.find((candidate) => candidate === name || candidate.replaceAll('-', '') === name);
      if (match === undefined) throw new OptionError(`There is no service '${name}'. Services: ${known.join(', ')}.`);
      return match;
    }),
  );
}

async function openKernel({ dataDir, blobs }: EmulatorOptions): Promise<Kernel> {
  try {
    return await openState({
      dataDirectory: dataDir === undefined ? undefined : resolve(dataDir),
      blobs: blobs === undefined ? undefined : parseS3Location(blobs, process.env),
    });
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new OptionError(`--${error.code === 'blob-engine' ? 'blobs' : 'data-dir'}: ${error.message}`);
  }
}
