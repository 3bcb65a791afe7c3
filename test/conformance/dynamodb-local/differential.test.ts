/**
 * Random tables and calls to DynamoDB Local and to us: what they answer must be the same, but for the known differences.
 * DYNAMODB_LOCAL_RUNS says how many cases of each kind there are to be, DYNAMODB_LOCAL_SEED which.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../src/index.js';
import { caseOf, type Kind } from './cases.js';
import { findDynamodbLocal } from './installation.js';
import { knownDifferences } from './known-differences.js';
import { firstDifference } from './run-case.js';
import { type DynamodbLocal, startDynamodbLocal } from './server.js';
import { localSide, type Side, tinsmithSide } from './sides.js';

const minute = 60_000;

/** How many cases of each kind take about ten seconds. */
const USUAL: Readonly<Record<Kind, number>> = { items: 200, reads: 100, several: 100, statements: 100, definitions: 100, streams: 50 };

const asked = Number(process.env.DYNAMODB_LOCAL_RUNS ?? 0);
const seed = Number(process.env.DYNAMODB_LOCAL_SEED ?? 1);

const found = await findDynamodbLocal();
const missing = 'missing' in found ? found.missing : undefined;

// A laptop may lack Java or Maven; CI must have them.
if (missing !== undefined && process.env.CI === 'true') it('has a DynamoDB Local to ask', () => expect.fail(missing));

describe.skipIf(missing !== undefined)(`as DynamoDB Local answers${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: DynamodbLocal;
  let emulator: Tinsmith;
  let local: Side & { readonly close: () => void };
  let ours: Side;
  beforeAll(async () => {
    server = await startDynamodbLocal();
    emulator = await startTinsmith({ listen: false });
    local = localSide(server.endpoint);
    ours = tinsmithSide(emulator);
  }, 2 * minute);
  afterAll(async () => {
    local?.close();
    await emulator?.stop();
    await server?.stop();
  });

  it.each(Object.entries(USUAL))('in calls of the kind %s', { timeout: 60 * minute }, async (kind, usual) => {
    await fc.assert(
      // The kinds are the names of what is usual.
      fc.asyncProperty(caseOf(kind as Kind), async (each) => {
        const difference = await firstDifference(each, { local, ours }, () => {});
        if (difference !== undefined) expect(difference.ours, JSON.stringify(difference.call)).toEqual(difference.local);
      }),
      { numRuns: asked > 0 ? asked : usual, seed, endOnFailure: process.env.CI === 'true' },
    );
  });
});

describe('a known difference', () => {
  it.each(knownDifferences.map((each) => [each.name, each] as const))('says what is known of it: %s', (_name, { local, aws, evidence }) => {
    for (const text of [local, aws, evidence]) expect(text).not.toBe('');
    expect(aws).not.toBe(local);
  });
});
