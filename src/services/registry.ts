/** The services that have behaviour. Each loads when it is first called; the compiler names one that is covered and missing here. */
import type { Services } from '../../generated/services.js';
import type { Context } from '../contract/context.js';
import type { ServiceFront } from '../contract/service-front.js';
import type { ServicePages } from '../contract/service-pages.js';
import type { Authorize, ServiceDependencies } from './dependencies.js';

type Registry = { readonly [S in keyof Services]: () => Promise<(deps: ServiceDependencies) => Services[S]> };

const registry: Registry = {
  dynamodb: async () => (await import('./dynamodb/index.js')).create,
  // One product behind two endpoints: both work on the same tables, and every change to an item writes to its stream in the same turn.
  dynamodbStreams: async () => (await import('./dynamodb/streams/index.js')).create,
  s3: async () => (await import('./s3/index.js')).create,
  sns: async () => (await import('./sns/index.js')).create,
  sqs: async () => (await import('./sqs/index.js')).create,
  sts: async () => (await import('./sts/index.js')).create,
};

/**
 * Services that are a part of another one, by their models' names. They lie in a folder of that one and keep their rows among its
 * rows: neither has to import the other, and a write to an item and its stream's record stay one atomic piece of work.
 */
const partOf: Readonly<Record<string, { readonly service: string; readonly folder: string }>> = {
  'dynamodb-streams': { service: 'dynamodb', folder: 'dynamodb/streams' },
};

/** Whose rows in the state a service works on: its own, but for the parts of others. */
export const stateOwnerOf = (service: string): string => partOf[service]?.service ?? service;

/** Where a service's behaviour lies, from src/services. */
export const folderOf = (service: string): string => partOf[service]?.folder ?? service;

type Methods = Readonly<Record<string, ((input: unknown, ctx: Context) => unknown) | undefined>>;

/**
 * @param service the model's name: `dynamodb-streams`.
 * @returns what makes its handlers; undefined for a service without behaviour.
 */
export async function loadService(service: string): Promise<((deps: ServiceDependencies) => Methods) | undefined> {
  const key = service.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!Object.hasOwn(registry, key)) return undefined;
  // Generated interfaces have exactly the methods that dispatch looks up by the operation's name.
  return (await registry[key as keyof Registry]()) as unknown as (deps: ServiceDependencies) => Methods;
}

type AuthorizerFactory = (deps: ServiceDependencies) => Authorize;

/** The services that evaluate policies of their own, by their models' names. */
const authorizers: Readonly<Record<string, () => Promise<AuthorizerFactory>>> = {
  s3: async () => (await import('./s3/access/authorize.js')).createAuthorizer,
  sns: async () => (await import('./sns/access/authorize.js')).createAuthorizer,
  sqs: async () => (await import('./sqs/access/authorize.js')).createAuthorizer,
};

/** @returns what asks a service's policies; undefined for a service that evaluates none. */
export async function loadAuthorizer(service: string): Promise<AuthorizerFactory | undefined> {
  return authorizers[service]?.();
}

type FrontFactory = (deps: ServiceDependencies) => ServiceFront;

/** The services that do something beside the operations of their models. */
const fronts: Readonly<Record<string, () => Promise<FrontFactory>>> = {
  s3: async () => (await import('./s3/front.js')).createFront,
};

/** @returns what answers a service's requests that are no operations; undefined for a service that has none. */
export async function loadFront(service: string): Promise<FrontFactory | undefined> {
  return fronts[service]?.();
}

type PagesFactory = (deps: ServiceDependencies) => ServicePages;

/** The services that show something below `/_aws/`, by their models' names. */
const pages: Readonly<Record<string, () => Promise<PagesFactory>>> = {
  sqs: async () => (await import('./sqs/inspect/pages.js')).createPages,
  sns: async () => (await import('./sns/inspect/pages.js')).createPages,
};

/** @returns what answers at a service's pages; undefined for a service that has none. */
export async function loadPages(service: string): Promise<PagesFactory | undefined> {
  return pages[service]?.();
}

/** The models' names of the services that have behaviour. */
export function behaviours(): readonly string[] {
  return Object.keys(registry).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}
