/** DATE_ADD, DATE_DIFF and EXTRACT (Amazon S3 User Guide, "Date functions"). */
import { ParseExpectedDatePart } from '../../../../../generated/s3/errors.js';
import { PRECISIONS, type Precision, Timestamp } from './timestamp.js';

const DATE_PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'timezone_hour', 'timezone_minute'] as const;
export type DatePart = (typeof DATE_PARTS)[number];

/** @param text whatever its case. */
export function readDatePart(text: string): DatePart {
  const part = DATE_PARTS.find((known) => known === text.toLowerCase());
  if (part === undefined) throw new ParseExpectedDatePart('Did not find the expected date part in the SQL expression.');
  return part;
}

/** A timestamp is as precise as what is added to it. */
export function addToDate(part: DatePart, quantity: number, to: Timestamp): Timestamp {
  const date = to.local;
  switch (part) {
    case 'year':
      addMonths(date, quantity * 12);
      break;
    case 'month':
      addMonths(date, quantity);
      break;
    case 'day':
      date.setUTCDate(date.getUTCDate() + quantity);
      break;
    case 'hour':
      date.setTime(date.getTime() + quantity * 3_600_000);
      break;
    case 'minute':
      date.setTime(date.getTime() + quantity * 60_000);
      break;
    default:
      date.setTime(date.getTime() + quantity * 1000);
  }
  const least: Precision = part === 'hour' ? 'minute' : part.startsWith('timezone') ? 'second' : (part as Precision); // the rest are precisions
  const precision = PRECISIONS.indexOf(to.precision) >= PRECISIONS.indexOf(least) ? to.precision : least;
  return new Timestamp(date.getTime() - to.offset * 60_000, to.offset, precision, to.fraction);
}

/** The last day of a month stays the last where the other month is shorter. */
function addMonths(date: Date, months: number): void {
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(date.getTime());
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(day, last.getUTCDate()));
}

/** Whole parts from one to the other: years and months by the calendar, the others by elapsed time. */
export function differenceOfDates(part: DatePart, from: Timestamp, to: Timestamp): number {
  switch (part) {
    case 'year':
      return Math.trunc(monthsBetween(from, to) / 12);
    case 'month':
      return monthsBetween(from, to);
    case 'day':
      return Math.trunc((to.time - from.time) / 86_400_000);
    case 'hour':
      return Math.trunc((to.time - from.time) / 3_600_000);
    case 'minute':
      return Math.trunc((to.time - from.time) / 60_000);
    default:
      return Math.trunc((to.time - from.time) / 1000);
  }
}

function monthsBetween(from: Timestamp, to: Timestamp): number {
  const [start, end] = [new Date(from.time), new Date(to.time)];
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const moved = new Date(from.time);
  addMonths(moved, months);
  if (months > 0 && moved.getTime() > to.time) return months - 1;
  if (months < 0 && moved.getTime() < to.time) return months + 1;
  return months;
}

export function extractFrom(part: DatePart, { local, offset }: Timestamp): number {
  switch (part) {
    case 'year':
      return local.getUTCFullYear();
    case 'month':
      return local.getUTCMonth() + 1;
    case 'day':
      return local.getUTCDate();
    case 'hour':
      return local.getUTCHours();
    case 'minute':
      return local.getUTCMinutes();
    case 'second':
      return local.getUTCSeconds();
    case 'timezone_hour':
      return Math.trunc(offset / 60);
    case 'timezone_minute':
      return offset % 60;
  }
}
