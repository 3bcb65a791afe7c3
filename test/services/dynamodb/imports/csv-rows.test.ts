import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader } from '../../../../src/services/dynamodb/imports/csv-rows.js';
import { LineReader } from '../../../../src/services/dynamodb/imports/lines.js';

interface Reader<T> {
  push(bytes: Uint8Array): Iterable<T>;
  end(): Iterable<T>;
}

/** Everything that a reader gives when the text comes in pieces of these sizes, over and over. */
function readIn<T>(reader: Reader<T>, text: string, sizes: readonly number[]): T[] {
  const bytes = Buffer.from(text);
  const read: T[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    read.push(...reader.push(bytes.subarray(at, at + size)));
    at += size;
  }
  read.push(...reader.end());
  return read;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const value = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',', ';', '"', '\n', '\r', ' '), maxLength: 8 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('rows of comma-separated values', () => {
  it('are what was written, whatever the values and the pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), sizes, (rows, pieces) => {
        const text = rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
        expect(readIn(new CsvReader(','), text, pieces)).toEqual(rows);
      }),
      { seed: 4 },
    );
  });

  it('need quotes only for what they stand for', () => {
    expect(readIn(new CsvReader('\t'), 'a,"b"\t c \t"d\te"\n\n\r\nf\t\tg"h', [100])).toEqual([
      ['a,"b"', ' c ', 'd\te'],
      ['f', '', 'g"h'],
    ]);
  });

  it('are left out when they are longer than any item, and the next one is read', () => {
    const long = 'x'.repeat(5 * 1024 * 1024);
    expect(readIn(new CsvReader(','), `a,b\n${long},c\nd,e`, [65_536])).toEqual([['a', 'b'], undefined, ['d', 'e']]);
  });
});

describe('lines', () => {
  it('are what was written, whatever the pieces', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), sizes, (lines, end, pieces) => {
        expect(readIn(new LineReader(), lines.map((each) => each + end).join(''), pieces)).toEqual(lines);
        const last = lines.at(-1) ?? '';
        expect(readIn(new LineReader(), lines.join(end), pieces)).toEqual(last === '' ? lines.slice(0, -1) : lines);
      }),
      { seed: 4 },
    );
  });

  it('are left out when they are longer than any item, and the next one is read', () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    expect(readIn(new LineReader(), `a\n${long}\nb\n${long}`, [65_536])).toEqual(['a', undefined, 'b', undefined]);
  });
});
