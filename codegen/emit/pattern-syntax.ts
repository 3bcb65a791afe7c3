/** Parses the regular expressions of the models, which are Java's dialect. */

export type Node =
  | { readonly kind: 'alternatives'; readonly options: readonly Node[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'characters'; readonly set: CharacterSet }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'backreference'; readonly group: number | string }
  | { readonly kind: 'group'; readonly type: GroupType; readonly name?: string; readonly body: Node }
  | {
      readonly kind: 'repeat';
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
      readonly body: Node;
    };

/** Positions that match without taking a character. */
export type Edge = 'start' | 'end' | 'endBeforeNewline' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';
export type GroupType = 'capture' | 'plain' | 'atomic' | 'ahead' | 'notAhead' | 'behind' | 'notBehind';

/** A set of code points. `text` is what stands between the brackets of a JavaScript class. */
export type CharacterSet =
  | { readonly kind: 'class'; readonly text: string; readonly negated: boolean }
  | { readonly kind: 'union'; readonly sets: readonly CharacterSet[]; readonly negated: boolean }
  | { readonly kind: 'intersection'; readonly sets: readonly CharacterSet[]; readonly negated: boolean };

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

const groupTypes: Readonly<Record<string, GroupType>> = {
  '(?:': 'plain',
  '(?>': 'atomic',
  '(?=': 'ahead',
  '(?!': 'notAhead',
  '(?<=': 'behind',
  '(?<!': 'notBehind',
};

/** Java's, which are of ASCII: JavaScript's \s takes more. */
const shorthands: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '\\w',
  s: '\\t-\\r ',
  h: ' \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
  v: '\\n-\\r\\x85\\u2028\\u2029',
};

