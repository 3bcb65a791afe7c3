/** Values as bytes: CBOR, and V8's own format for what cbor-x would change. */
import { deserialize, serialize } from 'node:v8';
import { Encoder } from 'cbor-x';

const cbor = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false, variableMapSize: true });

/** What V8 writes begins so; no CBOR value does. */
const V8_MARK = 0xff;

export function encodeValue(value: unknown): Uint8Array {
  const bytes = cbor.encode(value);
  // cbor-x renames a member __proto__ when it decodes; a client may well have an attribute of that name.
  return bytes.includes('__proto__') ? serialize(value) : bytes;
}

export const decodeValue = (bytes: Uint8Array): unknown => (bytes[0] === V8_MARK ? deserialize(bytes) : cbor.decode(bytes));
