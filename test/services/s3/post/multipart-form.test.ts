/** However a form is cut into chunks, its fields and its file are the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, readForm } from '../../../../src/services/s3/post/multipart-form.js';

const BOUNDARY = 'b-1';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function read(bytes: Buffer, sizes: readonly number[]) {
  const { fields, file } = await readForm(cut(bytes, sizes), BOUNDARY);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file?.bytes ?? []) chunks.push(chunk);
  return { fields, filename: file?.filename, content: Buffer.concat(chunks).toString('latin1') };
}

const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '-', '\r\n--b', 'é'), maxLength: 20 });
const sizes = fc.array(fc.nat({ max: 40 }), { maxLength: 30 });
const part = (disposition: string, content: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

describe('a form in chunks', () => {
  it('has the fields and the file that were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, sizes, async (values, content, chunks) => {
        fc.pre(![...values, content].some((value) => `\r\n${value}\r\n`.includes(`\r\n--${BOUNDARY}`)));
        const parts = values.map((value, index) => part(`name="f${index}"`, value)).join('');
        const whole = Buffer.from(`${parts}${part('name="file"; filename="a.txt"', content)}--${BOUNDARY}--\r\nepilogue`);
        expect(await read(whole, chunks)).toEqual({
          fields: values.map((value, index) => ({ name: `f${index}`, value })),
          filename: 'a.txt',
          content: Buffer.from(content).toString('latin1'),
        });
      }),
    );
  });

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['Multipart/Form-Data;boundary=x', 'x'],
    ['multipart/form-data', undefined],
    ['text/html; boundary=x', undefined],
    [undefined, undefined],
  ])('with the content type %s has the boundary %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it.each([
    ['filename="C:\\\\folder\\\\a.txt"', 'a.txt'],
    ['filename="a %22b%22.txt"', 'a "b".txt'],
    ['filename=plain.txt', 'plain.txt'],
    [`filename*=utf-8''%C3%A9.txt; filename="e.txt"`, 'é.txt'],
    ['filename=""', undefined],
  ])('whose file comes with %s calls it %s', async (parameter, filename) => {
    const whole = Buffer.from(`${part(`name="file"; ${parameter}`, 'x')}--${BOUNDARY}--\r\n`);
    expect(await read(whole, [])).toEqual({ fields: [], filename, content: 'x' });
  });
});
