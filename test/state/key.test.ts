import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../src/state/bounds.js';
import { decodeKey, encodeKey } from '../../src/state/key.js';
import type { Key, KeyPart } from '../../src/state/table.js';
import { compareKeys, inRange } from './model.js';

const text = fc.oneof(fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\0', 'é', '😀', '\uffff'), fc.string({ unit: 'grapheme' }));
const part: fc.Arbitrary<KeyPart> = fc.oneof(
  text,
  fc.double({ noNaN: true }).map((value) => value + 0),
  fc.integer(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 4 }),
  fc.constantFrom(new Uint8Array([0]), new Uint8Array([0, 255]), new Uint8Array([255, 255])),
);
const key: fc.Arbitrary<Key> = fc.array(part, { maxLength: 3 });
const sign = (n: number): number => Math.sign(n);

describe('encodeKey', () => {
  it('keeps the order of the tuples', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const [left, right] = [encodeKey(a), encodeKey(b)];
        expect(left < right ? -1 : left > right ? 1 : 0).toBe(sign(compareKeys(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its order as bytes', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const [left, right] = [encodeKey(a), encodeKey(b)].map((encoded) => Buffer.from(encoded, 'latin1'));
        expect(sign(Buffer.compare(left ?? Buffer.alloc(0), right ?? Buffer.alloc(0)))).toBe(sign(compareKeys(a, b)));
      }),
    );
  });

  it('is undone by decodeKey', () => {
    fc.assert(
      fc.property(key, (tuple) => {
        expect(decodeKey(encodeKey(tuple))).toEqual(tuple);
      }),
    );
  });

  it('sorts strings by UTF-8 bytes where UTF-16 would sort otherwise', () => {
    expect(encodeKey(['\uffff']) < encodeKey(['😀'])).toBe(true);
  });

  it('refuses NaN', () => {
    expect(() => encodeKey([Number.NaN])).toThrow(TypeError);
  });
});

describe('boundsOf', () => {
  const starts = fc.oneof(text, fc.uint8Array({ maxLength: 2 }));
  const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

  it('holds exactly the keys of the range', () => {
    const range = fc.record({
      prefix: optional(key),
      startsWith: optional(starts),
      from: optional(key),
      after: optional(key),
      to: optional(key),
      before: optional(key),
    });
    fc.assert(
      fc.property(range, key, (options, tuple) => {
        const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
        const { low, high } = boundsOf(given);
        const encoded = encodeKey(tuple);
        expect(encoded >= low && encoded < high).toBe(inRange(tuple, given));
      }),
      { numRuns: 3000 },
    );
  });

  it('holds the keys that begin with a prefix and partial string', () => {
    fc.assert(
      fc.property(key, starts, fc.oneof(text, part), key, (prefix, start, rest, more) => {
        const next = typeof start === 'string' && typeof rest === 'string' ? start + rest : rest;
        const tuple = [...prefix, next, ...more];
        const { low, high } = boundsOf({ prefix, startsWith: start });
        const encoded = encodeKey(tuple);
        expect(encoded >= low && encoded < high).toBe(inRange(tuple, { prefix, startsWith: start }));
      }),
      { numRuns: 2000 },
    );
  });
});
