/** The command line and the environment, read into options. Pure: nothing is opened, no file is looked at. */
import { parseArgs } from 'node:util';
import type { LogLevel } from './gateway/log.js';

/** Everything that `tinsmith` can be told. */
export interface Options {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** Where state is kept; without it, in memory. */
  readonly dataDir: string | undefined;
  /** `s3://bucket/prefix?endpoint=...`: where the bytes of objects are kept; without it, in the data directory. */
  readonly blobs: string | undefined;
  /** The models' names of the services that answer; all without it. */
  readonly services: readonly string[] | undefined;
  /** For callers whose requests name none. */
  readonly region: string;
  /** For callers whose access key names none. 12 digits. */
  readonly account: string;
  readonly logLevel: LogLevel;
  /** Makes ids and the shares of injected faults the same in every run. */
  readonly seed: number | undefined;
  /** Answer https on the same port. */
  readonly tls: boolean;
  /** PEM files; without them a certificate is made. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Further names under which the admin paths may be called. */
  readonly allowedHosts: readonly string[];
  /** Check signatures, and what policies say where a service evaluates them. */
  readonly auth: boolean;
  /** A JSON file: the credentials of accounts' roots. */
  readonly rootKeys: string | undefined;
  /** DynamoDB's tables and indexes take their time, on the clock, as on AWS. */
  readonly dynamodbDelays: boolean;
  /** DynamoDB's throughput is limited to what tables and indexes have. */
  readonly dynamodbThrottling: boolean;
  /** The name of a deleted queue can't be used again for a while, as on AWS. */
  readonly sqsDelays: boolean;
}

export const defaultOptions: Options = {
  port: 4566,
  host: '127.0.0.1',
  dataDir: undefined,
  blobs: undefined,
  services: undefined,
  region: 'us-east-1',
  account: '000000000000',
  logLevel: 'info',
  seed: undefined,
  tls: false,
  tlsCert: undefined,
  tlsKey: undefined,
  allowedHosts: [],
  auth: false,
  rootKeys: undefined,
  dynamodbDelays: false,
  dynamodbThrottling: false,
  sqsDelays: false,
};

/** A bad option: the message is one line for the user, and the exit code is 2. */
export class OptionError extends Error {}

export type Command = { readonly kind: 'start'; readonly options: Options } | { readonly kind: 'help' } | { readonly kind: 'version' };

export type Environment = Readonly<Record<string, string | undefined>>;

export const helpText = `Usage: tinsmith [options]

AWS on localhost: one process, one port.

  --port <number>        port to listen on, 0 for a free one (4566)
  --host <address>       address to listen on (127.0.0.1)
  --data-dir <folder>    keep state in this folder; without it, in memory
  --blobs <s3://...>     keep the bytes of objects in an S3-compatible bucket
  --services <names>     answer only these services: s3,dynamodb,sts
  --region <name>        region of requests that name none (us-east-1)
  --account <12 digits>  account of requests whose key names none (000000000000)
  --log-level <level>    trace, debug, info, warn, error or silent (info)
  --seed <number>        make ids and random faults the same in every run
  --tls                  answer https on the same port, with a certificate of its own
  --tls-cert <file>      the certificate to use instead, PEM
  --tls-key <file>       its private key, PEM
  --allowed-hosts <names> further Host names for the paths under /_tinsmith
  --auth                 check signatures and policies; the only key is test/test
  --root-keys <file>     JSON: the keys of accounts' roots, instead of test/test
  --dynamodb-delays      tables, indexes and backups take their time, as on AWS
  --dynamodb-throttling  refuse what exceeds the throughput of tables and indexes
  --sqs-delays           keep the names of deleted queues for 60 seconds, as on AWS
  --help                 print this
  --version              print the version

Each option is also a variable: TINSMITH_PORT, TINSMITH_DATA_DIR, ... A flag wins over its variable.
LocalStack's GATEWAY_LISTEN, PERSISTENCE, SERVICES, DEBUG and LS_LOG are understood too; TINSMITH_* wins over them.
`;

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  blobs: { type: 'string' },
  services: { type: 'string' },
  region: { type: 'string' },
  account: { type: 'string' },
  'log-level': { type: 'string' },
  seed: { type: 'string' },
  tls: { type: 'boolean' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'allowed-hosts': { type: 'string' },
  auth: { type: 'boolean' },
  'root-keys': { type: 'string' },
  'dynamodb-delays': { type: 'boolean' },
  'dynamodb-throttling': { type: 'boolean' },
  'sqs-delays': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

type Flag = Exclude<keyof typeof flags, 'help' | 'version'>;

/** A value and the name under which the user gave it, for messages. */
interface Given {
  readonly value: string;
  readonly from: string;
}

/**
 * @param argv without the interpreter and the script
 * @throws OptionError
 */
export function parseCommand(argv: readonly string[], env: Environment): Command {
  const values = parseFlags(argv);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };

  const given = (flag: Flag): Given | undefined => {
    const value = values[flag];
    if (value !== undefined) return { value: String(value), from: `--${flag}` };
    return fromEnvironment(env, `TINSMITH_${flag.toUpperCase().replaceAll('-', '_')}`);
  };
  const listen = readListen(fromEnvironment(env, 'GATEWAY_LISTEN'));
  const dataDir = given('data-dir')?.value ?? (readSwitch(fromEnvironment(env, 'PERSISTENCE')) ? '.tinsmith' : undefined);
  const tlsCert = given('tls-cert')?.value;
  const tlsKey = given('tls-key')?.value;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new OptionError('--tls-cert and --tls-key go together.');
  return {
    kind: 'start',
    options: {
      port: readPort(given('port')) ?? listen.port ?? defaultOptions.port,
      host: given('host')?.value ?? listen.host ?? defaultOptions.host,
      dataDir,
      blobs: given('blobs')?.value,
      services: readList(given('services') ?? fromEnvironment(env, 'SERVICES')),
      region: readMatching(given('region'), /^[a-z]{2}(-[a-z]+)+-\d+$/, 'a region such as eu-west-1') ?? defaultOptions.region,
      account: readMatching(given('account'), /^\d{12}$/, '12 digits') ?? defaultOptions.account,
      logLevel: readLogLevel(given('log-level')) ?? readLocalStackLevel(env) ?? defaultOptions.logLevel,
      seed: readWhole(given('seed'), 0, 0xffff_ffff),
      tls: readSwitch(given('tls')) || tlsCert !== undefined,
      tlsCert,
      tlsKey,
      allowedHosts: readList(given('allowed-hosts')) ?? defaultOptions.allowedHosts,
      auth: readSwitch(given('auth')),
      rootKeys: given('root-keys')?.value,
      dynamodbDelays: readSwitch(given('dynamodb-delays')),
      dynamodbThrottling: readSwitch(given('dynamodb-throttling')),
      sqsDelays: readSwitch(given('sqs-delays')),
    },
  };
}

