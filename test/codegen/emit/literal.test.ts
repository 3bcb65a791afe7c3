import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineWidth, literal, propertyKey } from '../../../codegen/emit/literal.js';

/** The value that a literal stands for, in plain JSON so that it can be compared across contexts. */
const evaluated = (text: string): unknown => JSON.parse(runInNewContext(`JSON.stringify(${text})`));

describe('literal', () => {
  it('evaluates to the value that was printed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.stringify(evaluated(literal(value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps __proto__ as a key of its own', () => {
    const value: unknown = JSON.parse('{ "__proto__": 1, "constructor": 2 }');
    expect(Object.entries(evaluated(literal(value)) as object)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('breaks lines that would be too long and no others', () => {
    const row = { shape: 'AttributeValue', required: true };
    expect(literal({ row })).toBe("{ row: { shape: 'AttributeValue', required: true } }");
    const rows = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`row${index}`, row]));
    const lines = literal({ rows }).split('\n');
    expect(lines).toHaveLength(44);
    expect(lines[2]).toBe("    row0: { shape: 'AttributeValue', required: true },");
  });

  it('fills a line to the limit', () => {
    const longest = 'x'.repeat(lineWidth - "{ key: '' }".length);
    expect(literal({ key: longest })).toHaveLength(lineWidth);
    expect(literal({ key: `${longest}x` })).toBe(`{\n  key: '${longest}x',\n}`);
  });

  it('leaves out what is undefined and refuses what is not data', () => {
    expect(literal({ a: undefined, b: null })).toBe('{ b: null }');
    expect(() => literal({ a: () => 1 })).toThrow('Not data');
  });
});

describe('propertyKey', () => {
  it('quotes what is not an identifier', () => {
    expect(['Bucket', 'x-amz-acl', "it's", '1st', '$defs'].map(propertyKey)).toEqual([
      'Bucket',
      "'x-amz-acl'",
      "'it\\'s'",
      "'1st'",
      '$defs',
    ]);
  });
});
