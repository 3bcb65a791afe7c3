/** Writes answers straight to a socket, a small one in a single write: its head and body as one string. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { WireResponse } from '../../contract/wire.js';

/** A body of so many bytes is copied behind its head; a longer one goes out by itself. */
const MOST_COPIED = 16 * 1024;
/** Bytes that are handed to the socket before the client has to take some. */
const MOST_AT_ONCE = 2 * 1024 * 1024;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

export interface AnswerOptions {
  /** Error answers to HEAD, and its other answers, have no body. */
  readonly isHead: boolean;
  /** Further headers: flat pairs of name and value. */
  readonly extra: readonly string[] | undefined;
  /** The lines that end the head: what becomes of the connection, and the empty line. */
  readonly connection: string;
}

/**
 * @returns undefined when everything was handed to the socket. For a streamed body a promise, which resolves when the last byte was
 * handed over or the client went away, and rejects when the source fails: the connection must break then.
 * @throws TypeError for a header that can't be sent
 */
export function writePlainAnswer(answer: WireResponse, socket: Socket, options: AnswerOptions): Promise<void> | undefined {
  const { status, body } = answer;
  const bodiless = options.isHead || status === 204 || status === 304;
  if (body === undefined || typeof body === 'string') {
    const text = body ?? '';
    const length = Buffer.byteLength(text);
    const head = headOf(answer, length, options);
    if (bodiless) socket.write(head, 'latin1');
    // As many bytes as characters: all of them are ASCII.
    else if (length === text.length) socket.write(head + text, 'latin1');
    else writeBytes(head, Buffer.from(text), socket);
    return undefined;
  }
  if (body instanceof Uint8Array) {
    const head = headOf(answer, body.byteLength, options);
    if (bodiless) socket.write(head, 'latin1');
    else writeBytes(head, body, socket);
    return undefined;
  }
  const isChunked = !bodiless && !hasHeader(answer, 'content-length');
  const head = headOf(answer, undefined, options, isChunked);
  if (body.held !== undefined && !bodiless && !isChunked) return writeHeld(head, body.held, socket);
  const chunks = body[Symbol.asyncIterator]();
  socket.write(head, 'latin1');
  return bodiless ? endOf(chunks) : pump(chunks, socket, isChunked);
}

/** As few writes as may be: each is a call of the operating system, and wakes the client. */
function writeHeld(head: string, pieces: readonly Uint8Array[], socket: Socket): Promise<void> | undefined {
  socket.cork();
  socket.write(head, 'latin1');
  const next = writeSome(pieces, 0, socket);
  socket.uncork();
  return next < pieces.length ? writeRest(pieces, next, socket) : undefined;
}

/** @returns the place of the piece that is next. */
function writeSome(pieces: readonly Uint8Array[], from: number, socket: Socket): number {
  let next = from;
  let bytes = 0;
  for (let piece = pieces[next]; piece !== undefined && bytes < MOST_AT_ONCE; piece = pieces[next]) {
    socket.write(piece);
    bytes += piece.byteLength;
    next += 1;
  }
  return next;
}

async function writeRest(pieces: readonly Uint8Array[], from: number, socket: Socket): Promise<void> {
  for (let next = from; next < pieces.length && !socket.destroyed; ) {
    await drained(socket);
    if (socket.destroyed) return;
    socket.cork();
    next = writeSome(pieces, next, socket);
    socket.uncork();
  }
}

/** Resolves when the client has taken what was written, or is gone. */
function drained(socket: Socket): Promise<void> {
  if (!socket.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}

function writeBytes(head: string, body: Uint8Array, socket: Socket): void {
  if (body.byteLength <= MOST_COPIED) {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    socket.write(head + bytes.toString('latin1', 0, bytes.length), 'latin1');
    return;
  }
  socket.cork();
  socket.write(head, 'latin1');
  socket.write(body);
  socket.uncork();
}

function headOf(answer: WireResponse, length: number | undefined, options: AnswerOptions, isChunked = false): string {
  const { status, headers } = answer;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
  let sized = status === 204 || status === 304 || length === undefined;
  let named = false;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    head += line(name, value);
    if (name.length === 14) sized ||= name.toLowerCase() === 'content-length';
    else if (name.length === 6) named ||= name.toLowerCase() === 'server';
  }
  if (!named) head += 'Server: tinsmith\r\n';
  if (options.extra !== undefined)
    for (let at = 0; at < options.extra.length; at += 2) head += line(options.extra[at], options.extra[at + 1]);
  if (!sized) head += `Content-Length: ${length}\r\n`;
  head += `Date: ${httpDate()}\r\n`;
  if (isChunked) head += 'Transfer-Encoding: chunked\r\n';
  return head + options.connection;
}

function line(name = '', value = ''): string {
  if (!NAME.test(name)) throw new TypeError(`The answer's header name ${JSON.stringify(name)} can't be sent`);
  if (BAD_VALUE.test(value)) throw new TypeError(`The value of the answer's header ${name} can't be sent: ${JSON.stringify(value)}`);
  return `${name}: ${value}\r\n`;
}

const hasHeader = ({ headers }: WireResponse, wanted: string): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() === wanted && headers[name] !== undefined);

let dateSecond = 0;
let dateText = '';

/** Of this second: made once in it. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}

async function pump(chunks: AsyncIterator<Uint8Array>, socket: Socket, isChunked: boolean): Promise<void> {
  let wake: (() => void) | undefined;
  const onDrain = (): void => wake?.();
  const onClose = (): void => {
    wake?.();
    // The source may be waiting for an event that never comes, and hold something open meanwhile.
    void endOf(chunks);
  };
  socket.on('drain', onDrain);
  socket.on('close', onClose);
  try {
    while (!socket.destroyed) {
      const { done, value } = await chunks.next();
      if (done === true || socket.destroyed) break;
      // An empty chunk would end a chunked body.
      if (value.length > 0 && !writeChunk(value, socket, isChunked)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (isChunked && !socket.destroyed) socket.write('0\r\n\r\n', 'latin1');
  } catch (error) {
    if (!socket.destroyed) throw error;
  } finally {
    socket.off('drain', onDrain);
    socket.off('close', onClose);
  }
}

function writeChunk(bytes: Uint8Array, socket: Socket, isChunked: boolean): boolean {
  if (!isChunked) return socket.write(bytes);
  socket.cork();
  socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
  socket.write(bytes);
  const goesOn = socket.write('\r\n', 'latin1');
  socket.uncork();
  return goesOn;
}

/** Tells a source that nobody wants the rest; what it says of its own end interests nobody either. */
async function endOf(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    await chunks.return?.();
  } catch {
    // The client is gone or wants no body: a source that fails to close has nobody to fail to.
  }
}
