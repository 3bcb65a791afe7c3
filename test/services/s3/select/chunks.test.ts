/** However the bytes of an object are cut into chunks, the records are the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOf } from '../../../../src/services/s3/select/evaluate/text.js';
import type { CsvForm } from '../../../../src/services/s3/select/settings.js';
import { CsvReader } from '../../../../src/services/s3/select/source/csv-rows.js';
import { JsonReader } from '../../../../src/services/s3/select/source/json-values.js';
import { parseJson } from '../../../../src/services/s3/select/source/parse-json.js';
import type { Step } from '../../../../src/services/s3/select/sql/syntax.js';

const FORM: CsvForm = {
  kind: 'csv',
  header: 'NONE',
  comments: '',
  quote: '"',
  escapeSign: '"',
  fieldDelimiter: ',',
  recordDelimiter: '\r\n',
  quotedRecordDelimiters: true,
};

/** Cut at each of the places, which are shares of the length. */
function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort((one, other) => one - other);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\r', '\n', '\r\n', ' ') });

describe('chunks of CSV', () => {
  it('give the fields that were written', () => {
    const written = (rows: readonly (readonly string[])[]): string =>
      rows.map((row) => `${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 4 })), places, (rows, cuts) => {
        const reader = new CsvReader(FORM);
        const read = cut(written(rows), cuts).flatMap((chunk) => [...reader.feed(chunk)]);
        expect(reader.end()).toBeUndefined();
        expect(read.map(({ fields }) => fields)).toEqual(rows);
        expect(read.map(({ start }) => start)).toEqual(rows.map((_, index) => Buffer.byteLength(written(rows.slice(0, index)))));
      }),
    );
  });
});

describe('chunks of JSON', () => {
  const read = (text: string, steps: readonly Step[], cuts: readonly number[]): (string | undefined)[] => {
    const reader = new JsonReader(steps);
    const values = cut(text, cuts).flatMap((chunk) => [...reader.feed(chunk)]);
    const last = reader.end();
    return [...values, ...(last === undefined ? [] : [last])].map((value) => value.text);
  };

  it('give the values that were written, one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), places, (documents, cuts) => {
        const texts = read(documents.join('\n'), [], cuts);
        expect(texts.map((text) => JSON.parse(text ?? 'null'))).toEqual(documents.map((document) => JSON.parse(document)));
      }),
    );
  });

  it('give the elements that a path leads to', () => {
    const steps: Step[] = [{ kind: 'name', name: 'items', quoted: false }, { kind: 'star' }];
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), fc.boolean(), places, (items, other, spaced, cuts) => {
        const text = JSON.stringify({ 'it"ems': other, Items: items, items: other }, undefined, spaced ? 1 : undefined);
        expect(read(text, steps, cuts).map((value) => JSON.parse(value ?? 'null'))).toEqual(
          items.map((item) => JSON.parse(JSON.stringify(item))),
        );
      }),
    );
  });

  it('are written again as they were read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(jsonOf(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});
