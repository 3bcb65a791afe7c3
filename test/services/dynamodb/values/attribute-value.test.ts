import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { type Attributes, checkAttributes } from '../../../../src/services/dynamodb/values/attribute-value.js';

describe('checking attribute values', () => {
  it('copies nothing that is canonical already', () => {
    const item: Attributes = { id: { S: 'x' }, n: { N: '1' }, l: { L: [{ M: { s: { NS: ['1', '2'] } } }] } };
    expect(checkAttributes(item)).toBe(item);
  });

  it('leaves what it is given as it was', () => {
    const item: Attributes = { l: { L: [{ N: '1.0' }, { M: { n: { N: '01' } } }] } };
    const before = structuredClone(item);
    const checked = checkAttributes(item);
    expect(item).toEqual(before);
    expect(checked).toEqual({ l: { L: [{ N: '1' }, { M: { n: { N: '1' } } }] } });
  });

  it('keeps an attribute called __proto__ an attribute', () => {
    const entries: [string, AttributeValue][] = [
      ['__proto__', { N: '1.0' }],
      ['id', { S: 'x' }],
    ];
    const checked = checkAttributes(Object.fromEntries(entries));
    expect(Object.entries(checked)).toEqual([
      ['__proto__', { N: '1' }],
      ['id', { S: 'x' }],
    ]);
    expect(Object.getPrototypeOf(checked)).toBe(Object.prototype);
  });
});
