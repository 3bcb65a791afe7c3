import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Lineup } from '../../../../src/services/sqs/messages/lineup.js';

interface Item {
  readonly rank: number;
  readonly id: number;
  place: number;
}

const isBefore = (a: Item, b: Item): boolean => a.rank < b.rank || (a.rank === b.rank && a.id < b.id);
const newLineup = (): Lineup<'place', Item> => new Lineup('place', isBefore);

/** The first one as a list without any order would find it. */
const firstOf = (items: ReadonlySet<Item>): Item | undefined =>
  [...items].reduce<Item | undefined>((a, b) => (a !== undefined && isBefore(a, b) ? a : b), undefined);

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), step: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), rank: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove first' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), at: fc.nat() }) },
);

it('always has the first of what is there, in whatever order it came and went', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const lineup = newLineup();
      const here = new Set<Item>();
      const gone: Item[] = [];
      let last = 0;
      let made = 0;
      const add = (item: Item): void => {
        here.add(item);
        lineup.add(item);
        expect(lineup.has(item)).toBe(true);
      };
      const remove = (item: Item | undefined): void => {
        if (item === undefined) return;
        here.delete(item);
        gone.push(item);
        lineup.remove(item);
        expect(lineup.has(item)).toBe(false);
        lineup.remove(item);
      };
      for (const each of acts) {
        if (each.kind === 'append') {
          last += each.step;
          add({ rank: last, id: made++, place: -1 });
        } else if (each.kind === 'add') add({ rank: each.rank, id: made++, place: -1 });
        else if (each.kind === 'remove first') remove(lineup.first());
        else if (each.kind === 'remove') remove([...here][each.at % here.size]);
        else {
          const [item] = gone.splice(each.at % Math.max(gone.length, 1), 1);
          if (item !== undefined) add(item);
        }
        expect(lineup.size).toBe(here.size);
        expect(lineup.first()).toBe(firstOf(here));
      }
    }),
  );
});

it('closes the gaps that many leave between a few', () => {
  const lineup = newLineup();
  const items = Array.from({ length: 10_000 }, (_, rank): Item => ({ rank, id: rank, place: -1 }));
  for (const item of items) lineup.add(item);
  const kept = items.filter(({ rank }) => rank % 1000 === 0 || rank === 9_999);
  for (const item of items) if (!kept.includes(item)) lineup.remove(item);
  // Places count down from -2 in what came in order.
  expect(Math.min(...kept.map(({ place }) => place))).toBeGreaterThan(-2000);
  for (const item of kept) {
    expect(lineup.first()).toBe(item);
    lineup.remove(item);
  }
  expect([lineup.size, lineup.first()]).toEqual([0, undefined]);
});
