/** Strings that a pattern takes. */
import { type CharacterSet, type Node, parsePattern } from '../../../codegen/emit/pattern-syntax.js';

/** A string of that many characters at least that the pattern (of a model, for the whole value) takes; undefined when none was found. */
export function matching(pattern: string, min: number, max: number): string | undefined {
  const key = `${min} ${max} ${pattern}`;
  if (!found.has(key)) found.set(key, search(pattern, min, max));
  return found.get(key);
}

/** The same members come up in many operations. */
const found = new Map<string, string | undefined>();

function search(pattern: string, min: number, max: number): string | undefined {
  const whole = wholeOf(pattern);
  const tree = parsePattern(pattern);
  const candidates = [...words(tree, min), ...fallbacks(min)];
  return candidates.find((text) => text.length >= min && text.length <= max && whole.test(text));
}

/** A string within the lengths that the pattern doesn't take. */
export function failing(pattern: string, min: number, max: number): string | undefined {
  const whole = wholeOf(pattern);
  const fill = (text: string): string => text.repeat(Math.max(1, Math.ceil(min / text.length))).slice(0, Math.max(min, text.length));
  return ['!', '#', ' x ', '$', '?', 'a b', '|', '%', '~', '/'].map(fill).find((text) => text.length <= max && !whole.test(text));
}

/** Read by JavaScript itself and not by our translation; without the u flag it takes needless escapes. */
function wholeOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return new RegExp(`^(?:${pattern.replace('(?i)all', '[aA][lL][lL]').replaceAll('\\p{Print}', '[ -~]')})$`);
  }
}

/** For patterns with lookaheads, which `words` doesn't read. */
const fallbacks = (min: number): readonly string[] =>
  ['a', 'A', '1', 'a1', 'test', '/', 'arn:aws:iam::123456789012:role/test'].map((text) => text.padEnd(min, text.at(-1)));

/** Words of growing length: each repeat is taken as often as it must be, then more often, until the length is reached. */
function* words(tree: Node, min: number): Generator<string> {
  for (const choice of [0, 1, 2, 3]) {
    for (const extra of [0, 1, min, Math.max(0, min - 5), Math.max(0, min - 10), Math.max(0, min - 20)]) {
      for (const preferred of [0, 1, 2, 3, 4]) yield word(tree, { choice, extra, preferred });
    }
  }
}

interface Growth {
  readonly choice: number;
  readonly extra: number;
  readonly preferred: number;
}

function word(node: Node, growth: Growth): string {
  switch (node.kind) {
    case 'alternatives':
      return word(node.options[growth.choice % node.options.length] ?? node, growth);
    case 'sequence':
      return node.parts.map((part) => word(part, growth)).join('');
    case 'group':
      return node.type === 'capture' || node.type === 'plain' || node.type === 'atomic' ? word(node.body, growth) : '';
    case 'repeat': {
      const times = Math.min(node.max, node.min + growth.extra);
      const once = word(node.body, { ...growth, extra: 0 });
      return once.repeat(times);
    }
    case 'characters':
      return character(node.set, growth.preferred);
    case 'edge':
    case 'backreference':
      return '';
  }
}

const preferences = ['a1A/:-._ =', '1aA/', 'A1a', 'bB2', 'a1A/'];

function character(set: CharacterSet, preferred: number): string {
  const test = new RegExp(`^${setSource(set)}$`, 'u');
  const liked = [...(preferences[preferred] ?? '')].find((each) => test.test(each));
  if (liked !== undefined) return liked;
  for (let code = 0x20; code < 0x3000; code++) if (test.test(String.fromCodePoint(code))) return String.fromCodePoint(code);
  return '';
}

function setSource(set: CharacterSet): string {
  if (set.kind === 'class') return `[${set.negated ? '^' : ''}${set.text}]`;
  const parts = set.sets.map(setSource);
  const positive = set.kind === 'union' ? `(?:${parts.join('|')})` : `(?:${parts.map((part) => `(?=${part})`).join('')}[^])`;
  return set.negated ? `(?!${positive})[^]` : positive;
}
