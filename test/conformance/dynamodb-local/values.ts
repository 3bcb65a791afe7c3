/** Attribute values in their JSON form, right ones and wrong ones. */
import fc from 'fast-check';
import type { Json, JsonObject } from './sides.js';

export type ScalarType = 'S' | 'N' | 'B';

const PLAIN_NUMBERS = ['0', '1', '2', '3', '10', '-1', '0.5', '-3.25', '1000000'];
/** The same values in other words, and the ends of what a number can be. */
const ODD_NUMBERS = [
  '-0',
  '1.0',
  '01',
  '+2',
  '1e2',
  '1E+2',
  '.5',
  '5.',
  '100e-2',
  '0.00',
  '0e10',
  '1E-130',
  '-1E-130',
  '9.9999999999999999999999999999999999999E+125',
  '-9.9999999999999999999999999999999999999E+125',
  '99999999999999999999999999999999999999',
  '12345678901234567890123456789012345678',
  '0.10000000000000000000000000000000000001',
  '1.50e3',
  '100000000000000000000000000000000000000000',
  '0.00000000000000000000000000000000000000000123',
];
const WRONG_NUMBERS = [
  '',
  ' 1',
  '1 ',
  'abc',
  'NaN',
  'Infinity',
  '1e',
  '--1',
  '0x10',
  '1e126',
  '-1e126',
  '1e-131',
  '1e400',
  '123456789012345678901234567890123456789',
  '0.123456789012345678901234567890123456789',
];
const STRINGS = ['a', 'b', 'ab', 'abc', 'S', 'N', 'é', 'ÿ', '�', '😀', 'e\u0301', 'Z', '\u0000', 'a b', '"', '0'];
/** Nothing, 0, 00, 00ff, ff, "a", "ab". */
const BYTES = ['', 'AA==', 'AAA=', 'AP8=', '/w==', 'YQ==', 'YWI='];

const plainNumber = fc.constantFrom(...PLAIN_NUMBERS);
export const numberText = fc.oneof(
  { arbitrary: plainNumber, weight: 6 },
  { arbitrary: fc.constantFrom(...ODD_NUMBERS), weight: 3 },
  {
    arbitrary: fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -120, max: 80 }))
      .map(([isNegative, digits, exponent]) => `${isNegative ? '-' : ''}${digits}E${exponent}`),
    weight: 1,
  },
);
const stringText = fc.oneof(
  { arbitrary: fc.constantFrom(...STRINGS), weight: 8 },
  { arbitrary: fc.constant(''), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }), weight: 1 },
);
const bytesText = fc.constantFrom(...BYTES);

const number = numberText.map((N) => ({ N }));
const string = stringText.map((S) => ({ S }));
const binary = bytesText.map((B) => ({ B }));
const constant = fc.constantFrom<JsonObject>({ BOOL: true }, { BOOL: false }, { NULL: true });
export const stringSet = fc.uniqueArray(fc.constantFrom('a', 'b', 'ab', 'é', ''), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS }));
export const numberSet = fc
  .uniqueArray(fc.constantFrom('1', '2', '0.5', '-1', '1e2'), { minLength: 1, maxLength: 3 })
  .map((NS) => ({ NS }));
const binarySet = fc.uniqueArray(bytesText, { minLength: 1, maxLength: 3 }).map((BS) => ({ BS }));

export const attributeName = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c', 'd'), weight: 12 },
  { arbitrary: fc.constantFrom('a.b', 'a b', 'ä', 'size', 'x', 'y', '__proto__', 'constructor', '#a', ':a', '0'), weight: 1 },
);

/** A dictionary without those of fast-check's keys that objects give a meaning of their own. */
const members = (value: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc.uniqueArray(fc.tuple(attributeName, value), { selector: ([name]) => name, maxLength: 3 }).map((list) => Object.fromEntries(list));

export const { value } = fc.letrec<{ value: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { arbitrary: number, weight: 3 },
    { arbitrary: string, weight: 3 },
    binary,
    constant,
    stringSet,
    numberSet,
    binarySet,
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })), weight: 2 },
    { arbitrary: members(tie('value')).map((M) => ({ M })), weight: 2 },
  ),
}));

const deep = (levels: number): JsonObject =>
  levels === 0 ? { S: 'x' } : levels % 2 === 0 ? { L: [deep(levels - 1)] } : { M: { a: deep(levels - 1) } };

/** What is no attribute value, or none that AWS takes. */
export const wrongValue: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom(...WRONG_NUMBERS).map((N) => ({ N })),
  fc.constantFrom<JsonObject>(
    {},
    { S: 'a', N: '1' },
    { NULL: true, BOOL: true },
    { NULL: false },
    { SS: [] },
    { NS: [] },
    { BS: [] },
    { SS: ['a', 'a'] },
    { SS: ['b', 'a', 'b', 'a'] },
    { NS: ['1', '1.0'] },
    { NS: ['1', '1'] },
    { NS: ['1', 'x'] },
    { BS: ['AA==', 'AA=='] },
    { L: [{}] },
    { M: { a: {} } },
    { M: { '': { S: 'a' } } },
    { L: [{ M: { a: { N: 'x' } } }] },
    { L: [{ SS: [] }] },
    deep(31),
    deep(32),
    deep(40),
  ),
);

const POOLS: Readonly<Record<ScalarType, fc.Arbitrary<string>>> = {
  S: fc.constantFrom('a', 'b', 'ab', 'abc', 'é', 'ÿ', '😀', '\uffee', 'Z', '0'),
  N: fc.oneof({ arbitrary: plainNumber, weight: 4 }, { arbitrary: fc.constantFrom(...ODD_NUMBERS), weight: 1 }),
  B: fc.constantFrom(...BYTES.slice(1)),
};

/** One of a few, so that the same keys are met again. */
export const keyValue = (type: ScalarType): fc.Arbitrary<JsonObject> => POOLS[type].map((text): JsonObject => ({ [type]: text }));

/** Right nearly always. */
export const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>, weight = 25): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: right, weight }, { arbitrary: wrong, weight: 1 });

export const wrongKeyValue = (type: ScalarType): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    value,
    wrongValue,
    fc.constantFrom<JsonObject>({ S: '' }, { B: '' }, { NULL: true }),
    fc.constantFrom(1024, 1025, 2048, 2049).map(
      (length): JsonObject => ({
        [type === 'B' ? 'B' : 'S']: type === 'B' ? Buffer.alloc(length).toString('base64') : 'k'.repeat(length),
      }),
    ),
  );

/** An object of those of the members that are there. */
export const withoutMissing = (object: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** Undefined `weight` times as often as not, or `weight` to `against`. */
export const seldom = <T>(arbitrary: fc.Arbitrary<T>, weight = 6, against = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight }, { arbitrary, weight: against });

/** Undefined half the time. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof(fc.constant(undefined), arbitrary);
