/** One AWS: its services, state, clock and controls. Everything that the parts of the gateway share hangs here. */
import { createCredentialStore } from '../auth/credential-store.js';
import { type Identity, identify } from '../auth/identity.js';
import { accountsOf, type RootKey } from '../auth/root-keys.js';
import type { ControlledClock } from '../clock/emulator-clock.js';
import type { CatalogEntry, ServiceFacts } from '../contract/operation.js';
import type { ServiceFront } from '../contract/service-front.js';
import type { ServicePages } from '../contract/service-pages.js';
import type { WireRequest, WireResponse } from '../contract/wire.js';
import {
  type Accounts,
  type Authorize,
  type Credentials,
  defaultServiceOptions,
  type Random,
  type ServiceClients,
  type ServiceDependencies,
  type ServiceOptions,
} from '../services/dependencies.js';
import type { Kernel } from '../state/kernel.js';
import { dispatch } from './dispatch.js';
import { FaultTable } from './faults.js';
import { answerAtFront, isForFront } from './front.js';
import type { Log } from './log.js';
import { Metrics } from './metrics.js';
import { createRandom } from './random.js';
import { RequestJournal } from './request-journal.js';
import type { RequestOutcome } from './request-outcome.js';
import { createServiceClients } from './service-clients.js';
import { ServiceDirectory } from './service-directory.js';
import { type Handlers, notCovered, ServiceRuntime } from './service-runtime.js';

/** Makes a service's handlers; undefined for one without behaviour. */
export type ServiceFactory = (deps: ServiceDependencies) => Handlers;
export type ServiceLoader = (service: string) => Promise<ServiceFactory | undefined>;

export interface EmulatorParts {
  readonly catalog: readonly CatalogEntry[];
  readonly loadService: ServiceLoader;
  /** Whose rows a service works on; its own without it. */
  readonly stateOwnerOf?: (service: string) => string;
  readonly kernel: Kernel;
  readonly clock: ControlledClock;
  readonly log: Log;
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  readonly seed?: number;
  /** The services that answer; all without it. */
  readonly enabled?: ReadonlySet<string>;
  readonly serviceOptions?: ServiceOptions;
  /** Whether signatures are checked and policies evaluated. */
  readonly auth?: boolean;
  /** Of accounts' roots. */
  readonly rootKeys?: readonly RootKey[];
  /** What evaluates a service's policies; undefined for a service that has none. */
  readonly loadAuthorizer?: (service: string) => Promise<((deps: ServiceDependencies) => Authorize) | undefined>;
  /** What a service does beside its operations; undefined for a service that does nothing so. */
  readonly loadFront?: (service: string) => Promise<((deps: ServiceDependencies) => ServiceFront) | undefined>;
  /** What a service shows below `/_aws/`; undefined for a service that shows nothing. */
  readonly loadPages?: (service: string) => Promise<((deps: ServiceDependencies) => ServicePages) | undefined>;
}

export class Emulator {
  readonly catalog: readonly CatalogEntry[];
  readonly directory: ServiceDirectory;
  readonly kernel: Kernel;
  readonly clock: ControlledClock;
  readonly log: Log;
  readonly faults: FaultTable;
  readonly requests = new RequestJournal();
  readonly metrics = new Metrics();
  readonly random: Random;
  readonly enabled: ReadonlySet<string> | undefined;
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  readonly auth: boolean;
  readonly credentials: Credentials;
  readonly accounts: Accounts;
  readonly services: ServiceClients;
  readonly #serviceOptions: ServiceOptions;
  readonly #loadService: ServiceLoader;
  readonly #loadAuthorizer: EmulatorParts['loadAuthorizer'];
  readonly #loadFront: EmulatorParts['loadFront'];
  readonly #loadPages: EmulatorParts['loadPages'];
  /** Of the services that were called so far. */
  readonly #openPages = new Map<string, () => Promise<ServicePages | undefined>>();
  readonly #stateOwnerOf: (service: string) => string;
  readonly #stopListeners: (() => void)[] = [];
  readonly #runtimes = new Map<string, ServiceRuntime | Promise<ServiceRuntime>>();
  #resuming: Promise<void> = Promise.resolve();

