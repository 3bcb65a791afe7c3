/** Ways in which a request's bytes go wrong. All of them follow from the seed. */
import fc from 'fast-check';

/** Bytes of the payload, and what to put into its place. */
export type Mutation = (payload: Buffer) => Buffer;

const position = fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true });
const at = (payload: Buffer, share: number): number => Math.floor(share * payload.length);

const splice = (payload: Buffer, share: number, removed: number, inserted: Uint8Array): Buffer => {
  const start = at(payload, share);
  return Buffer.concat([payload.subarray(0, start), inserted, payload.subarray(start + removed)]);
};

const fragments = fc.constantFrom(
  '\0',
  '\u0000\u0001\u001f',
  '"',
  '\\',
  '\\u0000',
  '{',
  '}',
  '[[[[[[[[',
  ']',
  ',',
  ':',
  '<',
  '>',
  '</',
  '<!--',
  '<![CDATA[',
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '&x;',
  '&#0;',
  '&#x110000;',
  '%',
  '%zz',
  '%00',
  '&',
  '=',
  '.member.1',
  '.member.99999999999',
  'null',
  '1e999',
  '-1e999',
  '9'.repeat(400),
  'NaN',
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '__proto__',
  'constructor',
  '\uFEFF',
  '\u{1F600}',
);

/** One change to the payload, or a few. */
export const mutations: fc.Arbitrary<Mutation> = fc
  .array(
    fc.oneof(
      position.map(
        (share): Mutation =>
          (payload) =>
            payload.subarray(0, at(payload, share)),
      ),
      fc.tuple(position, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(
        ([share, bytes]): Mutation =>
          (payload) =>
            splice(payload, share, 0, bytes),
      ),
      fc.tuple(position, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(
        ([share, bytes]): Mutation =>
          (payload) =>
            splice(payload, share, bytes.length, bytes),
      ),
      fc.tuple(position, fragments).map(
        ([share, text]): Mutation =>
          (payload) =>
            splice(payload, share, 0, Buffer.from(text)),
      ),
      fc.tuple(position, fc.nat(40)).map(
        ([share, count]): Mutation =>
          (payload) =>
            splice(payload, share, count, Buffer.alloc(0)),
      ),
      fc.tuple(position, fc.nat(60), fc.integer({ min: 2, max: 50 })).map(
        ([share, length, times]): Mutation =>
          (payload) => {
            const start = at(payload, share);
            const repeated = Array.from({ length: times }, () => payload.subarray(start, start + length));
            return splice(payload, share, 0, Buffer.concat(repeated));
          },
      ),
      fc.constant<Mutation>((payload) => Buffer.from(payload.toString('utf8'), 'utf16le')),
      fc.constant<Mutation>((payload) => Buffer.concat([Buffer.from([0xff, 0xfe]), payload])),
      fc.constant<Mutation>((payload) => Buffer.concat([Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]), payload])),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map(
    (changes): Mutation =>
      (payload) =>
        changes.reduce((bytes, change) => change(bytes), payload),
  );
