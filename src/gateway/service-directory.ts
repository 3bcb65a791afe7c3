/** The services that there are, by each of the names that requests use. Routes load when a service is first called. */
import type { CatalogEntry, Route, ServiceFacts } from '../contract/operation.js';
import { createHostReader, type HostFacts } from './host.js';
import { Router } from './router.js';

export interface ServiceRouting {
  readonly routes: readonly Route[];
  readonly router: Router;
  byOperation(name: string): Route | undefined;
}

export class ServiceDirectory {
  readonly readHost: (host: string | undefined) => HostFacts;
  readonly #entries: readonly CatalogEntry[];
  readonly #facts: readonly ServiceFacts[];
  readonly #byTarget = new Map<string, ServiceFacts>();
  readonly #bySigningName = new Map<string, ServiceFacts[]>();
  readonly #routing = new Map<ServiceFacts, ServiceRouting | Promise<ServiceRouting>>();

  constructor(catalog: readonly CatalogEntry[]) {
    this.#entries = catalog;
    this.#facts = catalog.map((entry) => entry.facts);
    for (const facts of this.#facts) {
      this.#byTarget.set(facts.targetPrefix, facts);
      for (const name of new Set([facts.signingName, facts.endpointPrefix, facts.name])) {
        const known = this.#bySigningName.get(name);
        if (known === undefined) this.#bySigningName.set(name, [facts]);
        else known.push(facts);
      }
    }
    this.readHost = createHostReader(new Set(this.#bySigningName.keys()));
  }

  all(): readonly ServiceFacts[] {
    return this.#facts;
  }

  entry(facts: ServiceFacts): CatalogEntry {
    const entry = this.#entries.find((candidate) => candidate.facts === facts);
    if (entry === undefined) throw new Error(`${facts.name} is not in the catalog`);
    return entry;
  }

  byName(name: string): ServiceFacts | undefined {
    return this.#facts.find((facts) => facts.name === name);
  }

  byTargetPrefix(prefix: string): ServiceFacts | undefined {
    return this.#byTarget.get(prefix);
  }

  /** Several share one: API Gateway's two versions, DynamoDB and its streams. */
  bySigningName(name: string): readonly ServiceFacts[] {
    return this.#bySigningName.get(name) ?? [];
  }

  routing(facts: ServiceFacts): ServiceRouting | Promise<ServiceRouting> {
    const known = this.#routing.get(facts);
    if (known !== undefined) return known;
    const loading = this.#loadRouting(facts);
    this.#routing.set(facts, loading);
    return loading;
  }

  async #loadRouting(facts: ServiceFacts): Promise<ServiceRouting> {
    const routes = await this.entry(facts).loadRoutes();
    const byName = new Map(routes.map((route) => [route.operation, route]));
    const routing: ServiceRouting = { routes, router: new Router(routes), byOperation: (name) => byName.get(name) };
    this.#routing.set(facts, routing);
    return routing;
  }
}
