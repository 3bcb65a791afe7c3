/** Injected faults: an error that the operation can really return, or a delay, for some calls or a share of them. */
import { type AwsError, FrameworkError, ServiceError } from '../contract/errors.js';
import type { CatalogEntry, ServiceTables } from '../contract/operation.js';
import type { ErrorTraits } from '../contract/shapes.js';

export interface FaultSpec {
  /** The model's name: `dynamodb`. */
  readonly service: string;
  /** As in the model: `PutItem`; `*` is every operation of the service. */
  readonly operation: string;
  /** The name of an error that the operation can return, or InternalFailure or ServiceUnavailable, which every service can. */
  readonly error?: string | undefined;
  /** The error's message. */
  readonly message?: string | undefined;
  /** Milliseconds of real time to wait before the operation runs (or before the error). */
  readonly delayMs?: number | undefined;
  /** For so many calls; without it until the fault is removed. */
  readonly times?: number | undefined;
  /** The share of calls that it strikes, above 0 to 1, drawn from the seed. */
  readonly share?: number | undefined;
}

export interface Fault extends FaultSpec {
  readonly id: string;
  /** How often it struck. */
  readonly struck: number;
}

/** What strikes one call. */
export interface DrawnFault {
  readonly delayMs: number;
  readonly error: AwsError | undefined;
}

/** Why a fault can't be set; the message is for the user. */
export class FaultRefused extends Error {}

/** Server faults that AWS's front end answers for any service. */
const genericFaults: Readonly<Record<string, (message: string) => AwsError>> = {
  InternalFailure: (message) => new FrameworkError('InternalFailure', message),
  ServiceUnavailable: (message) => new FrameworkError('InjectedFault', message, { code: 'ServiceUnavailable', httpStatus: 503 }),
};

interface SetFault {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly makeError: (() => AwsError) | undefined;
  struck: number;
}

export class FaultTable {
  readonly #catalog: readonly CatalogEntry[];
  readonly #random: () => number;
  #faults: readonly SetFault[] = [];
  #lastId = 0;

  /** The seed decides which calls a share strikes. */
  constructor(catalog: readonly CatalogEntry[], seed: number) {
    this.#catalog = catalog;
    this.#random = seededRandom(seed);
  }

  /** Rejects with FaultRefused when the operation doesn't exist or can't return the error. */
  async add(spec: FaultSpec): Promise<Fault> {
    checkAmounts(spec);
    const entry = this.#catalog.find(({ facts }) => facts.name === spec.service);
    if (entry === undefined) throw new FaultRefused(`There is no service '${spec.service}'. Services: ${names(this.#catalog)}.`);
    const tables = await entry.loadTables();
    if (spec.operation !== '*' && !Object.hasOwn(tables.operations, spec.operation)) {
      throw new FaultRefused(`${spec.service} has no emulated operation '${spec.operation}'.`);
    }
    const makeError = spec.error === undefined ? undefined : errorMaker(tables, spec.operation, spec.error, spec.message);
    this.#lastId += 1;
    const fault: SetFault = { id: `fault-${this.#lastId}`, spec, makeError, struck: 0 };
    this.#faults = [...this.#faults, fault];
    return shown(fault);
  }

  list(): readonly Fault[] {
    return this.#faults.map(shown);
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    const kept = this.#faults.filter((fault) => fault.id !== id);
    const removed = kept.length < this.#faults.length;
    this.#faults = kept;
    return removed;
  }

  clear(): void {
    this.#faults = [];
  }

  /** What strikes this call: all delays that are due, and the first error. Counts the strike. */
  draw(service: string, operation: string): DrawnFault | undefined {
    if (this.#faults.length === 0) return undefined;
    let delayMs = 0;
    let error: AwsError | undefined;
    let struck = false;
    for (const fault of this.#faults) {
      const { spec } = fault;
      if (spec.service !== service || (spec.operation !== '*' && spec.operation !== operation)) continue;
      if (error !== undefined && fault.makeError !== undefined) continue;
      if (spec.times !== undefined && fault.struck >= spec.times) continue;
      if (spec.share !== undefined && this.#random() >= spec.share) continue;
      fault.struck += 1;
      struck = true;
      delayMs += spec.delayMs ?? 0;
      error ??= fault.makeError?.();
    }
    return struck ? { delayMs, error } : undefined;
  }
}

/** An error of the model, thrown without its service's having asked for it. */
class InjectedServiceError extends ServiceError {
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: 'client' | 'server';
  readonly shape: string;

  constructor(shape: string, traits: ErrorTraits, message: string) {
    super(message);
    this.shape = shape;
    this.code = traits.name;
    this.httpStatus = traits.httpStatus;
    this.fault = traits.fault;
  }
}

function errorMaker(tables: ServiceTables, operation: string, error: string, message: string | undefined): () => AwsError {
  const text = message ?? 'Injected by tinsmith.';
  const generic = Object.hasOwn(genericFaults, error) ? genericFaults[error] : undefined;
  const possible = possibleErrors(tables, operation);
  const modelled = possible.find(([shape, traits]) => traits.name === error || traits.query?.code === error || shape === error);
  if (modelled !== undefined) return () => new InjectedServiceError(...modelled, text);
  if (generic !== undefined) return () => generic(text);
  const listed = [...possible.map(([, traits]) => traits.name), ...Object.keys(genericFaults)].join(', ');
  const where = operation === '*' ? `Not every operation of ${tables.facts.name}` : `${tables.facts.name} ${operation}`;
  throw new FaultRefused(`${where} ${operation === '*' ? 'returns' : "can't return"} '${error}'. It can return: ${listed}.`);
}

/** The errors that the operation can return: its own and those that the whole service has. */
function possibleErrors(tables: ServiceTables, operation: string): readonly (readonly [string, ErrorTraits])[] {
  const own = operation === '*' ? [] : (tables.operations[operation]?.errors ?? []);
  return [...new Set([...own, ...tables.facts.commonErrors])].flatMap((key) => {
    const shape = tables.shapes[key];
    return shape?.type === 'structure' && shape.error !== undefined ? [[key, shape.error] as const] : [];
  });
}

function checkAmounts({ error, delayMs, times, share }: FaultSpec): void {
  if (error === undefined && delayMs === undefined) throw new FaultRefused('A fault needs an error, a delayMs, or both.');
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= 3_600_000)) throw new FaultRefused('delayMs must be from 0 to 3600000.');
  if (times !== undefined && !(Number.isInteger(times) && times >= 1)) throw new FaultRefused('times must be a whole number of 1 or more.');
  if (share !== undefined && !(share > 0 && share <= 1)) throw new FaultRefused('share must be above 0 and at most 1.');
}

const names = (catalog: readonly CatalogEntry[]): string => catalog.map(({ facts }) => facts.name).join(', ');

const shown = ({ id, spec, struck }: SetFault): Fault => ({ id, ...spec, struck });

/** Mulberry32: small, and the same on every machine. From 0 to below 1. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
