import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, S } from '../open-dynamodb.js';
import { type OpenTransfers, openTransfers, readExport } from '../open-transfers.js';

const STEP = 20 * 60_000;

type Values = Record<string, number>;
type Images = Record<string, Record<string, Record<string, string>> | undefined>;

const id = fc.constantFrom('a', 'b', 'c', 'd');
const change = fc.oneof(fc.record({ id, value: fc.nat() }), fc.record({ id }));
const changes = fc.array(change, { maxLength: 4 });

describe.each(engines)('exports of any time (%s)', (engine) => {
  let aws: OpenTransfers;
  beforeAll(async () => {
    aws = await openTransfers(engine);
    aws.aws.clock.freeze();
    await aws.createBucket('exports');
  });
  afterAll(() => aws?.close());

  let run = 0;

  it('have the items of that time, and the changes between two times lead from one to the other', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.array(changes, { minLength: 1, maxLength: 4 }), async (before, steps) => {
        run += 1;
        const table = `table-${run}`;
        await aws.createTable(table);
        const now: Values = {};
        const apply = async (list: typeof before) => {
          for (const each of list) {
            if ('value' in each) {
              now[each.id] = each.value;
              await aws.client.send(new PutItemCommand({ TableName: table, Item: { id: S(each.id), value: N(each.value) } }));
            } else {
              delete now[each.id];
              await aws.client.send(new DeleteItemCommand({ TableName: table, Key: { id: S(each.id) } }));
            }
          }
        };
        await apply(before);
        await aws.enableRecovery(table);
        const seen = [{ time: aws.aws.clock.now(), values: { ...now } }];
        for (const step of steps) {
          await aws.aws.clock.advance(STEP / 2);
          await apply(step);
          await aws.aws.clock.advance(STEP / 2);
          seen.push({ time: aws.aws.clock.now(), values: { ...now } });
        }
        for (const [at, { time, values }] of seen.entries()) {
          expect(await itemsAt(table, time)).toEqual(values);
          for (const later of seen.slice(at + 1)) expect(await changed(table, values, time, later.time)).toEqual(later.values);
        }
      }),
      { numRuns: 5, seed: 4 },
    );
  }, 60_000);

  async function itemsAt(table: string, ExportTime: Date): Promise<Values> {
    const { records } = await readExport(aws, 'exports', await aws.exportTable(table, 'exports', { ExportTime }));
    return Object.fromEntries(records.map(({ Item }) => entryOf((Item ?? {}) as Images)));
  }

  /** The values of the first time with what the increment says has changed; it knows those of the first time as well. */
  async function changed(table: string, from: Values, ExportFromTime: Date, ExportToTime: Date): Promise<Values> {
    const IncrementalExportSpecification = { ExportFromTime, ExportToTime };
    const done = await aws.exportTable(table, 'exports', { ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification });
    const values = { ...from };
    for (const { Keys, NewImage, OldImage } of (await readExport(aws, 'exports', done)).records) {
      const name = String((Keys as Images).id?.S);
      expect(OldImage === undefined ? undefined : entryOf(OldImage as Images)).toEqual(name in from ? [name, from[name]] : undefined);
      if (NewImage === undefined) delete values[name];
      else values[name] = entryOf(NewImage as Images)[1];
    }
    return values;
  }
});

const entryOf = (image: Images): [string, number] => [String(image.id?.S), Number(image.value?.N)];