type FlagValues = Readonly<Partial<Record<keyof typeof flags, string | boolean>>>;

function parseFlags(argv: readonly string[]): FlagValues {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // parseArgs explains positionals after a first sentence that says what is wrong.
    const reason = error instanceof Error ? error.message.split(/\. |\n/)[0] : String(error);
    throw new OptionError(`${reason}. See tinsmith --help.`);
  }
}

/** An empty variable counts as none, as shells and compose files leave them. */
function fromEnvironment(env: Environment, name: string): Given | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : { value: value.trim(), from: name };
}

const bad = (given: Given, wanted: string): OptionError => new OptionError(`${given.from} must be ${wanted}, not '${given.value}'.`);

function readWhole(given: Given | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const number = /^\d{1,10}$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (!(number >= least && number <= most)) throw bad(given, `a whole number from ${least} to ${most}`);
  return number;
}

const readPort = (given: Given | undefined): number | undefined => readWhole(given, 0, 65535);

function readMatching(given: Given | undefined, pattern: RegExp, wanted: string): string | undefined {
  if (given !== undefined && !pattern.test(given.value)) throw bad(given, wanted);
  return given?.value;
}

function readList(given: Given | undefined): readonly string[] | undefined {
  const names = given?.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names === undefined || names.length === 0 ? undefined : names;
}

function readSwitch(given: Given | undefined): boolean {
  if (given === undefined || /^(0|false|no|off)$/i.test(given.value)) return false;
  if (/^(1|true|yes|on)$/i.test(given.value)) return true;
  throw bad(given, '1 or 0');
}

function readLogLevel(given: Given | undefined): LogLevel | undefined {
  if (given === undefined) return undefined;
  switch (given.value) {
    case 'trace':
    case 'debug':
    case 'info':
    case 'warn':
    case 'error':
    case 'silent':
      return given.value;
    default:
      throw bad(given, 'trace, debug, info, warn, error or silent');
  }
}

/** LS_LOG names a level; DEBUG=1 is LocalStack's older way to ask for debug. */
function readLocalStackLevel(env: Environment): LogLevel | undefined {
  const named = fromEnvironment(env, 'LS_LOG');
  if (named !== undefined) {
    const level = named.value.toLowerCase();
    return readLogLevel({ ...named, value: level === 'warning' ? 'warn' : level.startsWith('trace') ? 'trace' : level });
  }
  // DEBUG is a name that many tools use for filters of their own (`DEBUG=express:*`).
  const debug = fromEnvironment(env, 'DEBUG');
  return debug !== undefined && /^(1|true)$/i.test(debug.value) ? 'debug' : undefined;
}

/** `0.0.0.0:4566`, `:4566`, `[::1]:4566` or `4566`. LocalStack takes a list; this listens on one address. */
function readListen(given: Given | undefined): { readonly host?: string; readonly port?: number } {
  if (given === undefined) return {};
  if (given.value.includes(',')) throw bad(given, 'one address: tinsmith listens on one');
  const match = /^(?:(\[[^\]]+\]|[^:]*):)?(\d+)$/.exec(given.value);
  if (match === null) throw bad(given, 'an address such as 0.0.0.0:4566');
  const port = readPort({ ...given, value: match[2] ?? '' }) ?? 0;
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return host === '' ? { port } : { host, port };
}
