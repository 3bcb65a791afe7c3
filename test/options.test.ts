import { describe, expect, it } from 'vitest';
import { defaultOptions, OptionError, type Options, parseCommand } from '../src/options.js';

function optionsOf(argv: readonly string[], env: Record<string, string> = {}): Options {
  const command = parseCommand(argv, env);
  if (command.kind !== 'start') throw new Error(`parsed as ${command.kind}`);
  return command.options;
}

function refusal(argv: readonly string[], env: Record<string, string> = {}): string {
  try {
    parseCommand(argv, env);
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

describe('the command line', () => {
  it('starts on 127.0.0.1:4566 with state in memory when nothing is said', () => {
    expect(optionsOf([])).toEqual(defaultOptions);
    expect(defaultOptions).toMatchObject({ host: '127.0.0.1', port: 4566, dataDir: undefined, logLevel: 'info' });
  });

  it('takes every flag', () => {
    const argv = [
      '--port=0',
      '--host=0.0.0.0',
      '--data-dir=state',
      '--blobs=s3://bytes?endpoint=http://127.0.0.1:9000',
      '--services=s3, dynamodb',
      '--region=eu-west-1',
      '--account=111122223333',
      '--log-level=warn',
      '--seed=42',
      '--tls-cert=a.pem',
      '--tls-key=b.pem',
      '--allowed-hosts=tinsmith,aws.test',
      '--auth',
      '--root-keys=roots.json',
      '--dynamodb-delays',
      '--dynamodb-throttling',
      '--sqs-delays',
    ];
    expect(optionsOf(argv)).toEqual({
      port: 0,
      host: '0.0.0.0',
      dataDir: 'state',
      blobs: 's3://bytes?endpoint=http://127.0.0.1:9000',
      services: ['s3', 'dynamodb'],
      region: 'eu-west-1',
      account: '111122223333',
      logLevel: 'warn',
      seed: 42,
      tls: true,
      tlsCert: 'a.pem',
      tlsKey: 'b.pem',
      allowedHosts: ['tinsmith', 'aws.test'],
      auth: true,
      rootKeys: 'roots.json',
      dynamodbDelays: true,
      dynamodbThrottling: true,
      sqsDelays: true,
    });
  });

  it('answers --help and --version before it looks at the rest', () => {
    expect(parseCommand(['--help', '--port', 'x'], {}).kind).toBe('help');
    expect(parseCommand(['--version'], {}).kind).toBe('version');
  });

  it.each([
    [['--colour', 'red'], "Unknown option '--colour'. See tinsmith --help."],
    [['start'], "Unexpected argument 'start'. See tinsmith --help."],
    [['--port', '70000'], "--port must be a whole number from 0 to 65535, not '70000'."],
    [['--port', '45x'], "--port must be a whole number from 0 to 65535, not '45x'."],
    [['--account', '123'], "--account must be 12 digits, not '123'."],
    [['--region', 'Frankfurt'], "--region must be a region such as eu-west-1, not 'Frankfurt'."],
    [['--log-level', 'loud'], "--log-level must be trace, debug, info, warn, error or silent, not 'loud'."],
    [['--tls-cert', 'a.pem'], '--tls-cert and --tls-key go together.'],
  ])('refuses %j with one line', (argv, message) => {
    expect(refusal(argv)).toBe(message);
  });
});

describe('the environment', () => {
  it('takes TINSMITH_ variables, and a flag wins over its variable', () => {
    const env = { TINSMITH_PORT: '4000', TINSMITH_DATA_DIR: '/data', TINSMITH_TLS: '1', TINSMITH_ALLOWED_HOSTS: 'aws.test' };
    expect(optionsOf([], env)).toMatchObject({ port: 4000, dataDir: '/data', tls: true, allowedHosts: ['aws.test'] });
    expect(optionsOf(['--port', '5000'], env).port).toBe(5000);
    expect(optionsOf([], { TINSMITH_DYNAMODB_DELAYS: '1', TINSMITH_DYNAMODB_THROTTLING: 'off' })).toMatchObject({
      dynamodbDelays: true,
      dynamodbThrottling: false,
    });
  });

  it("takes LocalStack's names, and TINSMITH_ variables win over them", () => {
    const env = { GATEWAY_LISTEN: '0.0.0.0:4510', PERSISTENCE: '1', SERVICES: 's3,sqs', LS_LOG: 'warning' };
    expect(optionsOf([], env)).toMatchObject({
      host: '0.0.0.0',
      port: 4510,
      dataDir: '.tinsmith',
      services: ['s3', 'sqs'],
      logLevel: 'warn',
    });
    expect(optionsOf([], { ...env, TINSMITH_PORT: '1', TINSMITH_SERVICES: 'sts', TINSMITH_LOG_LEVEL: 'error' })).toMatchObject({
      host: '0.0.0.0',
      port: 1,
      services: ['sts'],
      logLevel: 'error',
    });
  });

  it.each([
    [':4510', { host: '127.0.0.1', port: 4510 }],
    ['4510', { host: '127.0.0.1', port: 4510 }],
    ['[::1]:4510', { host: '::1', port: 4510 }],
  ])('reads GATEWAY_LISTEN=%s', (value, expected) => {
    expect(optionsOf([], { GATEWAY_LISTEN: value })).toMatchObject(expected);
  });

  it('refuses a GATEWAY_LISTEN of several addresses instead of ignoring some', () => {
    expect(refusal([], { GATEWAY_LISTEN: '0.0.0.0:4566,0.0.0.0:443' })).toContain('tinsmith listens on one');
    expect(refusal([], { GATEWAY_LISTEN: 'localhost' })).toContain('GATEWAY_LISTEN must be an address such as');
  });

  it('takes DEBUG=1 for the debug level, and leaves the DEBUG of other tools alone', () => {
    expect(optionsOf([], { DEBUG: '1' }).logLevel).toBe('debug');
    expect(optionsOf([], { DEBUG: 'express:*' }).logLevel).toBe('info');
  });

  it('takes an empty variable for none', () => {
    expect(optionsOf([], { TINSMITH_PORT: '', PERSISTENCE: ' ' })).toEqual(defaultOptions);
  });

  it('names the variable in its refusal', () => {
    expect(refusal([], { TINSMITH_PORT: 'x' })).toBe("TINSMITH_PORT must be a whole number from 0 to 65535, not 'x'.");
    expect(refusal([], { PERSISTENCE: 'maybe' })).toBe("PERSISTENCE must be 1 or 0, not 'maybe'.");
  });
});
