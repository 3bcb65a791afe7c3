/** Text in lines, as its bytes come. */

/** Characters: no item of 400 KB takes more. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** A line, or undefined in the place of one that is too long to be an item. */
export type Line = string | undefined;

export class LineReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #isTooLong = false;

  /** The lines that end within these bytes, without their ends. */
  *push(bytes: Uint8Array): Generator<Line> {
    yield* this.#split(this.#decoder.decode(bytes, { stream: true }));
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#rest = '';
    this.#isTooLong = true;
  }

  /** What comes behind the last end of a line. */
  *end(): Generator<Line> {
    yield* this.#split(this.#decoder.decode());
    if (this.#rest !== '' || this.#isTooLong) yield* this.#split('\n');
  }

  *#split(text: string): Generator<Line> {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end);
      yield this.#isTooLong ? undefined : line.endsWith('\r') ? line.slice(0, -1) : line;
      this.#rest = '';
      this.#isTooLong = false;
      start = end + 1;
    }
    this.#rest += text.slice(start);
  }
}
