/** Runs each case against the served model. A case passes when nothing throws. */
import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/contract/errors.js';
import type { OperationDescriptor } from '../../../src/contract/operation.js';
import { type Case, type HttpResponse, operationsWith, type Params } from './cases.js';
import { assertRefusal, assertResponse } from './compare.js';
import { runEventCase } from './event-cases.js';
import { minimalRequest, requestOf } from './requests.js';
import type { TestService, TestServices } from './server.js';
import { comparable, saidOnBothSides, valueFor } from './values.js';

export interface Target {
  readonly service: TestService;
  readonly operation: OperationDescriptor;
}

/** Runs the case on every service that holds its operation (or its error). */
export async function runCase(services: TestServices, testCase: Case): Promise<void> {
  const targets = targetsOf(services, testCase);
  assert.notEqual(targets.length, 0, 'no service has the operation');
  for (const target of targets) await runOn(target, testCase);
}

function targetsOf(services: TestServices, testCase: Case): readonly Target[] {
  return operationsWith(testCase.shape, testCase.protocol).map(({ service: id, operation: name }) => {
    const service = services.service(id);
    const operation = service.tables.operations[name];
    if (operation === undefined) throw new Error(`${id} has no ${name}.`);
    return { service, operation };
  });
}

async function runOn(target: Target, testCase: Case): Promise<void> {
  const { service, operation } = target;
  switch (testCase.kind) {
    case 'request':
      return assertInput(target, testCase.test, testCase.test.params ?? {});
    case 'response': {
      const output = valueFor(service.tables.shapes, operation.output, testCase.test.params ?? {});
      return assertResponse(await service.send(minimalRequest(service.tables, operation), () => output), testCase.test);
    }
    case 'error': {
      const error = errorOf(service, testCase.shape, testCase.test);
      const fail = (): never => {
        throw error;
      };
      return assertResponse(await service.send(minimalRequest(service.tables, operation), fail), testCase.test);
    }
    case 'malformed': {
      const { request, response } = testCase.test;
      let isHandled = false;
      const answer = await service.send(requestOf(service.tables, operation, request), () => {
        isHandled = true;
        return {};
      });
      assert.equal(isHandled, false, 'the handler was called');
      return assertRefusal(answer, response);
    }
    case 'events':
      return runEventCase(target, testCase.test);
  }
}

async function assertInput(
  { service, operation }: Target,
  test: Extract<Case, { kind: 'request' }>['test'],
  params: Params,
): Promise<void> {
  const { tables } = service;
  let input: unknown;
  const response = await service.send(requestOf(tables, operation, test, params), async (given) => {
    input = await comparable(given);
    return {};
  });
  assert.notEqual(input, undefined, `the handler wasn't called: ${response.status} ${String(response.body)}`);
  const expected = await comparable(valueFor(tables.shapes, operation.input, params));
  assert.deepStrictEqual(...saidOnBothSides(tables, operation.input, input, expected));
}

/** The generated error of a shape. */
function errorOf(service: TestService, shapeId: string, test: HttpResponse & { readonly params?: Params }): ServiceError {
  const { shapes } = service.tables;
  const [key] = Object.entries(shapes).find(([, shape]) => shape.type === 'structure' && shape.error?.id === shapeId) ?? [];
  if (key === undefined) throw new Error(`The tables have no ${shapeId}.`);
  // A structure's value is an object.
  const members = valueFor(shapes, key, test.params ?? {}) as Record<string, unknown>;
  const { message, ...others } = 'Message' in members ? { ...members, message: members.Message, Message: undefined } : members;
  // Where the structure has no message, XML errors still have one.
  const unmodelled = /<Message>(.*)<\/Message>/.exec(test.body ?? '')?.[1] ?? '';
  for (const errorClass of Object.values(service.errors)) {
    if (typeof errorClass !== 'function') continue;
    const error: unknown = Reflect.construct(errorClass, [typeof message === 'string' ? message : unmodelled, dropUndefined(others)]);
    if (error instanceof ServiceError && error.shape === key) return error;
  }
  throw new Error(`No class was generated for ${shapeId}.`);
}

const dropUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, element]) => element !== undefined));
