/** Times in signatures: `20260101T000000Z`. */

const LONG_FORM = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** @returns milliseconds since the epoch. */
export function readAmzDate(text: string): number | undefined {
  const match = LONG_FORM.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

export const writeAmzDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** As S3 shows times in its refusals: without the fraction. */
export const writeSecond = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}/, '');
