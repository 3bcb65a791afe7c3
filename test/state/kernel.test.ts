import { describe, expect, it, onTestFinished } from 'vitest';
import { StateError } from '../../src/state/errors.js';
import type { Kernel } from '../../src/state/kernel.js';
import { openState } from '../../src/state/open.js';
import type { ScopedTable } from '../../src/state/table.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Fruit {
  readonly colour: string;
}

const here = { accountId: '000000000000', region: 'us-east-1' };
const elsewhere = { accountId: '000000000000', region: 'eu-west-1' };
const others = { accountId: '111111111111', region: 'us-east-1' };

const red = { colour: 'red' };
const green = { colour: 'green' };

describe.each(['memory', 'sqlite'] as const)('the kernel on %s', (engine) => {
  async function open(directory?: string): Promise<{ kernel: Kernel; fruits: ScopedTable<[string], Fruit> }> {
    const kernel = await openState({ dataDirectory: engine === 'sqlite' ? (directory ?? temporaryDirectory()) : undefined, freeze: true });
    onTestFinished(() => kernel.close());
    return { kernel, fruits: kernel.forService('market').table('fruits') };
  }

  it('keeps accounts and regions apart', async () => {
    const { kernel, fruits } = await open();
    kernel.atomically(() => fruits.in(here).put(['apple'], red));
    expect(fruits.in(elsewhere).get(['apple'])).toBeUndefined();
    expect(fruits.in(others).get(['apple'])).toBeUndefined();
    expect(fruits.scopes()).toEqual([here]);
  });

  it('refuses to write outside of atomic work', async () => {
    const { fruits } = await open();
    expect(() => fruits.in(here).put(['apple'], red)).toThrow(StateError);
    expect(() => fruits.in(here).delete(['apple'])).toThrow(StateError);
  });

  it('keeps nothing of atomic work that returns a promise', async () => {
    const { kernel, fruits } = await open();
    const work = async (): Promise<void> => {
      fruits.in(here).put(['apple'], red);
      await Promise.reject(new Error('late'));
    };
    expect(() => kernel.atomically(work)).toThrow('must be synchronous');
    expect(fruits.in(here).has(['apple'])).toBe(false);
  });

  it('lets a handler that answers later write in atomic work of its own', async () => {
    const { kernel, fruits } = await open();
    await kernel.handle(async () => {
      kernel.atomically(() => fruits.in(here).put(['apple'], red));
      await Promise.resolve();
      kernel.atomically(() => fruits.in(here).put(['pear'], green));
    });
    expect([...fruits.in(here).range()].map(([[name]]) => name)).toEqual(['apple', 'pear']);
  });

  it('keeps nothing that a handler that answers later wrote directly', async () => {
    const { kernel, fruits } = await open();
    const handler = async (): Promise<void> => fruits.in(here).put(['apple'], red);
    expect(() => kernel.handle(handler)).toThrow('outside of atomically');
    expect(fruits.in(here).has(['apple'])).toBe(false);
    kernel.handle(() => fruits.in(here).put(['apple'], red));
    expect(fruits.in(here).has(['apple'])).toBe(true);
  });

  it('shows a range what was deleted and put before it came there', async () => {
    const { kernel, fruits } = await open();
    const table = fruits.in(here);
    const names = Array.from({ length: 200 }, (_, i) => `fruit-${String(i).padStart(3, '0')}`);
    const seen: string[] = [];
    kernel.atomically(() => {
      for (const name of names) table.put([name], red);
      for (const [[name]] of table.range()) {
        seen.push(name);
        if (name === 'fruit-003') {
          table.delete(['fruit-004']);
          table.put(['fruit-005-and-a-half'], green);
          table.put(['a'], green);
        }
        table.delete([name]);
      }
    });
    expect(seen).toEqual([...names.filter((name) => name !== 'fruit-004'), 'fruit-005-and-a-half'].sort());
    expect([...table.range()].map(([[name]]) => name)).toEqual(['a']);
  });

  it('stops whoever changes a stored value, when it is told to freeze', async () => {
    const { kernel } = await open();
    const baskets = kernel.forService('market').table<[string], { fruits: string[] }>('baskets').in(here);
    const basket = { fruits: ['apple'] };
    kernel.atomically(() => baskets.put(['mine'], basket));
    expect(() => basket.fruits.push('pear')).toThrow(TypeError);
    expect(() => baskets.get(['mine'])?.fruits.push('pear')).toThrow(TypeError);
  });

  it('tells services when their rows were replaced', async () => {
    const { kernel } = await open();
    const told: string[] = [];
    for (const name of ['market', 'bank']) kernel.forService(name).onReplaced(() => told.push(name));
    await kernel.reset({ service: 'bank' });
    expect(told).toEqual(['bank']);
    await kernel.snapshots.save('now');
    await kernel.snapshots.restore('now');
    expect(told.sort()).toEqual(['bank', 'bank', 'market']);
  });

  it('resets an account in shared tables of services that have not been used in this process', async () => {
    const directory = temporaryDirectory();
    const first = await open(directory);
    const owners = { owner: (row: { owner: string }) => row.owner };
    const stalls = first.kernel.forService('stalls').globalTable<[string], { owner: string }>('all', owners);
    first.kernel.atomically(() => {
      stalls.put(['mine'], { owner: here.accountId });
      stalls.put(['yours'], { owner: others.accountId });
    });
    let { kernel } = first;
    if (engine === 'sqlite') {
      await kernel.close();
      ({ kernel } = await open(directory));
    }
    await kernel.reset({ account: here.accountId });
    const left = engine === 'sqlite' ? kernel.forService('stalls').globalTable<[string], { owner: string }>('all', owners) : stalls;
    expect([...left.range()]).toEqual([[['yours'], { owner: others.accountId }]]);
  });

  it('lists snapshots with their rows', async () => {
    const { kernel, fruits } = await open();
    kernel.atomically(() => fruits.in(here).put(['apple'], red));
    await kernel.snapshots.save('one apple');
    expect(kernel.snapshots.list()).toEqual([{ name: 'one apple', rows: 1, savedAt: expect.any(Number) }]);
    expect(await kernel.snapshots.restore('no such')).toBe(false);
  });

  it('cannot be reset or saved from within atomic work', async () => {
    const { kernel } = await open();
    let reset: Promise<void> | undefined;
    kernel.atomically(() => {
      reset = kernel.reset();
    });
    await expect(reset).rejects.toThrow(StateError);
  });

  it('keeps members named __proto__ and strings of any kind', async () => {
    const directory = temporaryDirectory();
    const { kernel } = await open(directory);
    const row: unknown = JSON.parse('{"__proto__":{"S":"x"},"constructor":{"S":"\\u0000é😀"},"toString":1}');
    kernel.atomically(() => kernel.forService('odd').table<[string], unknown>('rows').in(here).put(['a'], row));
    let again = kernel;
    if (engine === 'sqlite') {
      await kernel.close();
      again = (await open(directory)).kernel;
      const found = again.forService('odd').table<[string], object>('rows').in(here).get(['a']);
      expect(JSON.stringify(found)).toBe(JSON.stringify(row));
      expect(Object.keys(found ?? {})).toContain('__proto__');
    }
  });
});

