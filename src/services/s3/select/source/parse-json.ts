/** JSON to values, with every digit of its numbers. */
import { JSONParsingError } from '../../../../../generated/s3/errors.js';
import { readNumber } from '../evaluate/arithmetic.js';
import { Struct, type Value } from '../evaluate/value.js';

const DEEPEST = 500;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Without escapes it stands as it is. */
const PLAIN_STRING = /"[^"\\]*"/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;

/** @throws JSONParsingError */
export function parseJson(text: string): Value {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

export const malformedJson = (): JSONParsingError => new JSONParsingError('Error parsing JSON file. Please check the file and try again.');

/** @throws JSONParsingError */
export function decodeString(quoted: string): string {
  try {
    // A JSON string gives a string.
    return JSON.parse(quoted) as string;
  } catch (error) {
    if (error instanceof SyntaxError) throw malformedJson();
    throw error;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > DEEPEST) throw malformedJson();
    this.#skipSpace();
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#struct(depth);
      case 0x5b:
        return this.#list(depth);
      case 0x22:
        return this.#string();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw malformedJson();
  }

  #struct(depth: number): Struct {
    const names: string[] = [];
    const values: Value[] = [];
    this.#at += 1;
    if (this.#takes('}')) return new Struct(names, values);
    do {
      this.#skipSpace();
      names.push(this.#string());
      if (!this.#takes(':')) throw malformedJson();
      values.push(this.value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes('}')) throw malformedJson();
    return new Struct(names, values);
  }

  #list(depth: number): Value[] {
    const values: Value[] = [];
    this.#at += 1;
    if (this.#takes(']')) return values;
    do {
      values.push(this.value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes(']')) throw malformedJson();
    return values;
  }

  #string(): string {
    const plain = this.#match(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    const quoted = this.#match(STRING);
    if (quoted === undefined) throw malformedJson();
    return decodeString(quoted);
  }

  #number(): Value {
    const text = this.#match(NUMBER);
    const number = text === undefined ? undefined : readNumber(text);
    if (number === undefined) throw malformedJson();
    return number;
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw malformedJson();
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    this.#match(SPACE);
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }
}
