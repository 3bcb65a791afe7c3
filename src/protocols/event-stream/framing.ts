/**
 * The binary frame of application/vnd.amazon.eventstream: prelude (total length, headers' length, CRC), headers, payload, CRC.
 * Its own, because @smithy/eventstream-codec reads without bounds and is deprecated in favour of a part of the SDK's core.
 */
import { crc32 } from 'node:zlib';

/** The specification's limits. */
const MAX_PAYLOAD = 24 * 1024 * 1024;
const MAX_HEADERS = 128 * 1024;
const PRELUDE = 12;
const TRAILER = 4;
const MAX_NAME = 255;
const MAX_VALUE = 32767;

export type HeaderType = 'boolean' | 'byte' | 'short' | 'integer' | 'long' | 'blob' | 'string' | 'timestamp' | 'uuid';

export interface HeaderValue {
  readonly type: HeaderType;
  /** Longs are bigint, blobs bytes, timestamps Date. */
  readonly value: boolean | number | bigint | string | Uint8Array | Date;
}

export interface Message {
  readonly headers: ReadonlyMap<string, HeaderValue>;
  readonly payload: Uint8Array;
}

/** The bytes aren't a message: a length past the limits, a CRC that doesn't fit, a header that can't be read. */
export class FramingError extends Error {}

export function encodeMessage(headers: readonly (readonly [string, HeaderValue])[], payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(headers.map(([name, value]) => encodeHeader(name, value)));
  if (head.length > MAX_HEADERS) throw new FramingError(`The headers of a message take ${head.length} bytes.`);
  if (payload.length > MAX_PAYLOAD) throw new FramingError(`The payload of a message takes ${payload.length} bytes.`);
  const total = PRELUDE + head.length + payload.length + TRAILER;
  const message = Buffer.alloc(total);
  message.writeUInt32BE(total, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(head, PRELUDE);
  message.set(payload, PRELUDE + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, total - TRAILER)), total - TRAILER);
  return message;
}

/** Takes a stream apart into messages. Throws FramingError. */
export async function* readMessages(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  // Chunks are joined once a message is complete, so that many small ones cost no more than a few large ones.
  let chunks: Uint8Array[] = [];
  let length = 0;
  let needed = PRELUDE;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < needed) continue;
    const bytes = Buffer.concat(chunks);
    let at = 0;
    needed = PRELUDE;
    while (bytes.length - at >= PRELUDE) {
      const total = checkPrelude(bytes.subarray(at));
      if (bytes.length - at < total) {
        needed = total;
        break;
      }
      yield decodeMessage(bytes.subarray(at, at + total));
      at += total;
    }
    chunks = [bytes.subarray(at)];
    length = bytes.length - at;
  }
  if (length > 0) throw new FramingError('The stream ends inside of a message.');
}

/** One message, all of its bytes. */
export function decodeMessage(bytes: Uint8Array): Message {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (message.length < PRELUDE || checkPrelude(message) !== message.length) throw new FramingError('The length of a message is wrong.');
  const end = message.length - TRAILER;
  if (crc32(message.subarray(0, end)) !== message.readUInt32BE(end)) throw new FramingError('The checksum of a message does not fit.');
  const payloadAt = PRELUDE + message.readUInt32BE(4);
  // A copy: what is read outlives the buffer that it came in.
  return { headers: decodeHeaders(message.subarray(PRELUDE, payloadAt)), payload: new Uint8Array(message.subarray(payloadAt, end)) };
}

/** The message's whole length. */
function checkPrelude(bytes: Buffer): number {
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw new FramingError("The checksum of a message's prelude does not fit.");
  const total = bytes.readUInt32BE(0);
  const headers = bytes.readUInt32BE(4);
  const payload = total - PRELUDE - headers - TRAILER;
  if (headers > MAX_HEADERS || payload < 0 || payload > MAX_PAYLOAD) throw new FramingError('The lengths of a message are out of bounds.');
  return total;
}

function encodeHeader(name: string, { type, value }: HeaderValue): Uint8Array {
  const key = Buffer.from(name);
  if (key.length === 0 || key.length > MAX_NAME) throw new FramingError(`The header name ${name} has ${key.length} bytes.`);
  const { code, body } = encodeValue(type, value);
  return Buffer.concat([Buffer.of(key.length), key, Buffer.of(code), body]);
}

