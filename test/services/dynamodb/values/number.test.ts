import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalNumber, numberSize, numberSortKey } from '../../../../src/services/dynamodb/values/number.js';

/** A number as digits and a power of ten, exactly. */
interface Exact {
  readonly digits: bigint;
  readonly power: number;
}

const exact = fc
  .record({ digits: fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }), power: fc.integer({ min: -130, max: 87 }) })
  .map((number): Exact => number);

/** The ways in which a client may write it. */
const written = (number: Exact): fc.Arbitrary<string> => {
  const { digits, power } = number;
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  const shifted = fc.integer({ min: 0, max: 20 }).map((places) => {
    const padded = text.padStart(places + 1, '0');
    return `${sign}${padded.slice(0, padded.length - places)}.${padded.slice(padded.length - places)}e${power + places}`;
  });
  return fc.oneof(
    fc.constant(`${digits}E${power}`),
    fc.constant(`${digits}${'0'.repeat(5)}e${power - 5}`),
    fc.constant(`${sign}000${text}e${power}`),
    shifted,
  );
};

const numberAsWritten = exact.chain((number) => fc.tuple(fc.constant(number), written(number)));

/** Both as integers of the same power. */
function aligned(left: Exact, right: Exact): readonly [bigint, bigint] {
  const power = Math.min(left.power, right.power);
  return [left.digits * 10n ** BigInt(left.power - power), right.digits * 10n ** BigInt(right.power - power)];
}

function exactly(plain: string): Exact {
  const [whole = '', fraction = ''] = plain.split('.');
  return { digits: BigInt(whole + fraction), power: -fraction.length };
}

describe('numbers', () => {
  it('keep their exact value in canonical form, however they are written', () => {
    fc.assert(
      fc.property(numberAsWritten, ([number, text]) => {
        const canonical = canonicalNumber(text);
        expect(canonical).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        const [is, was] = aligned(exactly(canonical), number);
        expect(is).toBe(was);
        expect(canonicalNumber(canonical)).toBe(canonical);
      }),
    );
  });

  it('sort by value', () => {
    const near = fc
      .tuple(exact, fc.bigInt({ min: -2n, max: 2n }))
      .map(([left, step]) => [left, { digits: left.digits + step, power: left.power }] as const)
      .filter(([, right]) => right.digits < 10n ** 38n && right.digits > -(10n ** 38n));
    fc.assert(
      fc.property(fc.oneof(fc.tuple(exact, exact), near), ([left, right]) => {
        const keyOf = ({ digits, power }: Exact): string => numberSortKey(canonicalNumber(`${digits}e${power}`));
        const [a, b] = aligned(left, right);
        const [keyA, keyB] = [keyOf(left), keyOf(right)];
        expect(Math.sign(keyA < keyB ? -1 : keyA > keyB ? 1 : 0)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0e500', '0'],
    ['000', '0'],
    ['1.', '1'],
    ['.5', '0.5'],
    ['+5', '5'],
    ['1.50', '1.5'],
    ['1E3', '1000'],
    ['-1.25e-3', '-0.00125'],
    ['1E125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    [`9.${'9'.repeat(37)}E125`, `${'9'.repeat(38)}${'0'.repeat(88)}`],
    [`${'1'.repeat(38)}000`, `${'1'.repeat(38)}000`],
  ])('%s is given back as plain digits', (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each(['', 'abc', ' 1', '1 ', '0x10', '1_0', 'Infinity', 'NaN', '.', '-', '1e', '1e1.5', '--1', '١'])('%j is no number', (text) => {
    expect(() => canonicalNumber(text)).toThrow(/^The parameter cannot be converted to a numeric value/);
  });

  it.each([
    ['1E126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['-1E126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1e9999999999999999999999', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1E-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    ['1e-9999999999999999999999', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    ['1'.repeat(39), 'Attempting to store more than 38 significant digits in a Number'],
    ['0.'.padEnd(42, '3'), 'Attempting to store more than 38 significant digits in a Number'],
  ])('%s is out of range', (text, message) => {
    expect(() => canonicalNumber(text)).toThrow(message);
  });

  // Measured on DynamoDB Local by what a write of a padded item consumes.
  it.each([
    ['0', 1],
    ['1', 2],
    ['12', 2],
    ['123', 3],
    ['-1', 3],
    ['-123', 4],
    ['10', 2],
    ['100', 2],
    ['1.2', 3],
    ['0.1', 2],
    ['0.01', 2],
    ['0.12', 2],
    ['0.123', 3],
    ['12345678901234567890123456789012345678', 20],
  ])('%s weighs %i bytes', (text, bytes) => {
    expect(numberSize(text)).toBe(bytes);
  });
});