describe('a kernel with a data directory', () => {
  it('has written nothing durably until committed() resolves, and then everything', async () => {
    const kernel = await openState({ dataDirectory: temporaryDirectory() });
    onTestFinished(() => kernel.close());
    const fruits = kernel.forService('market').table<[string], Fruit>('fruits').in(here);
    expect(kernel.pending).toBe(false);
    kernel.atomically(() => fruits.put(['apple'], red));
    kernel.atomically(() => fruits.put(['pear'], green));
    expect(kernel.pending).toBe(true);
    await kernel.committed();
    expect(kernel.pending).toBe(false);
  });

  it('keeps rows, their scopes and snapshots when it is opened again', async () => {
    const dataDirectory = temporaryDirectory();
    const first = await openState({ dataDirectory });
    const fruits = first.forService('market').table<[string], Fruit>('fruits');
    first.atomically(() => fruits.in(others).put(['apple'], red));
    await first.snapshots.save('apple');
    first.atomically(() => fruits.in(others).delete(['apple']));
    await first.close();
    const second = await openState({ dataDirectory });
    onTestFinished(() => second.close());
    const again = second.forService('market').table<[string], Fruit>('fruits');
    expect(again.scopes()).toEqual([]);
    expect(await second.snapshots.restore('apple')).toBe(true);
    expect(again.in(others).get(['apple'])).toEqual(red);
    expect(again.scopes()).toEqual([others]);
  });
});
