/** Decimal fractions (tag 4): what a bigDecimal travels as. */
import { serializationError } from '../serialization-error.js';

const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Digits that a decimal may have when it is written out: java.math.BigDecimal has no such limit, memory has. */
const MAX_EXPONENT = 1000;

export class CborDecimal {
  readonly exponent: number;
  readonly mantissa: bigint;

  constructor(exponent: number, mantissa: bigint) {
    this.exponent = exponent;
    this.mantissa = mantissa;
  }

  /** @param value the content of the tag: `[exponent, mantissa]`. */
  static fromParts(value: unknown): CborDecimal {
    const [exponent, mantissa] = Array.isArray(value) && value.length === 2 ? value : [];
    const isWhole = typeof mantissa === 'bigint' || Number.isInteger(mantissa);
    if (typeof exponent !== 'number' || !Number.isInteger(exponent) || Math.abs(exponent) > MAX_EXPONENT || !isWhole)
      throw serializationError('A CBOR decimal is malformed');
    // Checked to be whole.
    return new CborDecimal(exponent, BigInt(mantissa as number | bigint));
  }

  static fromText(text: string): CborDecimal {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
    return new CborDecimal(Number(exponent) - fraction.length, BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n));
  }

  /** Without an exponent: `273.15`. */
  toString(): string {
    const digits = String(this.mantissa < 0n ? -this.mantissa : this.mantissa);
    const sign = this.mantissa < 0n ? '-' : '';
    if (this.exponent >= 0) return `${sign}${digits}${digits === '0' ? '' : '0'.repeat(this.exponent)}`;
    const padded = digits.padStart(1 - this.exponent, '0');
    return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
  }
}
