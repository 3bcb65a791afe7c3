/** Base64 as AWS reads it: padded, the standard alphabet, nothing else. Buffer.from alone takes anything. */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Above this a regular expression with a repeated group may exhaust its stack. */
const LONG_TEXT = 1 << 16;

/** Undefined for text that isn't base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  if (text.length <= LONG_TEXT) return BASE64.test(text) ? bytesOf(text) : undefined;
  const bytes = bytesOf(text);
  // Buffer skips what it doesn't know, so strange characters show as missing bytes; the URL alphabet it takes, we don't.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return bytes.length === (text.length / 4) * 3 - padding && !/[-_]/.test(text) ? bytes : undefined;
}

export const encodeBase64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** A copy that owns its memory: small Buffers are slices of a shared pool, and a stored one would keep the pool alive. */
function bytesOf(text: string): Uint8Array {
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === decoded.buffer.byteLength ? new Uint8Array(decoded.buffer) : new Uint8Array(decoded);
}
