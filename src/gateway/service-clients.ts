/** `services.sqs.sendMessage(input, as)`: services call each other in process, through the same checks as from outside. */

import { partitionOf } from '../auth/identity.js';
import type { Context } from '../contract/context.js';
import type { CallAs, ServiceClients } from '../services/dependencies.js';
import type { Emulator } from './emulator.js';

/** What in-process calls are read in: only the operation's check and handler matter, no byte is written. */
export function createServiceClients(emulator: Emulator): ServiceClients {
  const clients = new Map<string, object>();
  const clientOf = (service: string): object => {
    const known = clients.get(service);
    if (known !== undefined) return known;
    const client = new Proxy(
      {},
      { get: (_, method) => (input: unknown, as: CallAs) => invoke(emulator, service, String(method), input, as) },
    );
    clients.set(service, client);
    return client;
  };
  // The proxy answers every name of Services with a client of its generated interface; the type says which names those are.
  return new Proxy({}, { get: (_, service) => clientOf(String(service)) }) as ServiceClients;
}

async function invoke(emulator: Emulator, service: string, method: string, input: unknown, as: CallAs): Promise<unknown> {
  const name = service.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const facts = emulator.directory.byName(name) ?? emulator.directory.byName(service);
  if (facts === undefined) throw new Error(`There is no service ${service}`);
  const runtime = await emulator.runtime(facts);
  const operationName = method.charAt(0).toUpperCase() + method.slice(1);
  const operation = await runtime.operation(operationName, facts.protocols[0] ?? 'awsJson1_0');
  operation.check?.(input);
  const ctx: Context = {
    accountId: as.accountId,
    region: as.region,
    partition: partitionOf(as.region),
    requestId: emulator.random.uuid(),
    principal: as.principal,
    clock: emulator.clock,
    operation: operationName,
    ...(as.source === undefined ? {} : { source: as.source }),
    request: { method: 'POST', target: '/', headers: {}, scheme: 'http', host: as.host ?? 'localhost:4566' },
  };
  if (operation.authorize !== undefined) await operation.authorize(input, ctx);
  const output = await emulator.kernel.handle(() => operation.handle(input, ctx));
  await emulator.kernel.committed();
  return output;
}
