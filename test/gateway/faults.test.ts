import { describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import { ServiceError } from '../../src/contract/errors.js';
import { FaultRefused, type FaultSpec, FaultTable } from '../../src/gateway/faults.js';

const table = (seed = 1): FaultTable => new FaultTable(catalog, seed);
const getItem = { service: 'dynamodb', operation: 'GetItem' } as const;

async function refusal(spec: FaultSpec): Promise<string> {
  const error: unknown = await table()
    .add(spec)
    .catch((reason: unknown) => reason);
  if (error instanceof FaultRefused) return error.message;
  throw new Error('was not refused');
}

describe('an injected error', () => {
  it('is the modelled one, with its status, for the operation alone', async () => {
    const faults = table();
    await faults.add({ ...getItem, error: 'ProvisionedThroughputExceededException', message: 'Slow down.' });
    const error = faults.draw('dynamodb', 'GetItem')?.error;
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({
      code: 'ProvisionedThroughputExceededException',
      httpStatus: 400,
      fault: 'client',
      message: 'Slow down.',
    });
    expect(faults.draw('dynamodb', 'PutItem')).toBeUndefined();
    expect(faults.draw('s3', 'GetItem')).toBeUndefined();
  });

  it('strikes as often as it was told to', async () => {
    const faults = table();
    await faults.add({ ...getItem, error: 'InternalServerError', times: 2 });
    expect([1, 2, 3, 4].map(() => faults.draw('dynamodb', 'GetItem')?.error?.code)).toEqual([
      'InternalServerError',
      'InternalServerError',
      undefined,
      undefined,
    ]);
    expect(faults.list()).toMatchObject([{ struck: 2, times: 2 }]);
  });

  it('strikes a share of calls, the same ones again under the same seed', async () => {
    const strikes = async (seed: number): Promise<readonly boolean[]> => {
      const faults = table(seed);
      await faults.add({ ...getItem, error: 'InternalServerError', share: 0.25 });
      return Array.from({ length: 2000 }, () => faults.draw('dynamodb', 'GetItem') !== undefined);
    };
    const first = await strikes(7);
    expect(first).toEqual(await strikes(7));
    expect(first).not.toEqual(await strikes(8));
    expect(first.filter(Boolean).length).toBeGreaterThan(400);
    expect(first.filter(Boolean).length).toBeLessThan(600);
  });

  it('may be a server fault that any AWS service answers', async () => {
    const faults = table();
    await faults.add({ service: 's3', operation: '*', error: 'ServiceUnavailable' });
    expect(faults.draw('s3', 'PutObject')?.error).toMatchObject({ code: 'ServiceUnavailable', httpStatus: 503 });
    await faults.add({ service: 'sts', operation: 'GetCallerIdentity', error: 'InternalFailure' });
    expect(faults.draw('sts', 'GetCallerIdentity')?.error).toMatchObject({ code: 'InternalFailure', httpStatus: 500 });
  });
});

describe('a delay', () => {
  it('adds to an error and to other delays', async () => {
    const faults = table();
    await faults.add({ ...getItem, delayMs: 20 });
    await faults.add({ ...getItem, delayMs: 5, error: 'InternalServerError' });
    expect(faults.draw('dynamodb', 'GetItem')).toMatchObject({ delayMs: 25, error: { code: 'InternalServerError' } });
  });
});

describe('the table', () => {
  it('forgets a fault, or all', async () => {
    const faults = table();
    const { id } = await faults.add({ ...getItem, delayMs: 1 });
    await faults.add({ ...getItem, delayMs: 2 });
    expect(faults.remove(id)).toBe(true);
    expect(faults.remove(id)).toBe(false);
    expect(faults.draw('dynamodb', 'GetItem')?.delayMs).toBe(2);
    faults.clear();
    expect(faults.draw('dynamodb', 'GetItem')).toBeUndefined();
  });

  it.each<[string, FaultSpec, RegExp]>([
    [
      'an error that the operation has not',
      { ...getItem, error: 'NoSuchBucket' },
      /^dynamodb GetItem can't return 'NoSuchBucket'. It can return: .*ResourceNotFoundException/,
    ],
    ['a name that is on every object', { ...getItem, error: 'constructor' }, /can't return 'constructor'/],
    ['an unknown service', { service: 'postbox', operation: 'X', delayMs: 1 }, /^There is no service 'postbox'/],
    ['an unknown operation', { service: 'dynamodb', operation: 'GetItems', delayMs: 1 }, /^dynamodb has no emulated operation 'GetItems'/],
    ['an operation that is on every object', { service: 'dynamodb', operation: 'toString', delayMs: 1 }, /^dynamodb has no emulated/],
    [
      'a modelled error for every operation',
      { service: 'dynamodb', operation: '*', error: 'ResourceNotFoundException' },
      /^Not every operation of dynamodb returns/,
    ],
    ['nothing to do', { ...getItem }, /^A fault needs an error, a delayMs, or both/],
    ['a share of 0', { ...getItem, delayMs: 1, share: 0 }, /^share must be/],
    ['half a time', { ...getItem, delayMs: 1, times: 0.5 }, /^times must be/],
    ['time that runs backwards', { ...getItem, delayMs: -1 }, /^delayMs must be/],
  ])('refuses %s', async (_what, spec, message) => {
    expect(await refusal(spec)).toMatch(message);
  });
});
