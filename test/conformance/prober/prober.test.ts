import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModels } from '../../../codegen/model/load.js';
import type { ServiceModel } from '../../../codegen/model/service-model.js';
import type { WireResponse } from '../../../src/contract/wire.js';
import { openEmulator } from '../../../src/emulator-opening.js';
import { defaultOptions } from '../../../src/options.js';
import { refusal } from '../../validation/checks.js';
import { minimalInput, probe, scoreOf } from './prober.js';
import { probesOf, WrongType } from './probes.js';

const folder = fileURLToPath(new URL('../../../models', import.meta.url));

describe('the emulator', () => {
  const models = loadModels(folder, { cover: 'manifest' }).filter(({ covered }) => covered.length > 0);

  it.each(models.map((model) => [model.name, model] as const))(
    '%s accepts what its model allows and refuses the rest in the words of AWS',
    async (_, model) => {
      const emulator = await openEmulator({ ...defaultOptions, logLevel: 'silent' });
      try {
        const report = await probe([model], (request) => emulator.dispatch(request));
        expect(report.findings).toEqual([]);
        expect(report.accepting).toBe(model.covered.length);
        expect(scoreOf(report)).toBe(1);
      } finally {
        await emulator.close();
      }
    },
  );
});

describe('the prober', () => {
  let covered: readonly ServiceModel[];
  let all: readonly ServiceModel[];
  beforeAll(() => {
    covered = loadModels(folder, { cover: 'manifest' });
    all = loadModels(folder, { cover: 'all' });
  });

  it('fails an emulator that refuses everything', async () => {
    const stub = async (): Promise<WireResponse> => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'id' },
      body: '{"__type": "ValidationException", "message": "1 validation error detected"}',
    });
    const report = await probe(covered, stub);
    expect(report.sent).toBeGreaterThan(100);
    expect(report.accepting).toBe(0);
    expect(scoreOf(report)).toBeLessThan(0.05);
  });

  it('fails an emulator that accepts everything', async () => {
    const report = await probe(covered, async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }));
    expect(scoreOf(report)).toBeLessThan(0.05);
  });

  it('makes minimal inputs that satisfy the model, for every operation of every service', async () => {
    const refused: string[] = [];
    for (const model of all) {
      for (const operation of model.covered) {
        const answer = await refusal(model.name, operation.name, minimalInput(model, operation));
        if (answer) refused.push(`${model.name} ${operation.name}: ${answer.message}`);
      }
    }
    expect(refused).toEqual([]);
  });

  it('makes probes that violate the constraint that they name, for every operation of every service', async () => {
    const passed: string[] = [];
    let count = 0;
    for (const model of all) {
      if (model.name === 's3' || model.name === 'sqs') continue;
      for (const operation of model.covered) {
        for (const { name, kind, input, path } of probesOf(model, operation, minimalInput(model, operation))) {
          if (kind === 'type') continue;
          count += 1;
          const answer = await refusal(model.name, operation.name, input);
          if (!answer?.message.includes(`${path}'`)) passed.push(`${model.name} ${name}: ${answer?.message}`);
        }
      }
    }
    expect(passed).toEqual([]);
    expect(count).toBeGreaterThan(5000);
  });

  it('leaves no probe without a value', () => {
    const wrong = covered.flatMap((model) =>
      model.covered.flatMap((operation) =>
        probesOf(model, operation, minimalInput(model, operation)).filter(({ kind, input }) => kind === 'type' && !holdsWrongType(input)),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

const holdsWrongType = (value: unknown): boolean =>
  value instanceof WrongType || (typeof value === 'object' && value !== null && Object.values(value).some(holdsWrongType));
