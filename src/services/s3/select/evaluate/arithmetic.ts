/** + - * / % on numbers: of two types the wider one is the result's. */
import { EvaluatorInvalidArguments, IncorrectSqlFunctionArgumentType, IntegerOverflow } from '../../../../../generated/s3/errors.js';
import type { Operator } from '../sql/syntax.js';
import { asFloat } from './compare.js';
import {
  addDecimals,
  Decimal,
  decimalOf,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  remainderOfDecimals,
} from './decimal.js';
import { isNumeric, type Value } from './value.js';

type Numeric = bigint | number | Decimal;
type ArithmeticOperator = Exclude<Operator, '||'>;

const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;

/** @throws IntegerOverflow: integers have 8 bytes. */
export function checkInteger(value: bigint): bigint {
  if (value < SMALLEST || value > LARGEST) throw new IntegerOverflow('Int overflow or underflow');
  return value;
}

/** Text is read as a number, as columns of CSV need it. @throws IncorrectSqlFunctionArgumentType */
export function numberOf(value: Value): Numeric {
  if (isNumeric(value)) return value;
  const read = typeof value === 'string' ? readNumber(value.trim()) : undefined;
  if (read === undefined) throw new IncorrectSqlFunctionArgumentType('Incorrect type of arguments in function call in the SQL expression.');
  return read;
}

/** Digits alone make an INT, a point a DECIMAL, an exponent a FLOAT. */
export function readNumber(text: string): Numeric | undefined {
  if (/^[+-]?\d{1,18}$/.test(text)) return BigInt(text.startsWith('+') ? text.slice(1) : text);
  const decimal = parseDecimal(text);
  if (decimal === undefined) return undefined;
  if (/[eE]/.test(text)) return Number(text);
  return decimal.scale === 0 && decimal.units >= SMALLEST && decimal.units <= LARGEST ? decimal.units : decimal;
}

export function calculate(operator: ArithmeticOperator, left: Numeric, right: Numeric): Numeric {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkInteger(onIntegers(operator, left, right));
  if (typeof left === 'number' || typeof right === 'number') return onFloats(operator, asFloat(left), asFloat(right));
  return onDecimals(operator, decimalOf(left), decimalOf(right));
}

function onIntegers(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / notZero(right);
    case '%':
      return left % notZero(right);
  }
}

function onFloats(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / notZero(right);
    case '%':
      return left % notZero(right);
  }
}

function onDecimals(operator: ArithmeticOperator, left: Decimal, right: Decimal): Decimal {
  switch (operator) {
    case '+':
      return addDecimals(left, right);
    case '-':
      return addDecimals(left, negateDecimal(right));
    case '*':
      return multiplyDecimals(left, right);
    case '/':
      notZero(right.units);
      return divideDecimals(left, right);
    case '%':
      notZero(right.units);
      return remainderOfDecimals(left, right);
  }
}

export const negate = (value: Numeric): Numeric => (value instanceof Decimal ? negateDecimal(value) : -value);

function notZero<T extends bigint | number>(divisor: T): T {
  if (Number(divisor) === 0) throw new EvaluatorInvalidArguments('Division by zero in the SQL expression.');
  return divisor;
}
