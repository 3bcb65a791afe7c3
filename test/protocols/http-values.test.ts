import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameworkError } from '../../src/contract/errors.js';
import { decodeBase64, encodeBase64 } from '../../src/protocols/base64.js';
import { quoteHeaderValue, splitHeader, splitHttpDates } from '../../src/protocols/http-values.js';
import { parseQueryString } from '../../src/protocols/query-string.js';
import { formatDateTime, formatHttpDate, parseDateTime, parseEpochText, parseHttpDate } from '../../src/protocols/timestamps.js';

describe('lists in headers', () => {
  it.each([
    ['a, b, c', ['a', 'b', 'c']],
    ['"b,c", "\\"def\\"", a', ['b,c', '"def"', 'a']],
    ['a,,b', ['a', '', 'b']],
    [' a ', ['a']],
  ])('reads %s', (text, values) => {
    expect(splitHeader(text)).toStrictEqual(values);
  });

  it.each(['"a', '"a\\', '"a"b, c'])('refuses %s', (text) => {
    expect(splitHeader(text)).toBeUndefined();
  });

  it('writes what it reads', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (values) => {
        expect(splitHeader(values.map(quoteHeaderValue).join(', '))).toStrictEqual(values);
      }),
    );
  });

  it('leaves the comma inside of an http-date', () => {
    const date = 'Mon, 16 Dec 2019 23:48:18 GMT';
    expect(splitHttpDates(`${date}, ${date}`)).toStrictEqual([date, date]);
  });
});

describe('timestamps', () => {
  const instant = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });

  it('read what they write', () => {
    fc.assert(
      fc.property(instant, (date) => {
        expect(parseDateTime(formatDateTime(date))).toStrictEqual(date);
        expect(parseHttpDate(formatHttpDate(date))).toStrictEqual(new Date(Math.floor(date.getTime() / 1000) * 1000));
        expect(parseEpochText(String(date.getTime() / 1000))).toStrictEqual(date);
      }),
    );
  });

  it.each(['2023-02-29T00:00:00Z', '2023-13-01T00:00:00Z', '2023-01-01T24:00:00Z', '2023-01-01T00:60:00Z', '2023-01-01T00:00:00+01:00'])(
    'refuse %s',
    (text) => {
      expect(parseDateTime(text)).toBeUndefined();
    },
  );

  it('keep milliseconds', () => {
    expect(parseEpochText('1.700000000123E9')).toStrictEqual(new Date(1_700_000_000_123));
    expect(formatDateTime(new Date(1_700_000_000_120))).toBe('2023-11-14T22:13:20.120Z');
  });

  it('refuse seconds that no date holds', () => {
    expect(parseEpochText('1e300')).toBeUndefined();
  });
});

describe('base64', () => {
  it('reads what it writes, short and long', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toStrictEqual(bytes);
      }),
    );
    const long = new Uint8Array(100_001).fill(7);
    expect(decodeBase64(encodeBase64(long))).toStrictEqual(long);
  });

  it.each(['xyz', '-_==', 'YWJj\n', 'Y=Jj', '===='])('refuses %j, alone and in a long text', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
    expect(decodeBase64(`${text}${'YWJj'.repeat(20_000)}`)).toBeUndefined();
  });
});

describe('query strings', () => {
  it('keeps __proto__ a name like any other, and the order of values', () => {
    const parameters = parseQueryString('__proto__=1&a=2&a=3&b&a%20b=c+d');
    expect([...parameters]).toStrictEqual([
      ['__proto__', ['1']],
      ['a', ['2', '3']],
      ['b', ['']],
      ['a b', ['c d']],
    ]);
  });

  it('refuses what is not percent-encoded UTF-8', () => {
    expect(() => parseQueryString('a=%ff')).toThrow(FrameworkError);
    expect(() => parseQueryString('a=%')).toThrow(FrameworkError);
  });
});
