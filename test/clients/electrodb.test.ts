import { ElectroError, Entity, Service } from 'electrodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../services/emulator.js';
import { index, openSingleTable, type SingleTable } from './single-table.js';

const gsi1 = { index: index.name, collection: 'assignments' } as const;

const Employee = new Entity({
  model: { entity: 'employee', version: '1', service: 'works' },
  attributes: {
    employee: { type: 'string', required: true },
    team: { type: 'string', required: true },
    name: { type: 'string', required: true },
    skills: { type: 'set', items: 'string' },
    points: { type: 'number', default: 0 },
  },
  indexes: {
    profile: { pk: { field: 'pk', composite: ['employee'] }, sk: { field: 'sk', composite: [] } },
    team: { ...gsi1, pk: { field: 'gsi1pk', composite: ['team'] }, sk: { field: 'gsi1sk', composite: ['employee'] } },
  },
} as const);

const Task = new Entity({
  model: { entity: 'task', version: '1', service: 'works' },
  attributes: {
    task: { type: 'string', required: true },
    project: { type: 'string', required: true },
    team: { type: 'string', required: true },
    status: { type: ['open', 'doing', 'done'] as const, default: () => 'open' as const },
    points: { type: 'number', required: true },
    comments: { type: 'list', items: { type: 'map', properties: { by: { type: 'string' }, body: { type: 'string' } } } },
  },
  indexes: {
    project: { pk: { field: 'pk', composite: ['project'] }, sk: { field: 'sk', composite: ['task'] } },
    team: { ...gsi1, pk: { field: 'gsi1pk', composite: ['team'] }, sk: { field: 'gsi1sk', composite: ['status'] } },
  },
} as const);

describe.each(engines)('electrodb (%s)', (engine) => {
  let store: SingleTable;
  beforeAll(async () => {
    store = await openSingleTable(engine, 'works');
    for (const entity of [Employee, Task]) {
      entity.setClient(store.documents);
      entity.setTableName(store.name);
    }
  });
  afterAll(() => store.close());

  const key = (number: number) => ({ project: 'bridge', task: String(number).padStart(3, '0') });

  it('creates an entity once, and refuses it when it is there', async () => {
    const ada = { employee: 'ada', team: 'core', name: 'Ada', skills: ['maths', 'looms'] };
    const { data } = await Employee.create(ada).go();
    expect(data).toMatchObject({ ...ada, points: 0 });
    const { data: read } = await Employee.get({ employee: 'ada' }).go({ consistent: true });
    expect({ ...read, skills: [...(read?.skills ?? [])].sort() }).toEqual({ ...ada, points: 0, skills: ['looms', 'maths'] });
    const again: unknown = await Employee.create(ada)
      .go()
      .catch((reason: unknown) => reason);
    expect(again).toBeInstanceOf(ElectroError);
    expect(again).toMatchObject({ message: expect.stringContaining('The conditional request failed') });
    expect(await store.stored('$works#employee_ada', '$employee_1')).toMatchObject({ __edb_e__: 'employee', name: 'Ada' });
  });

  it('writes and reads in batches of any number', async () => {
    const tasks = Array.from({ length: 60 }, (_, at) => ({ ...key(at), team: at % 2 === 0 ? 'core' : 'docs', points: at }));
    expect(await Task.put(tasks).go({ concurrent: 3 })).toMatchObject({ unprocessed: [] });
    const { data, unprocessed } = await Task.get([key(59), key(77), key(0)]).go({ preserveBatchOrder: true });
    expect(data.map((task) => task?.points)).toEqual([59, undefined, 0]);
    expect(unprocessed).toEqual([]);
  });

  it('pages through a query with cursors, and all at once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: { data: { task: string }[]; cursor: string | null } = await Task.query
        .project({ project: 'bridge' })
        .between({ task: '010' }, { task: '040' })
        .where(({ points, team }, { gte, eq }) => `${gte(points, 20)} AND ${eq(team, 'core')}`)
        .go({ cursor, limit: 12, order: 'desc' });
      seen.push(...page.data.map(({ task }) => task));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== null);
    expect(seen).toEqual(['040', '038', '036', '034', '032', '030', '028', '026', '024', '022', '020']);
    expect(pages).toBe(3);
    const { data: open } = await Task.query.team({ team: 'docs', status: 'open' }).go({ pages: 'all', limit: 7 });
    expect(open).toHaveLength(30);
    const { data: scanned } = await Task.scan.where(({ points }, { lt }) => lt(points, 5)).go({ pages: 'all' });
    expect(scanned.map(({ points }) => points).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('patches an entity on a condition, and moves it in the index', async () => {
    const patch = Task.patch(key(4))
      .set({ status: 'doing' })
      .add({ points: 3 })
      .append({ comments: [{ by: 'ada', body: 'on it' }] })
      .composite({ team: 'core' })
      .where(({ status }, { eq }) => eq(status, 'open'));
    const { data } = await patch.go({ response: 'all_new' });
    expect(data).toMatchObject({ status: 'doing', points: 7, comments: [{ by: 'ada', body: 'on it' }] });
    const { data: doing } = await Task.query.team({ team: 'core', status: 'doing' }).go();
    expect(doing.map(({ task }) => task)).toEqual(['004']);
    await expect(patch.go()).rejects.toThrow('The conditional request failed');
    await expect(Task.patch(key(99)).set({ points: 1 }).go()).rejects.toThrow('The conditional request failed');
  });

  it('gives several entities of one collection in one query', async () => {
    const works = new Service({ Employee, Task }, { client: store.documents, table: store.name });
    const { data } = await works.collections.assignments({ team: 'core' }).go({ pages: 'all' });
    expect(data.Employee.map(({ name }) => name)).toEqual(['Ada']);
    expect(data.Task).toHaveLength(30);
  });

  it('carries out a transaction whole or not at all, and says which part was refused', async () => {
    const works = new Service({ Employee, Task }, { client: store.documents, table: store.name });
    const finish = (number: number) =>
      works.transaction
        .write(({ Employee: employee, Task: task }) => [
          employee.patch({ employee: 'ada' }).add({ points: 5 }).commit({ response: 'all_old' }),
          task
            .patch(key(number))
            .set({ status: 'done' })
            .composite({ team: 'core' })
            .where(({ status }, { eq }) => eq(status, 'doing'))
            .commit(),
        ])
        .go();
    expect(await finish(4)).toMatchObject({ canceled: false });
    expect(await finish(6)).toMatchObject({
      canceled: true,
      data: [
        { rejected: false, code: 'None' },
        { rejected: true, code: 'ConditionalCheckFailed', message: 'The conditional request failed' },
      ],
    });
    const { data } = await works.transaction
      .get(({ Employee: employee, Task: task }) => [employee.get({ employee: 'ada' }).commit(), task.get(key(4)).commit()])
      .go();
    expect(data.map(({ item }) => item)).toMatchObject([{ points: 5 }, { status: 'done' }]);
  });

  it('deletes an entity and gives the old one back', async () => {
    const { data } = await Task.delete(key(4)).go({ response: 'all_old' });
    expect(data).toMatchObject({ task: '004', status: 'done' });
    await expect(Task.remove(key(4)).go()).rejects.toThrow('The conditional request failed');
  });
});
