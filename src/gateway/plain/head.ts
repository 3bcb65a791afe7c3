/**
 * Reads the head of a plain HTTP/1.1 request: one that every HTTP implementation reads alike. Whatever could be read in two ways,
 * or needs more than a length to tell where its body ends, is not plain: node:http reads or refuses it.
 */
import type { WireHeaders } from '../../contract/wire.js';

export interface PlainHead {
  readonly method: string;
  readonly target: string;
  readonly headers: WireHeaders;
  /** Bytes of the body, 0 without one. */
  readonly contentLength: number;
  /** Where the head ends in the bytes that it was read from. */
  readonly end: number;
}

const LONGEST_HEAD = 16 * 1024;
const MOST_HEADERS = 100;
const END_OF_HEAD = Buffer.from('\r\n\r\n', 'latin1');
/** Upper case as RFC 9110 writes them, a target in origin form, names without a space before the colon, values without control characters. */
const WELL_FORMED =
  /^(?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS) \/[!"$-~]* HTTP\/1\.1(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*)+$/;
const CONTENT_LENGTH = /^\d{1,15}$/;
/** They change how the connection or the body is read; `__proto__` would change the object of the headers. */
const UNUSUAL: ReadonlySet<string> = new Set([
  '__proto__',
  'expect',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @returns undefined for a head that isn't plain, or isn't whole. */
export function readPlainHead(bytes: Buffer): PlainHead | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0 || end > LONGEST_HEAD) return undefined;
  const text = bytes.toString('latin1', 0, end);
  if (!WELL_FORMED.test(text)) return undefined;
  const methodEnd = text.indexOf(' ');
  const lineEnd = text.indexOf('\r\n');
  const headers: Record<string, string> = {};
  let count = 0;
  let contentLength = 0;
  for (let start = lineEnd + 2; start < end; count++) {
    const colon = text.indexOf(':', start);
    const next = text.indexOf('\r\n', colon);
    const lineStop = next < 0 ? end : next;
    const name = text.slice(start, colon).toLowerCase();
    start = lineStop + 2;
    if (UNUSUAL.has(name) || Object.hasOwn(headers, name)) return undefined;
    const value = valueBetween(bytes, colon + 1, lineStop);
    headers[name] = value;
    if (name === 'content-length') {
      if (!CONTENT_LENGTH.test(value)) return undefined;
      contentLength = Number(value);
    } else if (name === 'connection' && value.toLowerCase() !== 'keep-alive') {
      return undefined;
    }
  }
  if (headers.host === undefined || count > MOST_HEADERS) return undefined;
  return {
    method: text.slice(0, methodEnd),
    // Before the target stand the method and a space, behind it a space and HTTP/1.1.
    target: bytes.toString('latin1', methodEnd + 1, lineEnd - 9),
    headers,
    contentLength,
    end: end + 4,
  };
}

/**
 * Without the blanks around it. Copied out of the bytes: a slice of the head's text would keep all of the text in memory for as long
 * as a service stores the value.
 */
function valueBetween(bytes: Buffer, from: number, to: number): string {
  let start = from;
  let stop = to;
  while (start < stop && isBlank(bytes[start])) start++;
  while (stop > start && isBlank(bytes[stop - 1])) stop--;
  return bytes.toString('latin1', start, stop);
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;
