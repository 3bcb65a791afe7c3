/**
 * AWS's protocol tests (smithy-aws-protocol-tests) against our own codegen, protocols and dispatch. Every case that applies to a server
 * runs; what is excluded is named in excluded.ts.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, readCases } from './cases.js';
import { excludedCases, excludedProtocols } from './excluded.js';
import { runCase } from './run.js';
import { serveTestModel } from './server.js';

const { cases, clientOnly } = readCases();
const services = await serveTestModel();
const passed = new Map<string, number>();

const isExcluded = (testCase: Case): boolean => testCase.protocol in excludedProtocols || nameOf(testCase) in excludedCases;
const nameOf = (testCase: Case): string => `${testCase.kind} ${testCase.id}`;
const protocols = [...new Set(cases.map((testCase) => testCase.protocol))].sort();

afterAll(async () => {
  await services.close();
  console.log(report());
});

describe.each(protocols.filter((protocol) => !(protocol in excludedProtocols)))('%s', (protocol) => {
  const running = cases.filter((testCase) => testCase.protocol === protocol && !isExcluded(testCase));
  it.each(running.map((testCase) => [nameOf(testCase), testCase] as const))('%s', async (_name, testCase) => {
    await runCase(services, testCase);
    passed.set(protocol, (passed.get(protocol) ?? 0) + 1);
  });
});

describe('the run', () => {
  const countOf = (...kinds: readonly Case['kind'][]): number => cases.filter(({ kind }) => kinds.includes(kind)).length;
  const find = (id: string): Case => {
    const found = cases.find((testCase) => testCase.id === id);
    if (found === undefined) throw new Error(`There is no case ${id}.`);
    return found;
  };

  // Of AWS's 435 requests, 378 answers and 100 streams, those that aren't for clients only; 191 malformed requests are 655 with their parameters filled in.
  it('has all cases', () => {
    expect([countOf('request'), countOf('response', 'error'), countOf('malformed'), countOf('events')]).toEqual([386, 296, 655, 80]);
  });

  it.each([
    ['another input', 'RestJsonSimpleScalarProperties', { params: { stringValue: 'another' } }],
    ['another body', 'AwsJson11ComplexError', { body: '{"__type":"Other"}' }],
    ['another status', 'RestJsonInvalidJsonBody_case0', { response: { code: 415 } }],
    ['another event', 'StringPayloadInput', { events: [{ type: 'request', params: { stringPayload: { payload: 'bar' } } }] }],
  ])('fails a case that expects %s', async (_what, id, change) => {
    const testCase = find(id);
    // The change keeps the test's form.
    await expect(runCase(services, { ...testCase, test: { ...testCase.test, ...change } } as Case)).rejects.toThrow();
  });
});

describe('what is excluded', () => {
  it.each(Object.keys(excludedProtocols))('is a protocol of the tests: %s', (name) => {
    expect(protocols).toContain(name);
  });

  const names = new Set(cases.map(nameOf));
  it('is a case of the tests', () => {
    expect(Object.keys(excludedCases).filter((name) => !names.has(name))).toEqual([]);
  });
});

/** Counts by protocol, then what is left out and why. */
function report(): string {
  const lines = protocols.map((protocol) => {
    const all = cases.filter((testCase) => testCase.protocol === protocol);
    const excluded = all.filter(isExcluded).length;
    const client = clientOnly[protocol] ?? 0;
    return `${protocol.padEnd(12)} ${passed.get(protocol) ?? 0} of ${all.length - excluded} passed, ${excluded} excluded, ${client} for clients only`;
  });
  const reasons = [...Object.entries(excludedProtocols), ...Object.entries(excludedCases)].map(
    ([name, why]) => `excluded: ${name}: ${why}`,
  );
  return [...lines, ...reasons].join('\n');
}
