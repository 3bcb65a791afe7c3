/** Points in time with the precision and the offset that they were written with (W3C's note on date and time formats). */
import { ValueParseFailure } from '../../../../../generated/s3/errors.js';

export const PRECISIONS = ['year', 'month', 'day', 'minute', 'second'] as const;
export type Precision = (typeof PRECISIONS)[number];

export class Timestamp {
  /** Milliseconds since the epoch, as UTC. */
  readonly time: number;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly precision: Precision;
  /** Digits behind the second, as they came. */
  readonly fraction: string;

  constructor(time: number, offset: number, precision: Precision, fraction = '') {
    this.time = time;
    this.offset = offset;
    this.precision = precision;
    this.fraction = fraction;
  }

  /** The local time, to be read by Date's UTC methods. */
  get local(): Date {
    return new Date(this.time + this.offset * 60_000);
  }

  toString(): string {
    const text = this.local.toISOString();
    switch (this.precision) {
      case 'year':
        return `${text.slice(0, 4)}T`;
      case 'month':
        return `${text.slice(0, 7)}T`;
      case 'day':
        return text.slice(0, 10);
      case 'minute':
        return `${text.slice(0, 16)}${writeOffset(this.offset, ':')}`;
      case 'second':
        return `${text.slice(0, 19)}${this.fraction === '' ? '' : `.${this.fraction}`}${writeOffset(this.offset, ':')}`;
    }
  }
}

/** `Z` for none. */
export function writeOffset(offset: number, separator: string): string {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

const FORM = /^(\d{4})(?:T|-(\d\d)(?:T|-(\d\d)(?:T(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d))?)?)?)?$/;

/** @returns undefined for what is no timestamp. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction = '', zone] = match;
  // A year and a month need their T.
  if (day === undefined && !text.endsWith('T')) return undefined;
  const precision: Precision =
    month === undefined ? 'year' : day === undefined ? 'month' : hour === undefined ? 'day' : second === undefined ? 'minute' : 'second';
  const parts = [year, month ?? '01', day ?? '01', hour ?? '00', minute ?? '00', second ?? '00'].map(Number);
  return makeTimestamp(parts, fraction, zone === undefined ? 0 : readOffset(zone), precision);
}

/**
 * @param parts year, month (from 1), day, hour, minute, second.
 * @returns undefined where there is no such day or time.
 */
export function makeTimestamp(parts: readonly number[], fraction: string, offset: number, precision: Precision): Timestamp | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Number(fraction.slice(0, 3).padEnd(3, '0')));
  const fits =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60 && Math.abs(offset) < 1440;
  return fits && year > 0 ? new Timestamp(date.getTime() - offset * 60_000, offset, precision, fraction) : undefined;
}

/** `Z`, `+02:00`, `+0200` and `+02`, in minutes. */
export function readOffset(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return zone.startsWith('-') ? -minutes : minutes;
}

export const unreadable = (): ValueParseFailure => new ValueParseFailure('A timestamp parse failure occurred in the SQL expression.');
