import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireResponse } from '../../src/contract/wire.js';
import type { Emulator } from '../../src/gateway/emulator.js';
import { mutations } from './mutations.js';
import { openEverything, textOf, type ValidRequest, validRequests, wire } from './targets.js';

const SEED = Number(process.env.TINSMITH_FUZZ_SEED ?? 20_260_101);
const RUNS = Number(process.env.TINSMITH_FUZZ_RUNS ?? 1500);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await openEverything();
});
afterAll(() => emulator.close());

const send = (request: ValidRequest, body: Uint8Array): Promise<WireResponse> => emulator.dispatch(wire(request, body));

/** An error in the protocol's own form: its code is there. */
async function expectAwsError(protocol: string, response: WireResponse): Promise<void> {
  const text = await textOf(response);
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
  expect(response.status, text).toBeGreaterThanOrEqual(400);
  expect(response.status, text).toBeLessThan(500);
  if (protocol === 'restXml' || protocol === 'awsQuery') expect(text).toMatch(/<Code>\w[\w.]*<\/Code>/);
  else if (protocol === 'restJson1') expect(headers['x-amzn-errortype']).toMatch(/^\w+/);
  else expect(text).toMatch(/__type.{1,4}[\w.#]+/);
}

async function expectAnswerOrError(protocol: string, response: WireResponse): Promise<void> {
  if (response.status >= 200 && response.status < 300) return;
  await expectAwsError(protocol, response);
}

const expectUnpolluted = (): void => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
};

const named = validRequests.map((request) => [`${request.protocol} (${request.target})`, request] as const);

describe.each(named)('%s', (_, request) => {
  it('accepts the request as it should be', async () => {
    const response = await send(request, request.body);
    expect(response.status, await textOf(response)).toBeLessThan(300);
  });

  it('answers every mutilated body, or refuses it in the form of AWS', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (mutate) => {
        await expectAnswerOrError(request.protocol, await send(request, mutate(request.body)));
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expectUnpolluted();
  });

  it('answers random bytes, or refuses them in the form of AWS', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expectAnswerOrError(request.protocol, await send(request, bytes));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('answers mutilated headers and targets, or refuses them in the form of some protocol', async () => {
    const names = [...Object.keys(request.headers), 'content-encoding', 'x-amz-content-sha256', 'x-amz-decoded-content-length', 'accept'];
    const value = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        'a.b.c',
        '%',
        'application/x-amz-json-9.9',
        'text/plain; charset=utf-16',
        'gzip',
        '-1',
        '1e9',
      ),
    );
    const target = fc.oneof(
      fc.string({ maxLength: 30 }).map((text) => `/${text}`),
      fc.constantFrom('/%', '/%ff', '/?%', '//', '/..', '/a?__proto__=1', '/a?list-type=2&list-type=3', `/${'a'.repeat(5000)}`),
      fc.constant(request.target),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), value, target, async (name, text, path) => {
        const changed: ValidRequest = { ...request, target: path, headers: { ...request.headers, [name]: text } };
        const response = await send(changed, request.body);
        expect([501, ...Array.from({ length: 300 }, (_unused, index) => 200 + index)]).toContain(response.status);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expectUnpolluted();
  });
});

const of = (protocol: string): ValidRequest => {
  const found = validRequests.find((request) => request.protocol === protocol);
  if (found === undefined) throw new Error(`No request speaks ${protocol}`);
  return found;
};

const DEEP = 100_000;
const nestedJson = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);
const itemOf = (value: string): string => `{"TableName":"t","Item":{"a":${value}}}`;

/** Each of these must be refused: none can be what an operation wants. */
const attacks: readonly (readonly [name: string, protocol: string, body: string | Buffer])[] = [
  ['JSON nested in lists', 'awsJson1_0', itemOf(nestedJson('{"L":[', ']}'))],
  ['JSON nested in maps', 'awsJson1_0', itemOf(nestedJson('{"M":{"x":', '}}').replace('x":}', 'x":{"S":"a"}}'))],
  ['JSON of brackets alone', 'awsJson1_1', '['.repeat(DEEP)],
  ['JSON nested where a string belongs', 'restJson1', `{"FunctionName":${nestedJson('[', ']')}}`],
  ['a number beyond every range', 'restJson1', '{"FunctionName":"f","Role":"r","Code":{},"Timeout":1e999}'],
  ['a number of a million digits', 'restJson1', `{"FunctionName":"f","Role":"r","Code":{},"Timeout":${'9'.repeat(1_000_000)}}`],
  ['JSON in UTF-16', 'awsJson1_0', Buffer.from('\uFEFF{"TableName":"t"}', 'utf16le')],
  ['JSON with a NUL', 'awsJson1_0', '{"TableName":"t"\0}'],
  ["JSON that isn't UTF-8", 'awsJson1_0', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d, 0x7d])],
  [
    'an entity bomb',
    'restXml',
    `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "${'a'.repeat(1000)}">${Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n} "${`&e${n - 1 < 0 ? 'a' : n - 1};`.repeat(10)}">`).join('')}]><LifecycleConfiguration>&e8;</LifecycleConfiguration>`,
  ],
  [
    'an external entity',
    'restXml',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><LifecycleConfiguration><Rule><ID>&x;</ID></Rule></LifecycleConfiguration>',
  ],
  ['XML nested', 'restXml', '<Rule>'.repeat(DEEP) + '</Rule>'.repeat(DEEP)],
  ['XML with a NUL', 'restXml', '<LifecycleConfiguration>\0</LifecycleConfiguration>'],
  ["XML that isn't closed", 'restXml', '<LifecycleConfiguration><Rule>'],
  ['a list index of billions', 'awsQuery', `Action=Publish&Version=2010-03-31&${'MessageAttributes.entry.4294967295.Name=a&'.repeat(3)}`],
  [
    'a path of a hundred thousand names',
    'awsQuery',
    `Action=Publish&Version=2010-03-31&MessageAttributes${'.entry.1.Value'.repeat(DEEP)}=a`,
  ],
  ['CBOR nested in lists', 'rpcv2Cbor', Buffer.alloc(DEEP, 0x81)],
  ['CBOR nested in indefinite lists', 'rpcv2Cbor', Buffer.alloc(DEEP, 0x9f)],
  ['CBOR of a length of exabytes', 'rpcv2Cbor', Buffer.from('5bffffffffffffffff', 'hex')],
  ['CBOR of a list of billions', 'rpcv2Cbor', Buffer.from('9bffffffffffffffff', 'hex')],
  ['CBOR of a map of billions', 'rpcv2Cbor', Buffer.from('bbffffffffffffffff', 'hex')],
  ['CBOR of reserved bits', 'rpcv2Cbor', Buffer.from('a1614e1c', 'hex')],
  ['CBOR nested in tags', 'rpcv2Cbor', Buffer.alloc(DEEP, 0xc1)],
];

describe('attacks', () => {
  it.each(attacks)('%s is refused (%s)', async (_, protocol, body) => {
    await expectAwsError(protocol, await send(of(protocol), Buffer.from(body)));
    expectUnpolluted();
  });

  it('leave no memory behind', async () => {
    const collect = globalThis.gc;
    if (collect === undefined) throw new Error('The fuzz tests need node --expose-gc');
    const round = async (): Promise<void> => {
      for (const [, protocol, body] of attacks) await send(of(protocol), Buffer.from(body));
    };
    const held = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    // The journal keeps the last thousand requests: it fills first.
    for (let index = 0; index < 50; index++) await round();
    const before = held();
    for (let index = 0; index < 50; index++) await round();
    expect(held() - before).toBeLessThan(16 * 1024 * 1024);
  });
});
