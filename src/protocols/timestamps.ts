/** The three wire forms of a timestamp. Parsers are strict and give undefined for what isn't of their form. */
import type { TimestampFormat } from '../contract/shapes.js';

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? GMT$/;
const EPOCH_SECONDS = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3339 in UTC: offsets are refused, as Smithy demands of servers. */
export function parseDateTime(text: string): Date | undefined {
  const parts = DATE_TIME.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction] = parts;
  return exactDate(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), fraction);
}

/** IMF-fixdate, a fraction of a second allowed. */
export function parseHttpDate(text: string): Date | undefined {
  const parts = HTTP_DATE.exec(text);
  if (parts === null) return undefined;
  const [, day, month, year, hour, minute, second, fraction] = parts;
  return exactDate(Number(year), MONTHS.indexOf(month ?? ''), Number(day), Number(hour), Number(minute), Number(second), fraction);
}

export const parseEpochText = (text: string): Date | undefined => (EPOCH_SECONDS.test(text) ? parseEpochSeconds(Number(text)) : undefined);

/** Seconds with a fraction; milliseconds are kept. */
export function parseEpochSeconds(seconds: number): Date | undefined {
  const date = new Date(Math.round(seconds * 1000));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function parseTimestampText(text: string, format: TimestampFormat): Date | undefined {
  if (format === 'date-time') return parseDateTime(text);
  return format === 'http-date' ? parseHttpDate(text) : parseEpochText(text);
}

/** `2019-12-16T23:48:18Z`; milliseconds only where there are any. */
export function formatDateTime(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** `Mon, 16 Dec 2019 23:48:18 GMT` */
export const formatHttpDate = (date: Date): string => date.toUTCString();

/** Seconds, milliseconds as the fraction. */
export const epochSeconds = (date: Date): number => date.getTime() / 1000;

export function formatTimestampText(date: Date, format: TimestampFormat): string {
  if (format === 'date-time') return formatDateTime(date);
  return format === 'http-date' ? formatHttpDate(date) : String(epochSeconds(date));
}

/** Undefined for the 30th of February and the like, which Date would roll over. */
function exactDate(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string | undefined,
): Date | undefined {
  // A leap second counts as the second before it.
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, second === 60 ? 59 : second, fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3)));
  const kept = date.getUTCMonth() === month && date.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
  return kept ? date : undefined;
}
