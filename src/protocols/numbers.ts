/** The ranges of Smithy's whole numbers. */

export type IntegerType = 'byte' | 'short' | 'integer' | 'long' | 'intEnum';

/** Largest magnitudes; the negative side reaches one further. 2^63 - 1 isn't a number in JavaScript, 2^63 is. */
const LIMITS: Readonly<Record<IntegerType, number>> = {
  byte: 0x7f,
  short: 0x7fff,
  integer: 0x7fff_ffff,
  intEnum: 0x7fff_ffff,
  long: 2 ** 63,
};

export const isIntegerType = (type: string): type is IntegerType => type in LIMITS;

/** The number, or undefined when it has a fraction or doesn't fit the type. */
export function checkInteger(type: IntegerType, value: number): number | undefined {
  const limit = LIMITS[type];
  if (!Number.isInteger(value) || value > limit || value < -limit - 1) return undefined;
  // -0 is 0 for everything that isn't a float.
  return value === 0 ? 0 : value;
}