/** Java's POSIX classes, of ASCII too, and its property names that JavaScript spells otherwise. */
const properties: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\0-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\0-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: '\\t-\\r ',
  LD: '\\p{L}\\p{Nd}',
  IsAlphabetic: '\\p{Alphabetic}',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
  IsUppercase: '\\p{Uppercase}',
  IsLowercase: '\\p{Lowercase}',
  IsWhite_Space: '\\p{White_Space}',
};
const categories = /^(?:Is)?(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/;

/** Throws an Error that says what can't be translated. */
export function parsePattern(pattern: string): Node {
  const parser = new Parser(pattern);
  return parser.parse();
}

class Parser {
  private readonly source: string;
  private at = 0;
  private flags: Flags = { ignoreCase: false, dotAll: false, multiline: false };

  constructor(source: string) {
    this.source = source;
  }

  parse(): Node {
    const node = this.alternatives();
    if (this.at < this.source.length) this.fail('an unmatched )');
    return node;
  }

  private fail(what: string): never {
    throw new Error(`Can't translate ${what} at ${this.at} in the pattern ${this.source}`);
  }

  private take(text: string): boolean {
    const found = this.source.startsWith(text, this.at);
    if (found) this.at += text.length;
    return found;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source) ?? undefined;
    if (found) this.at += found[0].length;
    return found;
  }

  private codePoint(): number {
    const code = this.source.codePointAt(this.at) ?? this.fail('the end of the pattern');
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  private alternatives(): Node {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    return options.length === 1 ? (options[0] ?? this.fail('nothing')) : { kind: 'alternatives', options };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      if (this.take('\\Q')) {
        const characters = this.quoted();
        const last = characters.pop();
        parts.push(...characters, ...(last ? [this.repeated(last)] : []));
      } else {
        const atom = this.atom();
        if (atom) parts.push(this.repeated(atom));
      }
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'sequence', parts };
  }

  /** \Q...\E */
  private quoted(): Node[] {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at, end < 0 ? undefined : end);
    this.at = end < 0 ? this.source.length : end + 2;
    return [...text].map((character) => this.literal(character.codePointAt(0) ?? 0));
  }

  private repeated(body: Node): Node {
    const found = this.match(/\*|\+|\?|\{(\d+)(,(\d*))?\}/y);
    if (!found) return body;
    const [text, low, comma, high] = found;
    const min = low !== undefined ? Number(low) : text === '+' ? 1 : 0;
    const max = low === undefined ? (text === '?' ? 1 : Number.POSITIVE_INFINITY) : comma ? Number(high || 'Infinity') : min;
    const mode = this.take('+') ? 'possessive' : this.take('?') ? 'lazy' : 'greedy';
    return this.repeated({ kind: 'repeat', min, max, mode, body });
  }

  /** Undefined for what stands for nothing: inline flags. */
  private atom(): Node | undefined {
    if (this.source[this.at] === '(') return this.group();
    if (this.source[this.at] === '[') return { kind: 'characters', set: this.bracketed() };
    if (this.take('.')) return this.characters(this.flags.dotAll ? '\\s\\S' : '\\n\\r\\x85\\u2028\\u2029', !this.flags.dotAll);
    if (this.take('^')) return { kind: 'edge', edge: this.flags.multiline ? 'lineStart' : 'start' };
    if (this.take('$')) return { kind: 'edge', edge: this.flags.multiline ? 'lineEnd' : 'endBeforeNewline' };
    if (this.take('\\')) return this.escape();
    if ('*+?'.includes(this.source[this.at] ?? '')) this.fail('a quantifier without anything to repeat');
    return this.literal(this.codePoint());
  }

  private group(): Node | undefined {
    const outer = this.flags;
    const flags = this.match(/\(\?([imsux]*)(?:-([imsux]+))?([:)])/y);
    let type: GroupType = 'plain';
    let name: string | undefined;
    if (flags && flags[0] !== '(?:') {
      this.flags = this.withFlags(flags[1] ?? '', flags[2] ?? '');
      // Flags without a body hold until the enclosing group ends.
      if (flags[3] === ')') return undefined;
    } else if (!flags) {
      const named = this.match(/\(\?<([A-Za-z][A-Za-z0-9]*)>/y);
      const opening = named ? undefined : this.match(/\(\?(?:<[=!]|[>=!])/y)?.[0];
      if (!named && !opening) {
        if (!this.take('(') || this.source[this.at] === '?') this.fail('this group');
      }
      name = named?.[1];
      type = opening ? (groupTypes[opening] ?? this.fail(opening)) : 'capture';
    }
    const body = this.alternatives();
    if (!this.take(')')) this.fail('a missing )');
    this.flags = outer;
    return { kind: 'group', type, ...(name !== undefined && { name }), body };
  }

  private withFlags(on: string, off: string): Flags {
    if (/[ux]/.test(on)) this.fail(`the flags ${on}`);
    const flag = (letter: string, before: boolean): boolean => (before || on.includes(letter)) && !off.includes(letter);
    const { ignoreCase, dotAll, multiline } = this.flags;
    return { ignoreCase: flag('i', ignoreCase), dotAll: flag('s', dotAll), multiline: flag('m', multiline) };
  }

  private escape(): Node {
    const edges: Readonly<Record<string, Edge>> = { A: 'start', z: 'end', Z: 'endBeforeNewline', b: 'word', B: 'notWord' };
    const edge = this.match(/[AzZbB]/y);
    if (edge) return { kind: 'edge', edge: edges[edge[0]] ?? this.fail(edge[0]) };
    const back = this.match(/[1-9]\d*|k<([A-Za-z][A-Za-z0-9]*)>/y);
    if (back) return { kind: 'backreference', group: back[1] ?? Number(back[0]) };
    const set = this.escapedSet();
    if (set) return { kind: 'characters', set };
    return this.literal(this.escapedCodePoint());
  }

  /** Behind a backslash: a class, when there is one. */
  private escapedSet(): CharacterSet | undefined {
    const shorthand = this.match(/[dwshvDWSHV]/y)?.[0];
    if (shorthand)
      return { kind: 'class', text: shorthands[shorthand.toLowerCase()] ?? this.fail(shorthand), negated: /[A-Z]/.test(shorthand) };
    const property = this.match(/([pP])(?:\{(\^?)([^}]+)\}|([A-Z]))/y);
    if (!property) return undefined;
    const name = property[3] ?? property[4] ?? '';
    const category = categories.exec(name);
    const text = category ? `\\p{${category[1]}}` : properties[name];
    if (text === undefined) this.fail(`the property ${name}`);
    return { kind: 'class', text, negated: (property[1] === 'P') !== (property[2] === '^') };
  }

  /** Behind a backslash: one code point. */
  private escapedCodePoint(): number {
    const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };
    const hex = this.match(/x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})/y);
    if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    const pair = this.match(/u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/y);
    if (pair) return String.fromCharCode(Number.parseInt(pair[1] ?? '', 16), Number.parseInt(pair[2] ?? '', 16)).codePointAt(0) ?? 0;
    const unit = this.match(/u([0-9A-Fa-f]{4})/y);
    if (unit) return Number.parseInt(unit[1] ?? '', 16);
    const octal = this.match(/0([0-3]?[0-7]{1,2})/y);
    if (octal) return Number.parseInt(octal[1] ?? '', 8);
    const control = this.match(/[tnrfae]/y);
    if (control) return controls[control[0]] ?? this.fail(control[0]);
    if (/[A-Za-z0-9]/.test(this.source[this.at] ?? '')) this.fail(`\\${this.source[this.at]}`);
    // Java lets any other character be escaped.
    return this.codePoint();
  }

  private literal(code: number): Node {
    return this.characters(this.range(code, code), false);
  }

  private characters(text: string, negated: boolean): Node {
    return { kind: 'characters', set: { kind: 'class', text, negated } };
  }

  /** Text of a range inside brackets, with the other case of ASCII letters where case is ignored. */
  private range(low: number, high: number): string {
    const plain = rangeText(low, high);
    if (!this.flags.ignoreCase) return plain;
    const other = (from: number, to: number, shift: number): string => {
      const [start, end] = [Math.max(low, from), Math.min(high, to)];
      return start <= end ? rangeText(start + shift, end + shift) : '';
    };
    return plain + other(0x41, 0x5a, 32) + other(0x61, 0x7a, -32);
  }

  /** A class with its brackets: items, nested classes and && as Java has them. */
  private bracketed(): CharacterSet {
    this.take('[');
    const negated = this.take('^');
    const operands: CharacterSet[] = [];
    let text = '';
    let nested: CharacterSet[] = [];
    const close = (): void => {
      const plain: CharacterSet[] = text === '' ? [] : [{ kind: 'class', text, negated: false }];
      operands.push(nested.length === 0 && plain[0] ? plain[0] : { kind: 'union', sets: [...plain, ...nested], negated: false });
      text = '';
      nested = [];
    };
    while (!this.take(']')) {
      if (this.take('&&')) close();
      else if (this.source[this.at] === '[') nested.push(this.bracketed());
      else {
        const item = this.classItem();
        if (typeof item === 'string') text += item;
        else if (item.kind === 'class' && !item.negated) text += item.text;
        else nested.push(item);
      }
    }
    close();
    const [only] = operands;
    if (operands.length === 1 && only) return { ...only, negated };
    return { kind: 'intersection', sets: operands, negated };
  }

  private classItem(): string | CharacterSet {
    const low = this.classAtom();
    if (typeof low !== 'number') return low;
    // A hyphen before the closing bracket, a nested class or a shorthand is itself.
    if (!/^-(?![\]&[]|\\[dwshvDWSHVpP])/.test(this.source.slice(this.at, this.at + 3))) return this.range(low, low);
    this.at += 1;
    const high = this.classAtom();
    if (typeof high !== 'number') this.fail('this range');
    if (high < low) this.fail('a range that runs backwards');
    return this.range(low, high);
  }

  private classAtom(): number | CharacterSet {
    if (!this.take('\\')) return this.codePoint();
    return this.escapedSet() ?? this.escapedCodePoint();
  }
}

const rangeText = (low: number, high: number): string =>
  low === high ? characterText(low) : `${characterText(low)}${high === low + 1 ? '' : '-'}${characterText(high)}`;

/** One code point as it is written inside brackets, with the u flag. */
function characterText(code: number): string {
  const character = String.fromCodePoint(code);
  if (/[\^$\\.*+?()[\]{}|/-]/.test(character)) return `\\${character}`;
  const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };
  if (code >= 0x20 && code < 0x7f) return character;
  if (named[code] !== undefined) return named[code];
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
