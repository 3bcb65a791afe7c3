import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { readyJson } from '../../../../src/contract/ready-json.js';
import { ItemAnswer, ItemsAnswer } from '../../../../src/services/dynamodb/items/ready-answers.js';
import { keyAttributeOf, pack, unpack } from '../../../../src/services/dynamodb/values/packed-items.js';

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', '1', 'toJSON'),
);
const bytes = fc.uint8Array({ maxLength: 8 });
const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ S: fc.string({ unit: 'binary' }) }),
    fc.record({ N: fc.integer().map(String) }),
    fc.record({ B: bytes }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(fc.string(), { minLength: 1, maxLength: 3 }) }),
    fc.record({ BS: fc.array(bytes, { minLength: 1, maxLength: 3 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(name, tie('value'), { maxKeys: 3 }) }),
  ),
}));
const attributes = fc.dictionary(name, value, { maxKeys: 5 });

describe('packed items', () => {
  it('are the items that were packed, byte for byte', () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const packed = pack({ attributes: given, size: 7 });
        expect(unpack(packed).attributes).toEqual(given);
        expect(unpack(packed).size).toBe(7);
        expect(pack(unpack(packed))).toBe(packed);
      }),
      { seed: 1 },
    );
  });

  it('are in answers what they are as members', () => {
    const shown = (answer: { readonly [readyJson]: string }): unknown => JSON.parse(answer[readyJson]);
    const inWireForm = (given: unknown): unknown =>
      JSON.parse(JSON.stringify(given, (_, part: unknown) => (part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part)));
    const capacity = { TableName: 'T', CapacityUnits: 0.5 };
    fc.assert(
      fc.property(fc.array(attributes, { minLength: 1, maxLength: 3 }), (given) => {
        const items = given.map((each) => unpack(pack({ attributes: each, size: 1 })));
        const [first = unpack(pack({ attributes: {}, size: 1 }))] = items;
        const one = Object.assign(new ItemAnswer(first), { ConsumedCapacity: capacity });
        expect(shown(one)).toEqual({ Item: inWireForm(one.Item), ConsumedCapacity: capacity });
        const all = Object.assign(new ItemsAnswer(items, 9), { LastEvaluatedKey: given[0], ConsumedCapacity: capacity });
        const rest = { Count: given.length, ScannedCount: 9, LastEvaluatedKey: inWireForm(given[0]), ConsumedCapacity: capacity };
        expect(shown(all)).toEqual({ Items: inWireForm(all.Items), ...rest });
      }),
      { seed: 1 },
    );
  });

  it('show a key attribute as they show it among all', () => {
    const key = fc.oneof(
      fc.record({ S: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"k":{"S":"x"}', '\\', '"')) }),
      fc.record({ N: fc.integer().map(String) }),
      fc.record({ B: bytes }),
    );
    const keyName = fc.oneof(name, fc.constantFrom('k', '"k', '\\"k', 'M'));
    fc.assert(
      fc.property(keyName, key, attributes, fc.boolean(), (name, value, others, isFirst) => {
        const [type] = Object.keys(value) as ('S' | 'N' | 'B')[];
        if (type === undefined) throw new Error('A value has a type');
        // Members of the same name in a map, and names that end as the key's begins.
        const nested = { a: { M: Object.fromEntries([[name, value]]) }, [`a"${name}`]: { S: 'b' }, [`\\"${name}`]: value };
        const pairs = Object.entries({ ...others, ...nested }).filter(([each]) => each !== name);
        const item = Object.fromEntries(isFirst ? [[name, value], ...pairs] : [...pairs, [name, value]]);
        expect(keyAttributeOf(unpack(pack({ attributes: item, size: 1 })), { name, type })).toEqual(value);
        const alone = Object.fromEntries([
          [name, value],
          ['z', { S: `{"${name}":{"S":"c"}}` }],
        ]);
        expect(keyAttributeOf(unpack(pack({ attributes: alone, size: 1 })), { name, type })).toEqual(
          name === 'z' ? { S: `{"${name}":{"S":"c"}}` } : value,
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
