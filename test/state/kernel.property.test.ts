/** Random operations on each engine and on a plain model, which must agree after every step. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Kernel } from '../../src/state/kernel.js';
import { openState } from '../../src/state/open.js';
import type { Key, Range, State, Table } from '../../src/state/table.js';
import { type ModelRows, put, read, remove } from './model.js';
import { temporaryDirectory } from './temporary-directory.js';

const scopes = [
  { accountId: '000000000000', region: 'us-east-1' },
  { accountId: '000000000000', region: 'eu-west-1' },
  { accountId: '111111111111', region: 'us-east-1' },
] as const;
const services = ['one', 'two'] as const;

interface Place {
  readonly service: number;
  readonly scope: number;
}

interface Write {
  readonly place: Place;
  readonly key: Key;
  /** Absent: delete. */
  readonly value?: unknown;
}

type Step =
  | {
      readonly do: 'work';
      readonly writes: readonly Write[];
      readonly nested: readonly Write[];
      readonly nestedFails: boolean;
      readonly fails: boolean;
    }
  | { readonly do: 'read'; readonly place: Place; readonly range: Range }
  | { readonly do: 'save' | 'restore' | 'drop'; readonly name: string }
  | { readonly do: 'reset'; readonly service?: number; readonly account?: number }
  | { readonly do: 'reopen' };

