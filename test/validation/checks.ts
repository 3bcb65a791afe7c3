/** The check of any operation of the committed models, covered or not. */
import { fileURLToPath } from 'node:url';
import { descriptor, shapeTable } from '../../codegen/emit/tables.js';
import { emitValidators } from '../../codegen/emit/validators.js';
import { loadModels } from '../../codegen/model/load.js';
import { AwsError } from '../../src/contract/errors.js';
import type { ServiceConstraints, ServiceTables } from '../../src/contract/operation.js';
import { loadValidator } from '../../src/validation/validator.js';

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly error: AwsError;
}

interface Service {
  readonly tables: ServiceTables;
  readonly constraints: ServiceConstraints;
}

const services = new Map<string, Service>();

/** A service with all of its operations. Given a path, the model is read from there. */
export function serviceOf(name: string, path = fileURLToPath(new URL(`../../models/${name}.json`, import.meta.url))): Service {
  const known = services.get(name);
  if (known) return known;
  const model = loadModels(path, { cover: 'all' }).find((each) => each.name === name);
  if (model === undefined) throw new Error(`no service ${name}`);
  const operations = Object.fromEntries(model.covered.map((each) => [each.name, descriptor(model, each)]));
  const tables = { facts: model.facts, shapes: shapeTable(model), operations };
  const service = { tables, constraints: emitValidators(model, model.covered) };
  services.set(name, service);
  return service;
}

/** What the operation answers to the input; undefined when it is accepted. */
export async function refusal(service: string, operationName: string, input: unknown): Promise<Refusal | undefined> {
  const { tables, constraints } = serviceOf(service);
  const operation = tables.operations[operationName];
  if (operation === undefined) throw new Error(`${service} has no ${operationName}`);
  const check = await loadValidator(constraints, operation, tables);
  try {
    check?.(input);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { code: error.code, message: error.message, status: error.httpStatus, error };
  }
}
