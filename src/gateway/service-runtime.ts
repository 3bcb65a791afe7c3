/** A service in use: its tables, its behaviour, and for each operation called so far the compiled reader, check and writer. */
import type { Context } from '../contract/context.js';
import { FrameworkError } from '../contract/errors.js';
import type { CatalogEntry, OperationDescriptor, ProtocolName, ServiceTables } from '../contract/operation.js';
import type { ServiceFront } from '../contract/service-front.js';
import type { OperationCodec, Protocol } from '../protocols/protocol.js';
import { protocolOf } from '../protocols/registry.js';
import type { Authorize } from '../services/dependencies.js';
import { type InputCheck, loadValidator } from '../validation/validator.js';

/** A service's methods by name. The generated interface stands behind it; dispatch finds the method of a name at run time. */
export type Handlers = Readonly<Record<string, ((input: unknown, ctx: Context) => unknown) | undefined>>;

export interface OperationRuntime {
  readonly service: string;
  readonly descriptor: OperationDescriptor;
  readonly protocol: Protocol;
  readonly codec: OperationCodec<unknown, unknown>;
  /** Throws the ValidationException of all violated constraints; undefined where the model has none. */
  readonly check: InputCheck | undefined;
  readonly handle: (input: unknown, ctx: Context) => unknown;
  /** Asks the service's policies; undefined where none is evaluated. */
  readonly authorize: ((input: unknown, ctx: Context) => void | Promise<void>) | undefined;
}

export class ServiceRuntime {
  readonly tables: ServiceTables;
  /** What it does beside its operations; undefined for most. */
  readonly front: ServiceFront | undefined;
  readonly #entry: CatalogEntry;
  readonly #handlers: Handlers;
  /** Undefined where no policy is evaluated. */
  readonly #authorize: Authorize | undefined;
  /** By protocol and name. */
  readonly #operations = new Map<ProtocolName, Map<string, OperationRuntime>>();

  constructor(entry: CatalogEntry, tables: ServiceTables, handlers: Handlers, authorize?: Authorize, front?: ServiceFront) {
    this.front = front;
    this.#authorize = authorize;
    this.#entry = entry;
    this.tables = tables;
    this.#handlers = handlers;
  }

  /** Compiled at first use; afterwards at once. */
  operation(name: string, protocol: ProtocolName): OperationRuntime | Promise<OperationRuntime> {
    return this.#operations.get(protocol)?.get(name) ?? this.#compile(name, protocol);
  }

  async #compile(name: string, protocolName: ProtocolName): Promise<OperationRuntime> {
    const descriptor = this.tables.operations[name];
    const method = methodName(name);
    if (descriptor === undefined || this.#handlers[method] === undefined) throw notCovered(this.tables.facts.name, name);
    const protocol = await protocolOf(protocolName);
    const authorize = this.#authorize;
    const runtime: OperationRuntime = {
      service: this.tables.facts.name,
      descriptor,
      protocol,
      codec: protocol.compile(this.tables, descriptor),
      check: await loadValidator(await this.#entry.loadConstraints(), descriptor, this.tables),
      // Through the object, so that a handler may use `this`.
      handle: (input, ctx) => this.#handlers[method]?.(input, ctx),
      authorize: authorize && ((input, ctx) => authorize(name, input, ctx)),
    };
    const compiled = this.#operations.get(protocolName);
    if (compiled === undefined) this.#operations.set(protocolName, new Map([[name, runtime]]));
    else compiled.set(name, runtime);
    return runtime;
  }
}

/** `GetItem` -> `getItem`, as in the generated interface. */
export const methodName = (operation: string): string => operation.charAt(0).toLowerCase() + operation.slice(1);

export const notCovered = (service: string, operation: string): FrameworkError =>
  new FrameworkError('NotImplemented', `${service} ${operation} is known but not emulated`);
