/** `services.sqs.sendMessage(input, as)`: services call each other in process, through the same checks as from outside. */

import { partitionOf } from '../auth/identity.js';
import type { CallerRequest, CallSource, Context } from '../contract/context.js';
import type { CallAs, ServiceClients } from '../services/dependencies.js';
import type { Emulator } from './emulator.js';
import type { OperationRuntime } from './service-runtime.js';

type Method = (input: unknown, as: CallAs) => Promise<unknown>;

/** What in-process calls are read in: only the operation's check and handler matter, no byte is written. */
export function createServiceClients(emulator: Emulator): ServiceClients {
  const services = new Map<string, object>();
  // The proxy answers every name of Services with a client of its generated interface; the type says which names those are.
  return remembered(services, (service) => {
    const methods = new Map<string, Method>();
    return remembered(methods, (method) => methodOf(emulator, service, method));
  }) as ServiceClients;
}

/** An object that makes what is asked for by a name, once. */
const remembered = <T>(known: Map<string, T>, make: (name: string) => T): object =>
  new Proxy(
    {},
    {
      get: (_, key) => {
        const name = String(key);
        const value = known.get(name) ?? make(name);
        known.set(name, value);
        return value;
      },
    },
  );

function methodOf(emulator: Emulator, service: string, method: string): Method {
  let operation: OperationRuntime | undefined;
  // Once everything is loaded the call runs at once, and its promise is made of what has happened: a message may go to a hundred queues.
  return async (input, as) => {
    operation ??= await load(emulator, service, method);
    // What the caller's handler throws must not undo what was answered to it.
    if (emulator.kernel.isAtWork) await undefined;
    operation.check?.(input);
    const ctx = contextOf(emulator, operation.descriptor.name, as);
    if (operation.authorize !== undefined) await operation.authorize(input, ctx);
    const { handle } = operation;
    const answer = emulator.kernel.handle(() => handle(input, ctx));
    const output = answer instanceof Promise ? await answer : answer;
    if (emulator.kernel.pending) await emulator.kernel.committed();
    return output;
  };
}

async function load(emulator: Emulator, service: string, method: string): Promise<OperationRuntime> {
  const name = service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const facts = emulator.directory.byName(name) ?? emulator.directory.byName(service);
  if (facts === undefined) throw new Error(`There is no service ${service}`);
  const runtime = await emulator.runtime(facts);
  return runtime.operation(method.charAt(0).toUpperCase() + method.slice(1), facts.protocols[0] ?? 'awsJson1_0');
}

const requestTo = (host: string): CallerRequest => ({ method: 'POST', target: '/', headers: {}, scheme: 'http', host });
const REQUEST = requestTo('localhost:4566');

function contextOf(emulator: Emulator, operation: string, { accountId, region, principal, host, source }: CallAs): Context {
  // A member that isn't always there is added last: a spread would copy all the others.
  const ctx: Context & { source?: CallSource } = {
    accountId,
    region,
    partition: partitionOf(region),
    requestId: emulator.random.uuid(),
    principal,
    clock: emulator.clock,
    operation,
    request: host === undefined ? REQUEST : requestTo(host),
  };
  if (source !== undefined) ctx.source = source;
  return ctx;
}