  constructor(parts: EmulatorParts) {
    this.catalog = parts.catalog;
    this.directory = new ServiceDirectory(parts.catalog);
    this.kernel = parts.kernel;
    this.clock = parts.clock;
    this.log = parts.log;
    this.enabled = parts.enabled;
    this.defaultAccount = parts.defaultAccount;
    this.defaultRegion = parts.defaultRegion;
    this.faults = new FaultTable(parts.catalog, parts.seed ?? 0);
    this.random = createRandom(parts.seed === undefined ? undefined : String(parts.seed));
    this.auth = parts.auth ?? false;
    this.credentials = createCredentialStore(parts.kernel.forService('auth'), parts.rootKeys);
    this.accounts = accountsOf(parts.rootKeys ?? []);
    this.services = createServiceClients(this);
    this.#serviceOptions = parts.serviceOptions ?? defaultServiceOptions;
    this.#loadService = parts.loadService;
    this.#loadAuthorizer = parts.loadAuthorizer;
    this.#loadFront = parts.loadFront;
    this.#loadPages = parts.loadPages;
    this.#stateOwnerOf = parts.stateOwnerOf ?? ((service) => service);
  }

  dispatch(request: WireRequest): Promise<WireResponse> {
    return isForFront(request) ? answerAtFront(this, request) : dispatch(this, request);
  }

  identify(accessKeyId: string | undefined, region: string | undefined): Identity {
    return identify(accessKeyId, region, this);
  }

  /** The service with its behaviour, which loads when it is first called. */
  runtime(facts: ServiceFacts): ServiceRuntime | Promise<ServiceRuntime> {
    const known = this.#runtimes.get(facts.name);
    if (known !== undefined) return known;
    const loading = this.#load(facts);
    this.#runtimes.set(facts.name, loading);
    loading.catch(() => this.#runtimes.delete(facts.name));
    return loading;
  }

  /** Whether a service was called so far. */
  isLoaded(service: string): boolean {
    return this.#runtimes.get(service) instanceof ServiceRuntime;
  }

  /** What a service that was called so far does beside its operations. */
  front(facts: ServiceFacts): ServiceFront | undefined {
    const runtime = this.#runtimes.get(facts.name);
    return runtime instanceof ServiceRuntime ? runtime.front : undefined;
  }

  /** What the service shows below `/_aws/`. The service loads for it. */
  async pages(facts: ServiceFacts): Promise<ServicePages | undefined> {
    await this.runtime(facts);
    return this.#openPages.get(facts.name)?.();
  }

  record(outcome: RequestOutcome): void {
    this.requests.record(outcome);
    this.metrics.record(outcome);
    this.log.request(outcome);
  }

  /** Has the services that have rows loaded, so that what they left undone goes on without anybody calling them. */
  resume(): void {
    this.#resuming = this.#loadOccupants().catch((error: unknown) => {
      this.log.error({ error }, 'what services left undone waits until they are called');
    });
  }

  async #loadOccupants(): Promise<void> {
    const occupants = new Set(this.kernel.occupants());
    const isEnabled = (service: string): boolean => this.enabled?.has(service) ?? true;
    for (const { facts } of this.catalog) if (occupants.has(facts.name) && isEnabled(facts.name)) await this.runtime(facts);
  }

  /** Has the services answer whoever waits, so that stopping needn't wait for them. */
  beginStop(): void {
    for (const listener of this.#stopListeners.splice(0)) listener();
  }

  /** Finishes what is written and lets go of files and timers. */
  async close(): Promise<void> {
    this.beginStop();
    this.clock.stop();
    await this.#resuming;
    await this.kernel.close();
    await this.log.flush();
  }

  async #load(facts: ServiceFacts): Promise<ServiceRuntime> {
    const entry = this.directory.entry(facts);
    const [tables, create] = await Promise.all([entry.loadTables(), this.#loadService(facts.name)]);
    if (create === undefined) throw notCovered(facts.name, 'as a service');
    const deps: ServiceDependencies = {
      state: this.kernel.forService(this.#stateOwnerOf(facts.name)),
      clock: this.clock,
      services: this.services,
      credentials: this.credentials,
      accounts: this.accounts,
      random: this.random,
      onStop: (listener) => this.#stopListeners.push(listener),
      settings: { defaultAccount: this.defaultAccount, defaultRegion: this.defaultRegion, auth: this.auth, ...this.#serviceOptions },
    };
    const createAuthorizer = this.auth ? await this.#loadAuthorizer?.(facts.name) : undefined;
    const createFront = await this.#loadFront?.(facts.name);
    const runtime = new ServiceRuntime(entry, tables, create(deps), createAuthorizer?.(deps), createFront?.(deps));
    let pages: Promise<ServicePages | undefined> | undefined;
    this.#openPages.set(facts.name, () => {
      pages ??= this.#loadPages?.(facts.name).then((createPages) => createPages?.(deps));
      return pages ?? Promise.resolve(undefined);
    });
    this.#runtimes.set(facts.name, runtime);
    return runtime;
  }
}
