/**
 * Translates the models' patterns (Java's dialect) to JavaScript's, for the u flag. What has no equivalent fails the run of codegen:
 * a constraint is never dropped.
 */
import { type CharacterSet, type Edge, type GroupType, type Node, parsePattern } from './pattern-syntax.js';

/**
 * How much of a value a pattern must match. AWS's services take the whole value, whether the pattern is anchored or not: STS refuses
 * the session name 'Session1:2' for [\w+=,.@-]*, which is found in every string. Smithy's own specification wants it found anywhere.
 */
export type PatternExtent = 'whole' | 'anywhere';

/** The source of the equivalent JavaScript regular expression, to be compiled with the u flag. */
export function translatePattern(pattern: string, extent: PatternExtent): string {
  const tree = parsePattern(pattern);
  const keepsGroups = hasBackreference(tree);
  const printer = new Printer(keepsGroups);
  const body = printer.print(keepsGroups ? tree : flatten(tree));
  const source = extent === 'whole' ? `^(?:${body})$` : body;
  // The proof that the translation is a regular expression at all.
  new RegExp(source, 'u');
  return source;
}

const edges: Readonly<Record<Edge, string>> = {
  start: '^',
  end: '$',
  // Java's $ and \Z also match before a line terminator that ends the value.
  endBeforeNewline: '$',
  lineStart: '(?<=^|[\\n\\r\\x85\\u2028\\u2029])',
  lineEnd: '(?=[\\n\\r\\x85\\u2028\\u2029]|$)',
  word: '\\b',
  notWord: '\\B',
};

const openings: Readonly<Record<Exclude<GroupType, 'capture' | 'atomic'>, string>> = {
  plain: '(?:',
  ahead: '(?=',
  notAhead: '(?!',
  behind: '(?<=',
  notBehind: '(?<!',
};

class Printer {
  private readonly captures: boolean;
  /** JavaScript's number of each of the pattern's groups: atomic groups take numbers too. */
  private readonly numbers: number[] = [];
  private readonly names = new Map<string, number>();
  private count = 0;

  /** Without `captures` every group is plain. */
  constructor(captures: boolean) {
    this.captures = captures;
  }

  print(node: Node): string {
    switch (node.kind) {
      case 'alternatives':
        return node.options.map((option) => this.print(option)).join('|');
      case 'sequence':
        return node.parts.map((part) => this.part(part)).join('');
      case 'characters':
        return setText(node.set);
      case 'edge':
        return edges[node.edge];
      case 'backreference':
        return this.backreference(node.group);
      case 'group':
        return this.group(node.type, node.name, node.body);
      case 'repeat': {
        const { min, max, mode, body } = node;
        if (mode === 'possessive') return this.atomic({ ...node, mode: 'greedy' });
        return `${this.repeatable(body)}${quantifier(min, max)}${mode === 'lazy' ? '?' : ''}`;
      }
    }
  }

  private part(node: Node): string {
    return node.kind === 'alternatives' ? `(?:${this.print(node)})` : this.print(node);
  }

  private repeatable(node: Node): string {
    const whole = node.kind === 'characters' || node.kind === 'group';
    return whole ? this.print(node) : `(?:${this.print(node)})`;
  }

  private group(type: GroupType, name: string | undefined, body: Node): string {
    if (type === 'atomic') return this.atomic(body);
    if (type !== 'capture') return `${openings[type]}${this.print(body)})`;
    if (!this.captures) return `(?:${this.print(body)})`;
    this.count += 1;
    this.numbers.push(this.count);
    if (name !== undefined) this.names.set(name, this.count);
    return `(${this.print(body)})`;
  }

  /** A lookahead gives nothing back, so what it took is taken once more: (?=(X))\1 is (?>X). */
  private atomic(body: Node): string {
    this.count += 1;
    const number = this.count;
    return `(?:(?=(${this.print(body)}))\\${number})`;
  }

  private backreference(group: number | string): string {
    const number = typeof group === 'number' ? this.numbers[group - 1] : this.names.get(group);
    if (number === undefined) throw new Error(`Can't translate a reference to the group ${group}`);
    // The empty group parts the number from a digit that follows.
    return `\\${number}(?:)`;
  }
}

const quantifier = (min: number, max: number): string => {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
};

function setText(set: CharacterSet): string {
  if (set.kind === 'class')
    return set.negated || !isOneCharacter(set.text) ? `[${set.negated ? '^' : ''}${set.text}]` : outsideBrackets(set.text);
  const parts = set.sets.map(setText);
  if (set.kind === 'union') return set.negated ? `(?:(?!${parts.join('|')})[^])` : `(?:${parts.join('|')})`;
  const last = parts.pop() ?? '[]';
  const all = parts.map((part) => `(?=${part})`).join('') + last;
  return set.negated ? `(?:(?!${all})[^])` : `(?:${all})`;
}

const isOneCharacter = (text: string): boolean =>
  /^(?:\\[dw]|\\[^\w]|\\[tnr]|\\x..|\\u[0-9a-f]{4}|\\u\{[0-9a-f]+\}|\\p\{\w+\}|[^\\])$/.test(text);

/** The hyphen may be escaped inside brackets only. */
const outsideBrackets = (text: string): string => (text === '\\-' ? '-' : text);

/**
 * Takes repeats of repeats apart: (X+)+ takes what X+ takes, but backtracks through exponentially many ways to do so.
 * Groups lose their captures, so patterns with back references stay as they are.
 */
function flatten(node: Node): Node {
  switch (node.kind) {
    case 'alternatives':
      return { ...node, options: node.options.map(flatten) };
    case 'sequence':
      return { ...node, parts: node.parts.map(flatten) };
    case 'group':
      return { ...node, body: flatten(node.body) };
    case 'repeat': {
      const body = flatten(node.body);
      const inner = unwrap(body);
      if (node.mode !== 'greedy' || inner.kind !== 'repeat' || inner.mode === 'possessive') return { ...node, body };
      const joins = node.max === Number.POSITIVE_INFINITY && node.min <= 1 && inner.min <= 1;
      return joins ? { ...inner, mode: 'greedy', min: Math.min(node.min, inner.min), max: Number.POSITIVE_INFINITY } : { ...node, body };
    }
    default:
      return node;
  }
}

/** What stands in groups that do nothing else. */
const unwrap = (node: Node): Node =>
  node.kind === 'group' && (node.type === 'capture' || node.type === 'plain') ? unwrap(node.body) : node;

function hasBackreference(node: Node): boolean {
  switch (node.kind) {
    case 'backreference':
      return true;
    case 'alternatives':
      return node.options.some(hasBackreference);
    case 'sequence':
      return node.parts.some(hasBackreference);
    case 'group':
    case 'repeat':
      return hasBackreference(node.body);
    default:
      return false;
  }
}
