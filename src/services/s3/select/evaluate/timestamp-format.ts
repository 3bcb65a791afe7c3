/** The patterns of TO_STRING and TO_TIMESTAMP (Amazon S3 User Guide, "TO_STRING"). */
import { EvaluatorInvalidTimestampFormatPattern } from '../../../../../generated/s3/errors.js';
import { makeTimestamp, type Precision, readOffset, type Timestamp, writeOffset } from './timestamp.js';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const TOKEN =
  /yyyy|yy|y|MMMMM|MMMM|MMM|MM|M|dd|d|a|hh|h|HH|H|mm|m|ss|s|S{1,9}|n|XXXXX|XXXX|XXX|XX|X|xxxxx|xxxx|xxx|xx|x|'(?:[^']|'')*'|[^A-Za-z']/y;

interface Symbol {
  readonly text: string;
  readonly isLiteral: boolean;
}

const parsed = new Map<string, readonly Symbol[]>();

function symbolsOf(pattern: string): readonly Symbol[] {
  const known = parsed.get(pattern);
  if (known !== undefined) return known;
  const symbols: Symbol[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const text = TOKEN.exec(pattern)?.[0];
    if (text === undefined)
      throw new EvaluatorInvalidTimestampFormatPattern('The timestamp format string in the SQL expression is not valid.');
    if (text.startsWith("'")) symbols.push({ text: text.slice(1, -1).replaceAll("''", "'"), isLiteral: true });
    else symbols.push({ text, isLiteral: !/^[A-Za-z]/.test(text) });
  }
  if (parsed.size > 100) parsed.clear();
  parsed.set(pattern, symbols);
  return symbols;
}

export const formatTimestamp = (timestamp: Timestamp, pattern: string): string =>
  symbolsOf(pattern)
    .map(({ text, isLiteral }) => (isLiteral ? text : writeSymbol(timestamp, text)))
    .join('');

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

function writeSymbol({ local, offset, fraction }: Timestamp, symbol: string): string {
  const month = MONTHS[local.getUTCMonth()] ?? '';
  const hour = local.getUTCHours();
  switch (symbol.charAt(0)) {
    case 'y':
      return symbol === 'yy' ? pad(local.getUTCFullYear() % 100, 2) : pad(local.getUTCFullYear(), symbol.length);
    case 'M':
      if (symbol === 'MMMMM') return month.charAt(0);
      if (symbol === 'MMMM') return month;
      return symbol === 'MMM' ? month.slice(0, 3) : pad(local.getUTCMonth() + 1, symbol.length);
    case 'd':
      return pad(local.getUTCDate(), symbol.length);
    case 'a':
      return hour < 12 ? 'AM' : 'PM';
    case 'h':
      return pad(hour % 12 === 0 ? 12 : hour % 12, symbol.length);
    case 'H':
      return pad(hour, symbol.length);
    case 'm':
      return pad(local.getUTCMinutes(), symbol.length);
    case 's':
      return pad(local.getUTCSeconds(), symbol.length);
    case 'S':
      return fraction.padEnd(symbol.length, '0').slice(0, symbol.length);
    case 'n':
      return String(Number(fraction.padEnd(9, '0').slice(0, 9)));
    default:
      return writeZone(offset, symbol);
  }
}

/** X shows UTC as Z, x as zeros; one letter shows hours, an odd count puts a colon in between. */
function writeZone(offset: number, symbol: string): string {
  if (offset === 0 && symbol.startsWith('X')) return 'Z';
  const separator = symbol.length % 2 === 1 && symbol.length > 1 ? ':' : '';
  const text = offset === 0 ? `+00${separator}00` : writeOffset(offset, separator);
  return symbol.length === 1 && offset % 60 === 0 ? text.slice(0, 3) : text;
}

/** What each symbol takes of a text. */
const FORMS: Readonly<Record<string, string>> = {
  y: '(\\d{4})',
  yy: '(\\d\\d)',
  MMM: '([A-Za-z]{3})',
  MMMM: '([A-Za-z]{3,9})',
  a: '([AaPp][Mm])',
  n: '(\\d{1,9})',
};

/** @returns undefined where the text is not of that form. */
export function parseByPattern(text: string, pattern: string): Timestamp | undefined {
  const symbols = symbolsOf(pattern);
  const form = symbols
    .map(({ text: symbol, isLiteral }) => (isLiteral ? symbol.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : formOf(symbol)))
    .join('');
  const match = new RegExp(`^${form}$`).exec(text);
  if (match === null) return undefined;
  const given = new Map<string, string>();
  for (const [index, { text: symbol }] of symbols.filter(({ isLiteral }) => !isLiteral).entries())
    given.set(symbol, match[index + 1] ?? '');
  return assemble(given);
}

function formOf(symbol: string): string {
  const known = FORMS[symbol === 'yyyy' ? 'y' : symbol];
  if (known !== undefined) return known;
  if (/^[Xx]/.test(symbol)) return '(Z|[+-]\\d\\d(?::?\\d\\d)?)';
  if (symbol.startsWith('S')) return `(\\d{${symbol.length}})`;
  return symbol.length === 1 ? '(\\d{1,2})' : '(\\d\\d)';
}

function assemble(given: ReadonlyMap<string, string>): Timestamp | undefined {
  const find = (letter: string): string | undefined => [...given].find(([symbol]) => symbol.startsWith(letter))?.[1];
  const year = find('y');
  const half = find('a');
  const twelve = find('h');
  const hour = twelve === undefined ? find('H') : String((Number(twelve) % 12) + (half?.toUpperCase() === 'PM' ? 12 : 0));
  const month = find('M');
  const monthNumber = month === undefined || /^\d/.test(month) ? Number(month ?? 1) : monthNamed(month);
  const second = find('s');
  const zone = find('X') ?? find('x');
  const precision: Precision =
    second !== undefined
      ? 'second'
      : hour !== undefined
        ? 'minute'
        : find('d') !== undefined
          ? 'day'
          : month !== undefined
            ? 'month'
            : 'year';
  const fullYear = year?.length === 2 ? 2000 + Number(year) - (Number(year) >= 70 ? 100 : 0) : Number(year ?? 1);
  const parts = [fullYear, monthNumber, Number(find('d') ?? 1), Number(hour ?? 0), Number(find('m') ?? 0), Number(second ?? 0)];
  const nanoseconds = find('n');
  const fraction = find('S') ?? (nanoseconds === undefined ? '' : nanoseconds.padStart(9, '0'));
  return makeTimestamp(parts, fraction, zone === undefined ? 0 : readOffset(zone), precision);
}

const monthNamed = (name: string): number =>
  MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
