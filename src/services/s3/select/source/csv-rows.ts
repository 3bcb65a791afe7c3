/** Rows of CSV out of bytes that come in chunks. Whatever the object's size, no more than a chunk and a record are held. */
import { isUtf8 } from 'node:buffer';
import { InvalidTextEncoding } from '../../../../../generated/s3/errors.js';
import type { CsvForm } from '../settings.js';
import { LARGEST_RECORD, tooLarge } from './record-size.js';

export interface CsvRow {
  readonly fields: readonly string[];
  /** Of its first byte. */
  readonly start: number;
}

const NOTHING = Buffer.alloc(0);

export class CsvReader {
  readonly #form: CsvForm;
  readonly #delimiter: Buffer;
  /** Line ends may have a carriage return in front. */
  readonly #endsLines: boolean;
  #rest: Buffer = NOTHING;
  /** Of what is left over. */
  #offset: number;
  /** A row whose quotes are still open. */
  #open: { readonly parser: FieldParser; readonly start: number; length: number } | undefined;

  /** @param offset of the first byte that comes. */
  constructor(form: CsvForm, offset = 0) {
    this.#form = form;
    this.#endsLines = form.recordDelimiter === undefined;
    this.#delimiter = Buffer.from(form.recordDelimiter ?? '\n');
    this.#offset = offset;
  }

  *feed(chunk: Buffer): Generator<CsvRow> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const base = this.#offset;
    let start = 0;
    // A delimiter of two bytes may lie on the border.
    let end = bytes.indexOf(this.#delimiter, Math.max(this.#rest.length - this.#delimiter.length + 1, 0));
    while (end >= 0) {
      const row = this.#row(bytes.subarray(start, end), base + start);
      start = end + this.#delimiter.length;
      if (row !== undefined) yield row;
      end = bytes.indexOf(this.#delimiter, start);
    }
    this.#rest = bytes.subarray(start);
    this.#offset = base + start;
    if (this.#rest.length > LARGEST_RECORD * 4) throw tooLarge();
  }

  /** What comes after the last delimiter. */
  end(): CsvRow | undefined {
    const last = this.#rest;
    this.#rest = NOTHING;
    const row = last.length === 0 && this.#open === undefined ? undefined : this.#row(last, this.#offset);
    if (row !== undefined || this.#open === undefined) return row;
    const { parser, start } = this.#open;
    this.#open = undefined;
    return { fields: parser.finish(), start };
  }

  #row(bytes: Buffer, start: number): CsvRow | undefined {
    if (!isUtf8(bytes))
      throw new InvalidTextEncoding(
        `UTF-8 encoding is required. The text encoding error was found near byte ${start.toLocaleString('en-US')}.`,
      );
    const cut = this.#endsLines && bytes[bytes.length - 1] === 0x0d ? bytes.subarray(0, -1) : bytes;
    const line = cut.toString();
    if (line.length > LARGEST_RECORD) throw tooLarge();
    if (this.#open !== undefined) return this.#goOn(line);
    const { comments, quote, fieldDelimiter, quotedRecordDelimiters } = this.#form;
    // An empty line is no record; a comment neither.
    if (line === '' || (comments !== '' && line.startsWith(comments))) return undefined;
    if (quote === '' || !line.includes(quote)) return { fields: line.split(fieldDelimiter), start };
    const parser = new FieldParser(this.#form);
    parser.feed(line);
    if (parser.isOpen && quotedRecordDelimiters) {
      this.#open = { parser, start, length: line.length };
      return undefined;
    }
    return { fields: parser.finish(), start };
  }

  #goOn(line: string): CsvRow | undefined {
    const open = this.#open;
    if (open === undefined) return undefined;
    open.length += line.length + 1;
    if (open.length > LARGEST_RECORD) throw tooLarge();
    open.parser.feed(`${this.#form.recordDelimiter ?? '\n'}${line}`);
    if (open.parser.isOpen) return undefined;
    this.#open = undefined;
    return { fields: open.parser.finish(), start: open.start };
  }
}

/** The fields of a row that has quotes in it; fed again where a quoted field goes over several lines. */
class FieldParser {
  readonly #form: CsvForm;
  readonly #fields: string[] = [];
  #field = '';
  isOpen = false;

  constructor(form: CsvForm) {
    this.#form = form;
  }

  feed(text: string): void {
    const { quote, escapeSign, fieldDelimiter } = this.#form;
    let at = 0;
    while (at < text.length) {
      if (!this.isOpen) {
        if (text.startsWith(fieldDelimiter, at)) {
          this.#fields.push(this.#field);
          this.#field = '';
          at += fieldDelimiter.length;
        } else if (this.#field === '' && text.startsWith(quote, at)) {
          // Elsewhere a quote stands for itself.
          this.isOpen = true;
          at += quote.length;
        } else {
          at = this.#take(text, at, nextOf(text, at + 1, fieldDelimiter, quote));
        }
      } else if (text.startsWith(escapeSign, at) && isEscaped(text, at + escapeSign.length, quote, escapeSign)) {
        const escaped = at + escapeSign.length;
        at = this.#take(text, escaped, escaped + (text.startsWith(quote, escaped) ? quote.length : escapeSign.length));
      } else if (text.startsWith(quote, at)) {
        this.isOpen = false;
        at += quote.length;
      } else {
        at = this.#take(text, at, nextOf(text, at + 1, quote, escapeSign));
      }
    }
  }

  /** @returns the fields; a quote that was never closed ends with the row. */
  finish(): readonly string[] {
    this.#fields.push(this.#field);
    return this.#fields;
  }

  #take(text: string, from: number, to: number): number {
    this.#field += text.slice(from, to);
    return to;
  }
}

const isEscaped = (text: string, at: number, quote: string, escapeSign: string): boolean =>
  text.startsWith(quote, at) || (escapeSign !== quote && text.startsWith(escapeSign, at));

function nextOf(text: string, from: number, one: string, other: string): number {
  const first = text.indexOf(one, from);
  const second = other === '' ? -1 : text.indexOf(other, from);
  if (first < 0) return second < 0 ? text.length : second;
  return second < 0 ? first : Math.min(first, second);
}
