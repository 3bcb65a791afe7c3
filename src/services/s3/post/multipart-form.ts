/** A form as multipart/form-data (RFC 7578), read as it comes: its fields, and the bytes of the file that ends it. */
import { MalformedPOSTRequest, MaxPostPreDataLengthExceededError } from '../../../../generated/s3/errors.js';

export interface FormField {
  readonly name: string;
  readonly value: string;
}

export interface FormFile {
  /** As the browser names it, without folders; undefined for a file that came as a plain field. */
  readonly filename: string | undefined;
  /** Ends with the file. What the form holds after it is read past. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface Form {
  readonly fields: readonly FormField[];
  /** Undefined for a form without one. */
  readonly file: FormFile | undefined;
}

/** Bytes. S3 API reference, "List of error codes": of what precedes the file. */
const MOST_PRE_DATA = 20 * 1024;
const LINE_END = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/** @returns undefined where the content type is another one, or names no boundary. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}

/** Reads up to the file's first byte. @throws MalformedPOSTRequest, MaxPostPreDataLengthExceededError */
export async function readForm(body: AsyncIterable<Uint8Array>, boundary: string): Promise<Form> {
  const reader = new PartReader(body, boundary);
  const fields: FormField[] = [];
  let read = 0;
  await reader.passPreamble(MOST_PRE_DATA);
  while (await reader.startsPart()) {
    const headers = await reader.until(HEADERS_END, MOST_PRE_DATA - read);
    read += headers.length;
    const { name, filename } = readDisposition(headers.toString());
    if (name.toLowerCase() === 'file') return { fields, file: { filename, bytes: reader.rest() } };
    const value = await reader.until(reader.delimiter, MOST_PRE_DATA - read);
    read += value.length;
    fields.push({ name, value: value.toString() });
  }
  return { fields, file: undefined };
}

class PartReader {
  /** What parts end with. */
  readonly delimiter: Buffer;
  readonly #source: AsyncIterator<Uint8Array>;
  /** The first delimiter has no line end before it but this one. */
  #buffer: Buffer = LINE_END;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  async passPreamble(most: number): Promise<void> {
    await this.until(this.delimiter, most);
  }

  /** Behind a delimiter: a line end, or two dashes where it was the last one. */
  async startsPart(): Promise<boolean> {
    while (this.#buffer.length < 2) if (!(await this.#fill())) throw malformed();
    if (this.#buffer.toString('latin1', 0, 2) === '--') return false;
    const padding = await this.until(LINE_END, 100);
    if (!/^[ \t]*$/.test(padding.toString('latin1'))) throw malformed();
    // A part without headers begins with its second line end.
    this.#buffer = Buffer.concat([LINE_END, this.#buffer]);
    return true;
  }

  /** Takes the bytes before the mark, and the mark. */
  async until(mark: Buffer, most: number): Promise<Buffer> {
    let from = 0;
    for (;;) {
      const at = this.#buffer.indexOf(mark, from);
      if (at > most || (at < 0 && this.#buffer.length > most + mark.length))
        throw new MaxPostPreDataLengthExceededError('Your POST request fields preceding the upload file was too large.');
      if (at >= 0) {
        const taken = this.#buffer.subarray(0, at);
        this.#buffer = this.#buffer.subarray(at + mark.length);
        return taken;
      }
      from = Math.max(this.#buffer.length - mark.length + 1, 0);
      if (!(await this.#fill())) throw malformed();
    }
  }

  /** The bytes up to the next delimiter; then the body is read to its end. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#buffer.indexOf(this.delimiter);
      const end = at >= 0 ? at : Math.max(this.#buffer.length - this.delimiter.length + 1, 0);
      if (end > 0) yield this.#buffer.subarray(0, end);
      this.#buffer = this.#buffer.subarray(end);
      if (at >= 0) break;
      if (!(await this.#fill())) throw malformed();
    }
    this.#buffer = NOTHING;
    for (;;) if ((await this.#source.next()).done === true) return;
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#buffer =
      this.#buffer.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.length) : Buffer.concat([this.#buffer, value]);
    return true;
  }
}

/** Of `Content-Disposition: form-data; name="key"; filename="a.txt"`. */
function readDisposition(headers: string): { readonly name: string; readonly filename: string | undefined } {
  const disposition = headers
    .split('\r\n')
    .find((line) => /^content-disposition\s*:/i.test(line))
    ?.replace(/^[^:]*:/, '');
  const name = parameterOf(disposition, 'name');
  if (disposition === undefined || name === undefined || !/^\s*form-data\s*;/i.test(disposition)) throw malformed();
  const encoded = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  const filename = encoded === undefined ? parameterOf(disposition, 'filename') : decode(encoded);
  // Some browsers send the whole path.
  return { name, filename: filename === undefined || filename === '' ? undefined : filename.replace(/^.*[/\\]/, '') };
}

/** Browsers write quotes as `%22` or `\"`. */
function parameterOf(disposition: string | undefined, parameter: string): string | undefined {
  const match = new RegExp(`;\\s*${parameter}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition ?? '');
  return match?.[1]?.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"') ?? match?.[2];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw malformed();
    throw error;
  }
}

const malformed = (): MalformedPOSTRequest =>
  new MalformedPOSTRequest('The body of your POST request is not well-formed multipart/form-data.');
