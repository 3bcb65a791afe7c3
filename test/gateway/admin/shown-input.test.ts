import { expect, it } from 'vitest';
import { shownInput } from '../../../src/gateway/admin/shown-input.js';

it('shows what JSON can hold, and the rest as text', () => {
  const input = {
    Text: 'a',
    Big: 2n ** 70n,
    Bytes: Buffer.from('abc').subarray(1),
    When: new Date('2030-01-01T00:00:00Z'),
    Never: new Date(Number.NaN),
    Ratio: Number.NaN,
    List: [null, { Deep: new Uint8Array([255]) }],
    Stream: (async function* () {})(),
  };
  expect(JSON.parse(JSON.stringify(shownInput(input)))).toEqual({
    Text: 'a',
    Big: '1180591620717411303424',
    Bytes: 'YmM=',
    When: '2030-01-01T00:00:00.000Z',
    Never: 'Invalid Date',
    Ratio: 'NaN',
    List: [null, { Deep: '/w==' }],
  });
});