function encodeValue(type: HeaderType, value: HeaderValue['value']): { readonly code: number; readonly body: Uint8Array } {
  switch (type) {
    case 'boolean':
      return { code: value === true ? 0 : 1, body: Buffer.alloc(0) };
    case 'byte':
      return { code: 2, body: integer(1, (to) => to.writeInt8(Number(value))) };
    case 'short':
      return { code: 3, body: integer(2, (to) => to.writeInt16BE(Number(value))) };
    case 'integer':
      return { code: 4, body: integer(4, (to) => to.writeInt32BE(Number(value))) };
    case 'long':
      return { code: 5, body: integer(8, (to) => to.writeBigInt64BE(BigInt(Number(value)))) };
    case 'blob':
      return { code: 6, body: sized(value instanceof Uint8Array ? value : new Uint8Array(0)) };
    case 'string':
      return { code: 7, body: sized(Buffer.from(String(value))) };
    case 'timestamp':
      return { code: 8, body: integer(8, (to) => to.writeBigInt64BE(BigInt(value instanceof Date ? value.getTime() : 0))) };
    case 'uuid':
      return { code: 9, body: Buffer.from(String(value).replaceAll('-', ''), 'hex') };
  }
}

function integer(size: number, write: (to: Buffer) => void): Uint8Array {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

function sized(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_VALUE) throw new FramingError(`A header value takes ${bytes.length} bytes.`);
  return Buffer.concat([integer(2, (to) => to.writeUInt16BE(bytes.length)), bytes]);
}

function decodeHeaders(bytes: Buffer): ReadonlyMap<string, HeaderValue> {
  const headers = new Map<string, HeaderValue>();
  try {
    for (let at = 0; at < bytes.length; ) {
      const nameEnd = at + 1 + bytes.readUInt8(at);
      const name = bytes.toString('utf8', at + 1, nameEnd);
      if (nameEnd === at + 1 || headers.has(name)) throw new FramingError(`The header ${name} is empty or there twice.`);
      const { value, end } = decodeValue(bytes, nameEnd);
      headers.set(name, value);
      at = end;
    }
  } catch (error) {
    // Reading past the end.
    if (error instanceof RangeError) throw new FramingError('A header of a message is cut off.');
    throw error;
  }
  return headers;
}

function decodeValue(bytes: Buffer, at: number): { readonly value: HeaderValue; readonly end: number } {
  const code = bytes.readUInt8(at);
  const start = at + 1;
  switch (code) {
    case 0:
    case 1:
      return { value: { type: 'boolean', value: code === 0 }, end: start };
    case 2:
      return { value: { type: 'byte', value: bytes.readInt8(start) }, end: start + 1 };
    case 3:
      return { value: { type: 'short', value: bytes.readInt16BE(start) }, end: start + 2 };
    case 4:
      return { value: { type: 'integer', value: bytes.readInt32BE(start) }, end: start + 4 };
    case 5:
      return { value: { type: 'long', value: bytes.readBigInt64BE(start) }, end: start + 8 };
    case 6:
    case 7: {
      const end = start + 2 + bytes.readUInt16BE(start);
      if (end > bytes.length) throw new FramingError('A header of a message is cut off.');
      const body = bytes.subarray(start + 2, end);
      return { value: code === 6 ? { type: 'blob', value: new Uint8Array(body) } : { type: 'string', value: body.toString() }, end };
    }
    case 8: {
      const date = new Date(Number(bytes.readBigInt64BE(start)));
      if (Number.isNaN(date.getTime())) throw new FramingError('A timestamp in a header is out of range.');
      return { value: { type: 'timestamp', value: date }, end: start + 8 };
    }
    case 9: {
      const hex = bytes.toString('hex', start, start + 16);
      if (hex.length < 32) throw new FramingError('A header of a message is cut off.');
      return { value: { type: 'uuid', value: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') }, end: start + 16 };
    }
    default:
      throw new FramingError(`There is no header type ${code}.`);
  }
}
