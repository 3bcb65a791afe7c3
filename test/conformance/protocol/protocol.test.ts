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
