/**
 * JSON as AWS's parser, Jackson, goes through it, with the places where it then stands: refusals of patterns name them. Its words for
 * text that is no JSON are Jackson's.
 */
import { hiddenLocationIn, hiddenPlace, PatternRefused } from './pattern-error.js';

export interface Token {
  readonly type: '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null';
  /** Of a string or name what it says; of others as it is written. */
  readonly text: string;
  /** Where the parser stands when it has come to the token: behind the quote that opens a string, and for a name in its value already. */
  readonly place: number;
  /** Where it stands once the token was read. */
  readonly end: number;
}

interface Container {
  readonly type: '{' | '[';
  readonly start: number;
}

/** Jackson's own limit. */
const DEEPEST = 1000;
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * The tokens of the first value; nothing for a text without one. What comes after the value doesn't matter.
 * @throws PatternRefused
 */
export const readTokens = (text: string): readonly Token[] => new TokenReader(text).read();

class TokenReader {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #open: Container[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly Token[] {
    this.#skipSpace();
    if (this.#at >= this.#text.length) return [];
    this.#value();
    for (let container = this.#open.at(-1); container !== undefined; container = this.#open.at(-1)) this.#member(container);
    return this.#tokens.map((token, index) => {
      const place = token.type === 'name' ? this.#tokens[index + 1]?.place : undefined;
      return place === undefined ? token : { ...token, place, end: place };
    });
  }

  /** What comes next in an object or array: a member with the comma before it, or the end. */
  #member(container: Container): void {
    const close = container.type === '{' ? '}' : ']';
    const isFirst = this.#tokens.at(-1)?.type === container.type && this.#tokens.at(-1)?.end === container.start + 1;
    this.#skipSpace();
    if (this.#peek() === close) {
      this.#at += 1;
      this.#add(close, close);
      this.#open.pop();
      return;
    }
    if (this.#at >= this.#text.length) this.#endInside(container);
    if (!isFirst) {
      const kind = container.type === '{' ? 'Object' : 'Array';
      if (this.#peek() !== ',') this.#unexpected(`was expecting comma to separate ${kind} entries`);
      this.#at += 1;
      this.#skipSpace();
    }
    if (container.type === '{') this.#name(container);
    this.#value(container);
  }

  #name(container: Container): void {
    if (this.#at >= this.#text.length) this.#endInside(container);
    if (this.#peek() !== '"') this.#unexpected('was expecting double-quote to start field name');
    const place = this.#at + 1;
    const text = this.#string(' in field name');
    this.#tokens.push({ type: 'name', text, place, end: this.#at });
    this.#skipSpace();
    if (this.#at >= this.#text.length) this.#refuse('Unexpected end-of-input within/between Object entries');
    if (this.#peek() !== ':') this.#unexpected('was expecting a colon to separate field name and value');
    this.#at += 1;
  }

  #value(container?: Container): void {
    this.#skipSpace();
    if (this.#at >= this.#text.length && container !== undefined) this.#endInside(container);
    const character = this.#peek();
    if (character === '{' || character === '[') {
      this.#open.push({ type: character, start: this.#at });
      if (this.#open.length > DEEPEST)
        this.#refuse(
          `Document nesting depth (${this.#open.length}) exceeds the maximum allowed (${DEEPEST}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
        );
      this.#at += 1;
      this.#add(character, character);
    } else if (character === '"') {
      const place = this.#at + 1;
      const text = this.#string(': was expecting closing quote for a string value');
      this.#tokens.push({ type: 'string', text, place, end: this.#at });
    } else if (/[-0-9]/.test(character)) this.#number();
    else this.#word();
  }

  #string(endedWords: string): string {
    this.#at += 1;
    let text = '';
    for (;;) {
      const character = this.#peek();
      if (character === '') this.#refuse(`Unexpected end-of-input${endedWords}`);
      if (character < ' ') {
        const sign = `(CTRL-CHAR, code ${character.charCodeAt(0)})`;
        this.#refuse(`Illegal unquoted character (${sign}): has to be escaped using backslash to be included in string value`);
      }
      this.#at += 1;
      if (character === '"') return text;
      text += character === '\\' ? this.#escaped() : character;
    }
  }

  #escaped(): string {
    const character = this.#peek();
    if (character === '') this.#refuse('Unexpected end-of-input in character escape sequence');
    this.#at += 1;
    const plain = ESCAPES[character];
    if (plain !== undefined) return plain;
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (character !== 'u') this.#refuse(`Unrecognized character escape ${signOf(character)}`);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#unexpected('expected a hex-digit for character escape sequence');
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): void {
    const start = this.#at;
    const digits = (words: string): void => {
      if (!/\d/.test(this.#peek())) this.#unexpected(words);
      while (/\d/.test(this.#peek())) this.#at += 1;
    };
    if (this.#peek() === '-') this.#at += 1;
    const first = this.#at;
    digits('expected digit (0-9) to follow minus sign, for valid numeric value');
    if (this.#text[first] === '0' && this.#at > first + 1) this.#refuse('Invalid numeric value: Leading zeroes not allowed');
    if (this.#peek() === '.') {
      this.#at += 1;
      digits('Decimal point not followed by a digit');
    }
    if (/[eE]/.test(this.#peek())) {
      this.#at += 1;
      if (/[-+]/.test(this.#peek())) this.#at += 1;
      digits('Exponent indicator not followed by a digit');
    }
    this.#add('number', this.#text.slice(start, this.#at));
  }

  #word(): void {
    const [word = ''] = /^[\p{L}\p{Nd}_$]*/u.exec(this.#text.slice(this.#at, this.#at + 256)) ?? [];
    if (word === '') this.#unexpected(`expected a valid value ${VALUES}`);
    this.#at += word.length;
    if (word !== 'true' && word !== 'false' && word !== 'null') this.#refuse(`Unrecognized token '${word}': was expecting ${VALUES}`);
    else this.#add(word, word);
  }

  #add(type: Token['type'], text: string): void {
    this.#tokens.push({ type, text, place: this.#at, end: this.#at });
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#peek())) this.#at += 1;
  }

  #endInside({ type, start }: Container): never {
    const kind = type === '{' ? 'Object' : 'Array';
    const place = hiddenPlace(this.#text, start);
    return this.#refuse(`Unexpected end-of-input: expected close marker for ${kind} (start marker at ${place})`);
  }

  #unexpected(words: string): never {
    if (this.#at >= this.#text.length) this.#refuse(`Unexpected end-of-input: ${words}`);
    return this.#refuse(`Unexpected character (${signOf(this.#peek())}): ${words}`);
  }

  #refuse(words: string): never {
    throw new PatternRefused(`failed to parse JSON. ${words}${hiddenLocationIn(this.#text, this.#at)}`);
  }
}

const signOf = (character: string): string => `'${character}' (code ${character.charCodeAt(0)})`;
