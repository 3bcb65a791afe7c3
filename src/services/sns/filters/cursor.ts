/** Goes through a pattern's tokens as AWS's compiler does, and refuses from where it stands. */
import { readTokens, type Token } from './json-tokens.js';
import { locationIn, PatternRefused } from './pattern-error.js';

export class Cursor {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = -1;
  #place = 0;

  /** @throws PatternRefused for what is no JSON. */
  constructor(source: string) {
    this.#source = source;
    this.#tokens = readTokens(source);
  }

  /** Goes to the next token. @returns its type; undefined after the last. */
  next(): Token['type'] | undefined {
    this.#at += 1;
    const token = this.#tokens[this.#at];
    if (token !== undefined) this.#place = token.place;
    return token?.type;
  }

  /** What the token says: the parser goes on to its end. */
  text(): string {
    const token = this.#tokens[this.#at];
    this.#place = token?.end ?? this.#place;
    return token?.text ?? '';
  }

  /** Of a number. */
  number(): number {
    return Number(this.text());
  }

  /** @throws PatternRefused always. */
  refuse(words: string): never {
    throw new PatternRefused(`${words}${locationIn(this.#source, this.#place)}`);
  }
}
