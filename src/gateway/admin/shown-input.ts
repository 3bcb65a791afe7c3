/** An operation's input as JSON: dates in ISO form, bytes in base64, numbers that JSON can't hold as strings. */
export function shownInput(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(shownInput);
  if (Symbol.asyncIterator in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shownInput(member)]));
}
