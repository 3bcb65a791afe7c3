/** Base-10 numbers of up to 38 digits, as SQL's DECIMAL has them. */

/** Digits that survive. */
const PRECISION = 38;

export class Decimal {
  /** The value is `units` / 10^`scale`. */
  readonly units: bigint;
  /** Digits behind the point; never negative. */
  readonly scale: number;

  constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  /** Trailing zeros stay: `1.10` is shown as it came. */
  toString(): string {
    if (this.scale === 0) return this.units.toString();
    const negative = this.units < 0n;
    const digits = (negative ? -this.units : this.units).toString().padStart(this.scale + 1, '0');
    const point = digits.length - this.scale;
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  toNumber(): number {
    return Number(this.toString());
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** @returns undefined for what is no number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const units = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return rounded(scale < 0 ? new Decimal(units * powerOfTen(-scale), 0) : new Decimal(units, scale));
}

export const decimalOf = (value: bigint | number | Decimal): Decimal => {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return new Decimal(value, 0);
  return parseDecimal(String(value)) ?? new Decimal(0n, 0);
};

/** Below, at, or above zero as left is less than, equal to, or greater than right. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const [one, other] = aligned(left, right);
  return one < other ? -1 : one > other ? 1 : 0;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const [one, other] = aligned(left, right);
  return rounded(new Decimal(one + other, Math.max(left.scale, right.scale)));
}

export const negateDecimal = ({ units, scale }: Decimal): Decimal => new Decimal(-units, scale);

export const multiplyDecimals = (left: Decimal, right: Decimal): Decimal =>
  rounded(new Decimal(left.units * right.units, left.scale + right.scale));

/** The quotient to all the digits that there are, without zeros that say nothing. The divisor is not zero. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  const more = PRECISION + digitsOf(right.units);
  const quotient = rounded(new Decimal((left.units * powerOfTen(more + right.scale)) / right.units, left.scale + more));
  return withoutZeros(quotient, Math.max(left.scale - right.scale, 0));
}

/** The divisor is not zero. */
export function remainderOfDecimals(left: Decimal, right: Decimal): Decimal {
  const [one, other] = aligned(left, right);
  return new Decimal(one % other, Math.max(left.scale, right.scale));
}

/** Towards zero. */
export const truncated = ({ units, scale }: Decimal): bigint => units / powerOfTen(scale);

function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint] {
  if (left.scale === right.scale) return [left.units, right.units];
  return left.scale < right.scale
    ? [left.units * powerOfTen(right.scale - left.scale), right.units]
    : [left.units, right.units * powerOfTen(left.scale - right.scale)];
}

/** Half up, where there are more digits than fit. */
function rounded(value: Decimal): Decimal {
  const excess = Math.min(digitsOf(value.units) - PRECISION, value.scale);
  if (excess <= 0) return value;
  const divisor = powerOfTen(excess);
  const half = value.units < 0n ? -divisor / 2n : divisor / 2n;
  return new Decimal((value.units + half) / divisor, value.scale - excess);
}

function withoutZeros({ units, scale }: Decimal, least: number): Decimal {
  let left = units;
  let digits = scale;
  while (digits > least && left % 10n === 0n) {
    left /= 10n;
    digits -= 1;
  }
  return new Decimal(left, digits);
}

const digitsOf = (units: bigint): number => (units < 0n ? -units : units).toString().length;
const powerOfTen = (power: number): bigint => 10n ** BigInt(power);
