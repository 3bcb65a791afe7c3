/** CAST (Amazon S3 User Guide, "CAST" and "Data types"). */
import { CastFailed, ParseExpectedTypeName } from '../../../../../generated/s3/errors.js';
import { checkInteger, readNumber } from './arithmetic.js';
import { asFloat, readBoolean } from './compare.js';
import { Decimal, decimalOf, parseDecimal, truncated } from './decimal.js';
import { textOf } from './text.js';
import { parseTimestamp, Timestamp } from './timestamp.js';
import { isAbsent, isNumeric, type Value } from './value.js';

type Cast = (value: Value) => Value;

const TYPES: Readonly<Record<string, Cast>> = {
  bool: toBoolean,
  boolean: toBoolean,
  int: toInteger,
  integer: toInteger,
  smallint: toInteger,
  bigint: toInteger,
  float: toFloat,
  double: toFloat,
  real: toFloat,
  decimal: toDecimal,
  numeric: toDecimal,
  string: toText,
  varchar: toText,
  char: toText,
  text: toText,
  timestamp: toTimestamp,
};

/**
 * What casts to the type: undefined of it for what can't be.
 * @throws ParseExpectedTypeName
 */
export function castTo(type: string): Cast {
  const cast = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (cast === undefined) throw new ParseExpectedTypeName('Did not find the expected type name in the SQL expression.');
  return (value) => {
    if (isAbsent(value)) return value;
    const result = cast(value);
    if (result === undefined)
      throw new CastFailed('Attempt to convert from one data type to another using CAST failed in the SQL expression.');
    return result;
  };
}

function toBoolean(value: Value): Value {
  if (typeof value === 'string') return readBoolean(value);
  if (isNumeric(value)) return asFloat(value) !== 0;
  return typeof value === 'boolean' ? value : undefined;
}

function toInteger(value: Value): Value {
  const number = typeof value === 'string' ? readNumber(value.trim()) : value;
  if (typeof number === 'boolean') return number ? 1n : 0n;
  if (typeof number === 'bigint') return number;
  if (number instanceof Decimal) return checkInteger(truncated(number));
  return typeof number === 'number' && Number.isFinite(number) ? checkInteger(BigInt(Math.trunc(number))) : undefined;
}

function toFloat(value: Value): Value {
  if (typeof value === 'string') return parseDecimal(value.trim()) === undefined ? undefined : Number(value.trim());
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isNumeric(value) ? asFloat(value) : undefined;
}

function toDecimal(value: Value): Value {
  if (typeof value === 'string') return parseDecimal(value.trim());
  if (typeof value === 'boolean') return decimalOf(value ? 1n : 0n);
  return isNumeric(value) ? decimalOf(value) : undefined;
}

function toText(value: Value): Value {
  return isNumeric(value) || typeof value !== 'object' || value instanceof Timestamp ? textOf(value) : undefined;
}

function toTimestamp(value: Value): Value {
  if (value instanceof Timestamp) return value;
  return typeof value === 'string' ? parseTimestamp(value.trim()) : undefined;
}
