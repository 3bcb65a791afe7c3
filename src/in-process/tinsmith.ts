/** An emulator that runs in the caller's own process, for test runners. */
import { openEmulator } from '../emulator-opening.js';
import { reset } from '../gateway/controls.js';
import type { Emulator } from '../gateway/emulator.js';
import type { Fault, FaultSpec } from '../gateway/faults.js';
import type { JournalFilter } from '../gateway/request-journal.js';
import type { RequestOutcome } from '../gateway/request-outcome.js';
import { defaultOptions, type Options } from '../options.js';
import { type Running, start } from '../start.js';
import { InProcessHandler } from './handler.js';

/** The command's options; the port is a free one and the log is silent where nothing else is said. */
export interface StartOptions extends Partial<Options> {
  /** false: no socket at all; clients reach the emulator by `handler` alone. */
  readonly listen?: boolean;
}

/** What any SDK v3 client takes. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For S3, so that no bucket's name has to resolve; other clients don't mind it. */
  readonly forcePathStyle: true;
  readonly requestHandler?: InProcessHandler;
}

export interface ClientConfigOptions {
  /** 12 digits: the account in whose name the client calls. Accounts see nothing of each other. */
  readonly account?: string;
  readonly region?: string;
}

/** The time that services see. */
export interface TinsmithClock {
  now(): Date;
  readonly frozen: boolean;
  /** Stops it, now or at the given time. */
  freeze(at?: Date): Promise<void>;
  /** Moves it forward; all that falls due meanwhile has happened when this resolves. */
  advance(milliseconds: number): Promise<void>;
  /** Back to the real time. */
  reset(): Promise<void>;
}

export interface TinsmithFaults {
  /** Rejects when the operation can't return the error. */
  add(fault: FaultSpec): Promise<Fault>;
  list(): readonly Fault[];
  remove(id: string): boolean;
  clear(): void;
}

export interface TinsmithRequests {
  /** The last requests, oldest first. */
  list(filter?: JournalFilter): readonly RequestOutcome[];
  clear(): void;
}

export interface ResetOptions {
  /** The model's name: `dynamodb`. */
  readonly service?: string;
  readonly account?: string;
}

export interface Tinsmith {
  /** `http://127.0.0.1:49152` */
  readonly endpoint: string;
  /** Undefined when there is no socket. */
  readonly port: number | undefined;
  /** The https certificate, PEM, when `tls` was asked for. */
  readonly certificate: string | undefined;
  /** For a client's `requestHandler`: no socket between it and the emulator. */
  readonly handler: InProcessHandler;
  readonly clock: TinsmithClock;
  readonly faults: TinsmithFaults;
  readonly requests: TinsmithRequests;
  clientConfig(options?: ClientConfigOptions): ClientConfig;
  /** All state, faults, remembered requests and the clock; or the state of one service or account alone. Snapshots stay. */
  reset(scope?: ResetOptions): Promise<void>;
  /** Keeps all state under a name. Returns the name. */
  snapshot(name?: string): Promise<string>;
  /** Brings back the state of a snapshot. Rejects when there is none of that name. */
  restore(name?: string): Promise<void>;
  stop(): Promise<void>;
}

const defaultSnapshot = 'default';

/** Starts an emulator in this process. */
export async function startTinsmith(options: StartOptions = {}): Promise<Tinsmith> {
  const { listen = true, ...given } = options;
  const all: Options = { ...defaultOptions, port: 0, logLevel: 'silent', ...given };
  if (listen) {
    const running = await start(all);
    return control(running.emulator, all, running);
  }
  return control(await openEmulator(all), all, undefined);
}

function control(emulator: Emulator, options: Options, running: Running | undefined): Tinsmith {
  const handler = new InProcessHandler((request) => emulator.dispatch(request));
  const endpoint = running?.endpoint ?? 'http://localhost:4566';
  return {
    endpoint,
    port: running?.port,
    certificate: running?.certificate,
    handler,
    clock: {
      now: () => new Date(emulator.clock.now()),
      get frozen() {
        return emulator.clock.status().frozen;
      },
      freeze: (at) => emulator.clock.freeze(at?.getTime()),
      advance: (milliseconds) => emulator.clock.advance(milliseconds),
      reset: () => emulator.clock.reset(),
    },
    faults: emulator.faults,
    requests: emulator.requests,
    clientConfig: ({ account = 'test', region = options.region } = {}) => ({
      endpoint,
      region,
      credentials: { accessKeyId: account, secretAccessKey: 'test' },
      forcePathStyle: true,
      ...(running === undefined ? { requestHandler: handler } : {}),
    }),
    reset: (scope) => reset(emulator, scope),
    snapshot: async (name = defaultSnapshot) => (await emulator.kernel.snapshots.save(name)).name,
    restore: async (name = defaultSnapshot) => {
      if (!(await emulator.kernel.snapshots.restore(name))) throw new Error(`There is no snapshot '${name}'.`);
    },
    stop: async () => {
      await (running === undefined ? emulator.close() : running.stop());
    },
  };
}
