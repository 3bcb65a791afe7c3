import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { CSV, JSON_DOCUMENT, query } from './select-client.js';

const MEBIBYTE = 1024 * 1024;
const ROW = `${'0123456789'.repeat(9)},filler,\n`;
/** 100 MB of rows. */
const ROWS = 1_020_408;

/** A row's text again and again, in chunks of a thousand rows. */
async function* repeated(first: string, row: string, rows: number, last: string): AsyncGenerator<Uint8Array> {
  const many = Buffer.from(row.repeat(1000));
  if (first !== '') yield Buffer.from(first);
  for (let left = rows; left > 0; left -= 1000) yield left >= 1000 ? many : Buffer.from(row.repeat(left));
  if (last !== '') yield Buffer.from(last);
}

/** Bytes that buffers hold, of which there is one a chunk. */
const buffered = (): number => process.memoryUsage().arrayBuffers;

describe.each(engines)('SelectObjectContent over large objects (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = async (key: string, first: string, row: string, rows: number, last: string) => {
    const length = first.length + row.length * rows + last.length;
    const { status } = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}/${key}`,
      headers: { 'content-length': String(length) },
      body: repeated(first, row, rows, last),
    });
    expect(status).toBe(200);
    return length;
  };

  it('counts the rows of 100 MB, and says that it goes on', { timeout: 60_000 }, async () => {
    const length = await put('rows.csv', '', ROW, ROWS, 'last,row\n');
    const before = buffered();
    let most = 0;
    const { text, events, stats } = await query(opened, 'rows.csv', {
      Expression: "SELECT COUNT(*) FROM S3Object s WHERE s._2 = 'filler'",
      InputSerialization: CSV,
      RequestProgress: { Enabled: true },
      onEvent: () => {
        most = Math.max(most, buffered() - before);
      },
    });
    expect(most).toBeLessThan(32 * MEBIBYTE);
    expect(text).toBe(`{"_1":${ROWS}}\n`);
    expect(stats).toEqual({ BytesScanned: length, BytesProcessed: length, BytesReturned: text.length });
    expect(events.slice(0, 2)).toEqual(['Cont', 'Progress']);
    expect(events.slice(-4)).toEqual(['Records', 'Progress', 'Stats', 'End']);
    expect(events.filter((kind) => kind === 'Cont').length).toBeGreaterThanOrEqual(4);
  });

  it('answers with messages of at most 1 MiB, and stops at the limit', async () => {
    await put('some.csv', '', ROW, 50_000, '');
    const { text, events, stats } = await query(opened, 'some.csv', {
      Expression: 'SELECT * FROM S3Object LIMIT 20000',
      InputSerialization: CSV,
    });
    expect(text.match(/\n/g)).toHaveLength(20_000);
    expect(events.filter((kind) => kind === 'Records').length).toBeGreaterThanOrEqual(Math.ceil(text.length / MEBIBYTE));
    expect(stats?.BytesScanned).toBeLessThan(3 * MEBIBYTE);
  });

  it('takes the rows of one long array one by one', async () => {
    const rows = 200_000;
    await put('list.json', '{"items":[0', ',{"n":1,"text":"fill]er"}', rows, '],"more":{}}');
    const { text } = await query(opened, 'list.json', {
      Expression: 'SELECT SUM(i.n), COUNT(*) FROM S3Object[*].items[*] i',
      InputSerialization: JSON_DOCUMENT,
    });
    expect(text).toBe(`{"_1":${rows},"_2":${rows + 1}}\n`);
  });

  it('ends a query that fails in the middle with an error in the stream', async () => {
    await put('broken.csv', '', ROW, 50_000, '"not a number",x\n');
    const asked = query(opened, 'broken.csv', {
      Expression: "SELECT s._1, CASE WHEN s._2 = 'x' THEN CAST(s._1 AS INT) END FROM S3Object s",
      InputSerialization: CSV,
    });
    await expect(asked).rejects.toThrow('Attempt to convert from one data type to another using CAST failed in the SQL expression.');
  });
});
