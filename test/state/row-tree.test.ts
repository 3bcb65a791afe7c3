import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/state/engine.js';
import { RowTree } from '../../src/state/row-tree.js';

const keyOf = (number: number): string => `key-${String(number).padStart(5, '0')}`;

/** What a tree is to hold. */
const sorted = (rows: ReadonlyMap<string, unknown>): Row[] => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));

function expectSame(tree: RowTree, model: ReadonlyMap<string, unknown>): void {
  const rows = sorted(model);
  expect(tree.size).toBe(rows.length);
  expect(tree.rows('', '\xff', false, Number.MAX_SAFE_INTEGER)).toEqual(rows);
  expect(tree.rows('', '\xff', true, Number.MAX_SAFE_INTEGER)).toEqual(rows.reverse());
}

type Step =
  | { readonly kind: 'fill'; readonly from: number; readonly count: number; readonly backwards: boolean }
  | { readonly kind: 'clear'; readonly from: number; readonly count: number; readonly backwards: boolean }
  | { readonly kind: 'put'; readonly key: number }
  | { readonly kind: 'take'; readonly key: number }
  | { readonly kind: 'page'; readonly from: number; readonly count: number; readonly limit: number; readonly backwards: boolean }
  | { readonly kind: 'clone' };

const number = fc.nat(2000);
const count = fc.nat(400);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('fill' as const), from: number, count, backwards: fc.boolean() }),
  fc.record({ kind: fc.constant('clear' as const), from: number, count, backwards: fc.boolean() }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('put' as const), key: number }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), key: number }) },
  fc.record({ kind: fc.constant('page' as const), from: number, count, limit: fc.integer({ min: 1, max: 300 }), backwards: fc.boolean() }),
  fc.record({ kind: fc.constant('clone' as const) }),
);

class Pair {
  readonly clones: (readonly [RowTree, ReadonlyMap<string, unknown>])[] = [];
  readonly tree = new RowTree();
  readonly model = new Map<string, unknown>();
  #writes = 0;

  run(step: Step): void {
    if (step.kind === 'clone') this.clones.push([this.tree.clone(), new Map(this.model)]);
    else if (step.kind === 'put') this.#put(step.key);
    else if (step.kind === 'take') this.#take(step.key);
    else if (step.kind === 'page') this.#page(step);
    else {
      const numbers = Array.from({ length: step.count }, (_, i) => step.from + i);
      if (step.backwards) numbers.reverse();
      for (const each of numbers) step.kind === 'fill' ? this.#put(each) : this.#take(each);
    }
  }

  #put(number: number): void {
    const key = keyOf(number);
    this.#writes += 1;
    expect(this.tree.put(key, this.#writes)).toBe(this.model.get(key));
    this.model.set(key, this.#writes);
    expect(this.tree.get(key)).toBe(this.#writes);
  }

  #take(number: number): void {
    const key = keyOf(number);
    expect(this.tree.take(key)).toBe(this.model.get(key));
    this.model.delete(key);
    expect(this.tree.get(key)).toBeUndefined();
  }

  #page({ from, count, limit, backwards }: Extract<Step, { kind: 'page' }>): void {
    const [low, high] = [keyOf(from), keyOf(from + count)];
    const within = sorted(this.model).filter(([key]) => key >= low && key < high);
    expect(this.tree.count(low, high)).toBe(within.length);
    if (backwards) within.reverse();
    const page = within.slice(0, limit);
    expect(this.tree.rows(low, high, backwards, limit)).toEqual(page);
    expect(this.tree.values(low, high, backwards, limit)).toEqual(page.map(([, value]) => value));
  }
}

describe('rows in order', () => {
  it('are what a plain map holds, in the tree and in its clones, whatever is put, taken and read', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pair = new Pair();
        for (const each of steps) pair.run(each);
        expectSame(pair.tree, pair.model);
        for (const [tree, model] of pair.clones) expectSame(tree, model);
      }),
      { numRuns: 60 },
    );
  });

  it('of a clone may be written without a change in what it was made of', () => {
    const tree = new RowTree();
    for (let i = 0; i < 3000; i += 1) tree.put(keyOf(i), i);
    const clone = tree.clone();
    for (let i = 0; i < 3000; i += 2) clone.take(keyOf(i));
    for (let i = 1; i < 3000; i += 2) clone.put(keyOf(i), -i);
    expect(tree.values('', '\xff', false, 3000)).toEqual(Array.from({ length: 3000 }, (_, i) => i));
    expect(clone.size).toBe(1500);
  });

  it('may come at the end and go at the beginning, as in a queue', () => {
    const tree = new RowTree();
    for (let i = 0; i < 20_000; i += 1) {
      tree.put(keyOf(i), i);
      if (i >= 100) expect(tree.take(keyOf(i - 100))).toBe(i - 100);
    }
    expect(tree.values('', '\xff', false, 1000)).toEqual(Array.from({ length: 100 }, (_, i) => 19_900 + i));
  });
});