const part = fc.oneof(
  fc.constantFrom('a', 'b', 'ab', 'é', 'a\0'),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.uint8Array({ maxLength: 2 }),
);
const key: fc.Arbitrary<Key> = fc.array(part, { minLength: 1, maxLength: 3 });
const value = fc.oneof(
  fc.record({
    text: fc.string(),
    bytes: fc.uint8Array({ maxLength: 3 }),
    at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
  }),
  fc.array(
    fc.oneof(
      fc.bigInt(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true }).map((number) => number + 0),
    ),
    { maxLength: 3 },
  ),
  fc.constant(JSON.parse('{"__proto__":{"S":"x"},"constructor":1}') as unknown),
);
const place = fc.record({ service: fc.nat({ max: 1 }), scope: fc.nat({ max: 2 }) });
const write: fc.Arbitrary<Write> = fc.oneof(fc.record({ place, key, value }), fc.record({ place, key, value }), fc.record({ place, key }));
const writes = fc.array(write, { maxLength: 6 });
const range: fc.Arbitrary<Range> = fc.record(
  {
    prefix: fc.array(part, { maxLength: 1 }),
    startsWith: fc.constantFrom('a', '', 'b', new Uint8Array([1])),
    from: key,
    after: key,
    to: key,
    before: key,
    reverse: fc.boolean(),
  },
  { requiredKeys: [] },
);
const name = fc.constantFrom('first', 'second');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('work' as const), writes, nested: writes, nestedFails: fc.boolean(), fails: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('read' as const), place, range }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('save' as const, 'restore' as const, 'drop' as const), name }) },
  {
    weight: 1,
    arbitrary: fc.record(
      { do: fc.constant('reset' as const), service: fc.nat({ max: 1 }), account: fc.nat({ max: 2 }) },
      { requiredKeys: ['do'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

/** Rows by place and, for the global tables, by service. */
class Model {
  rows = new Map<string, ModelRows>();
  readonly saved = new Map<string, ReadonlyMap<string, ModelRows>>();

  of(where: string): ModelRows {
    return this.rows.get(where) ?? [];
  }

  apply(list: readonly Write[]): void {
    for (const { place: at, key: tuple, value: content } of list) {
      for (const where of [`${at.service}/${at.scope}`, `${at.service}/global`]) {
        const stored = where.endsWith('global') ? { owner: scopes[at.scope]?.accountId, content } : content;
        this.rows.set(where, content === undefined ? remove(this.of(where), tuple) : put(this.of(where), tuple, stored));
      }
    }
  }

  reset(service: number | undefined, account: string | undefined): void {
    for (const [where, rows] of this.rows) {
      const [ofService, scope] = where.split('/');
      if (service !== undefined && ofService !== String(service)) continue;
      if (scope !== 'global') {
        if (account === undefined || scopes[Number(scope)]?.accountId === account) this.rows.delete(where);
      } else {
        this.rows.set(where, account === undefined ? [] : rows.filter(([, row]) => (row as { owner: string }).owner !== account));
      }
    }
  }
}

class Subject {
  private states: State[] = [];
  private scoped: ((scope: number) => Table<Key, unknown>)[] = [];
  private global: Table<Key, { owner: string; content: unknown }>[] = [];
  kernel!: Kernel; // set by open, before anything else

  constructor(private readonly dataDirectory: string | undefined) {}

  async open(): Promise<void> {
    this.kernel = await openState({ dataDirectory: this.dataDirectory, freeze: true });
    this.states = services.map((service) => this.kernel.forService(service));
    this.scoped = this.states.map((state) => {
      const table = state.table<Key, unknown>('rows');
      return (scope) => table.in(scopes[scope] ?? scopes[0]);
    });
    this.global = this.states.map((state) => state.globalTable('all', { owner: (row) => row.owner }));
  }

  table(service: number, scope: number | 'global'): Table<Key, unknown> {
    const table = scope === 'global' ? this.global[service] : this.scoped[service]?.(scope);
    if (table === undefined) throw new Error('no such table');
    return table as Table<Key, unknown>;
  }

  apply(list: readonly Write[]): void {
    for (const {
      place: { service, scope },
      key: tuple,
      value: content,
    } of list) {
      if (content === undefined) {
        this.table(service, scope).delete(tuple);
        this.table(service, 'global').delete(tuple);
      } else {
        this.table(service, scope).put(tuple, content);
        this.table(service, 'global').put(tuple, { owner: scopes[scope]?.accountId, content });
      }
    }
  }
}

const failure = new Error('refused');

/** Nested work that fails is undone alone when the outer work goes on. */
function work(subject: Subject, { writes: outer, nested, nestedFails, fails }: Extract<Step, { do: 'work' }>): void {
  subject.kernel.atomically(() => {
    subject.apply(outer);
    try {
      subject.kernel.atomically(() => {
        subject.apply(nested);
        if (nestedFails) throw failure;
      });
    } catch (error) {
      if (error !== failure) throw error;
    }
    if (fails) throw failure;
  });
}

async function take(subject: Subject, model: Model, now: Step, durable: boolean): Promise<void> {
  switch (now.do) {
    case 'work':
      if (now.fails) expect(() => work(subject, now)).toThrow(failure);
      else {
        work(subject, now);
        model.apply(now.writes);
        if (!now.nestedFails) model.apply(now.nested);
      }
      return;
    case 'read': {
      const { service, scope } = now.place;
      const expected = read(model.of(`${service}/${scope}`), now.range);
      const table = subject.table(service, scope);
      expect([...table.range(now.range)]).toEqual(expected);
      expect(table.first(3, now.range)).toEqual(expected.slice(0, 3).map(([, value]) => value));
      expect(table.count(now.range)).toBe(expected.length);
      return;
    }
    case 'save':
      await subject.kernel.snapshots.save(now.name);
      model.saved.set(now.name, new Map(model.rows));
      return;
    case 'restore': {
      const saved = model.saved.get(now.name);
      expect(await subject.kernel.snapshots.restore(now.name)).toBe(saved !== undefined);
      if (saved !== undefined) model.rows = new Map(saved);
      return;
    }
    case 'drop':
      expect(await subject.kernel.snapshots.delete(now.name)).toBe(model.saved.delete(now.name));
      return;
    case 'reset': {
      const account = now.account === undefined ? undefined : scopes[now.account]?.accountId;
      const service = now.service === undefined ? undefined : services[now.service];
      await subject.kernel.reset({ ...(service !== undefined && { service }), ...(account !== undefined && { account }) });
      model.reset(now.service, account);
      return;
    }
    case 'reopen':
      if (!durable) return;
      await subject.kernel.close();
      await subject.open();
  }
}

function agree(subject: Subject, model: Model): void {
  for (const service of [0, 1]) {
    for (const scope of [0, 1, 2, 'global'] as const) {
      const table = subject.table(service, scope);
      const rows = model.of(`${service}/${scope}`);
      expect([...table.range()]).toEqual(rows);
      for (const [tuple, content] of rows) expect(table.get(tuple)).toEqual(content);
    }
  }
  const total = [...model.rows.values()].reduce((sum, rows) => sum + rows.length, 0);
  expect(subject.kernel.statistics().reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
}

it.each([
  ['memory', 150],
  ['sqlite', 60],
] as const)(
  'the %s engine does what a plain sorted list does',
  async (engine, numRuns) => {
    const durable = engine === 'sqlite';
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const subject = new Subject(durable ? temporaryDirectory() : undefined);
        const model = new Model();
        await subject.open();
        try {
          for (const now of steps) {
            await take(subject, model, now, durable);
            agree(subject, model);
          }
        } finally {
          await subject.kernel.close();
        }
      }),
      { numRuns },
    );
  },
  60_000,
);
