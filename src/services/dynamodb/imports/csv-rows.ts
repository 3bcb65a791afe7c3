/** Rows of comma-separated values, as their bytes come: RFC 4180, with the delimiters that AWS allows. */

/** Characters: no item of 400 KB takes more. */
const LONGEST_ROW = 4 * 1024 * 1024;

/** The values of a row, or undefined in the place of one that is too long to be an item. */
export type Row = readonly string[] | undefined;

export class CsvReader {
  readonly #delimiter: string;
  readonly #decoder = new TextDecoder();
  /** What was read of the row, and of its last value. */
  #row: string[] = [];
  #value = '';
  #length = 0;
  /** Within quotes; behind the quote that may end them; or neither. */
  #state: 'plain' | 'quoted' | 'ended' = 'plain';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  *push(bytes: Uint8Array): Generator<Row> {
    yield* this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  *end(): Generator<Row> {
    yield* this.#read(this.#decoder.decode());
    if (this.#length > 0) yield this.#endRow();
  }

  *#read(text: string): Generator<Row> {
    for (const character of text) {
      if (character === '\n' && this.#state !== 'quoted') {
        // An empty line is no row.
        if (this.#length > 0 && !(this.#length === 1 && this.#value === '\r')) yield this.#endRow();
        else this.#endRow();
      } else {
        this.#length += character.length;
        if (this.#length <= LONGEST_ROW) this.#add(character);
      }
    }
  }

  #add(character: string): void {
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'ended';
      else this.#value += character;
    } else if (character === this.#delimiter) {
      this.#row.push(this.#value);
      this.#value = '';
      this.#state = 'plain';
    } else if (character === '"' && this.#state === 'ended') {
      // Two quotes within quotes stand for one.
      this.#value += character;
      this.#state = 'quoted';
    } else if (character === '"' && this.#value === '') {
      this.#state = 'quoted';
    } else {
      this.#value += character;
    }
  }

  #endRow(): Row {
    const value = this.#value.endsWith('\r') ? this.#value.slice(0, -1) : this.#value;
    const row = this.#length > LONGEST_ROW ? undefined : [...this.#row, value];
    this.#row = [];
    this.#value = '';
    this.#length = 0;
    this.#state = 'plain';
    return row;
  }
}
