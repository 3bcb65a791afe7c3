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
/** Upper case as RFC 9110 writes them, a target in origin form, names without a space before the colon, values without control characters. */
const WELL_FORMED =
  /^(?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS) \/[!"$-~]* HTTP\/1\.1(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\x80-\xff]*)+$/;
const CONTENT_LENGTH = /^\d{1,15}$/;
/** They change how the connection or the body is read; `__proto__` would change the object of the headers. */
const UNUSUAL = ['__proto__', 'expect', 'proxy-connection', 'set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** Headers of every SDK's call that no service stores. */
const PASSING = [
  'accept',
  'accept-encoding',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'authorization',
  'connection',
  'content-length',
  'host',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-target',
  'x-amz-user-agent',
];

interface Name {
  /** In lower case. */
  readonly name: string;
  readonly isUnusual: boolean;
  /** Whether its value may outlive the request. */
  readonly isKept: boolean;
}

const MOST_NAMES = 1000;
/** By the spelling in which a client sends them. */
const names = new Map<string, Name>();

function nameOf(spelling: string): Name {
  const known = names.get(spelling);
  if (known !== undefined) return known;
  const name = spelling.toLowerCase();
  const learned = { name, isUnusual: UNUSUAL.includes(name), isKept: !PASSING.includes(name) };
  if (names.size >= MOST_NAMES) names.clear();
  // The spelling is a part of the head's text, which the key would keep in memory: the key is a copy.
  names.set(Buffer.from(spelling, 'latin1').toString('latin1'), learned);
  return learned;
}

/** @returns undefined for a head that isn't plain, or isn't whole. */
export function readPlainHead(bytes: Buffer): PlainHead | undefined {
  const begun = bytes.toString('latin1', 0, LONGEST_HEAD);
  const end = begun.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const text = begun.slice(0, end);
  if (!WELL_FORMED.test(text)) return undefined;
  const methodEnd = text.indexOf(' ');
  const lineEnd = text.indexOf('\r');
  const headers: Record<string, string> = {};
  let count = 0;
  let contentLength = 0;
  for (let start = lineEnd + 2; start < end; count++) {
    const colon = text.indexOf(':', start);
    const next = text.indexOf('\r', colon);
    const { name, isUnusual, isKept } = nameOf(text.slice(start, colon));
    let from = colon + 1;
    let to = next < 0 ? end : next;
    start = to + 2;
    if (isUnusual || (headers[name] !== undefined && Object.hasOwn(headers, name))) return undefined;
    while (from < to && isBlank(text.charCodeAt(from))) from++;
    while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
    // A slice of the head's text would keep all of it in memory for as long as a service stores the value.
    const value = isKept ? bytes.toString('latin1', from, to) : text.slice(from, to);
    headers[name] = value;
    if (name === 'content-length') {
      if (!CONTENT_LENGTH.test(value)) return undefined;
      contentLength = Number(value);
    } else if (name === 'connection' && value !== 'keep-alive' && value.toLowerCase() !== 'keep-alive') {
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

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
