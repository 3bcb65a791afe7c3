/** Filter policies against a slow and simple reading of the same rules. */
import fc from 'fast-check';
import { it } from 'vitest';
import { matchesFilterPolicy, parseFilterPolicy } from '../../../../src/services/sns/filters/filter-policy.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Plain = string | number | boolean | null;
type Fields = Readonly<Record<string, readonly Plain[]>>;
interface Policy {
  readonly [name: string]: Json;
}

/** All the ways to choose one of the objects and arrays in each array, as lists of fields. */
function choicesOf(value: Json, path: string): readonly Fields[] {
  if (Array.isArray(value)) {
    const isPlain = (element: Json): element is Plain => typeof element !== 'object' || element === null;
    const plain: Fields = { [path]: value.filter(isPlain) };
    const chosen = value.filter((element) => !isPlain(element)).flatMap((element) => choicesOf(element, path));
    return chosen.length === 0 ? [plain] : chosen.map((fields) => merged(plain, fields));
  }
  if (typeof value !== 'object' || value === null) return [{ [path]: [value as Plain] }];
  return Object.entries(value).reduce<readonly Fields[]>(
    (before, [name, member]) => {
      const more = choicesOf(member, path === '' ? name : `${path}.${name}`);
      return before.flatMap((fields) => more.map((other) => merged(fields, other)));
    },
    [{}],
  );
}

const merged = (one: Fields, other: Fields): Fields =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, [...(one[key] ?? []), ...(other[key] ?? [])]]),
  );

function isMet(policy: Policy, path: string, fields: Fields, all: Fields): boolean {
  return Object.entries(policy).every(([name, wanted]) => {
    if (name === '$or') return (wanted as readonly Policy[]).some((branch) => isMet(branch, path, fields, all));
    const field = path === '' ? name : `${path}.${name}`;
    if (!Array.isArray(wanted)) return isMet(wanted as Policy, field, fields, all);
    return wanted.some((pattern) => {
      if (isAbsence(pattern)) return (all[field] ?? []).length === 0 && Object.values(all).flat().length > 0;
      return (fields[field] ?? []).some((value) => fits(pattern, value));
    });
  });
}

const isAbsence = (pattern: Json): boolean => JSON.stringify(pattern) === '{"exists":false}';

function fits(pattern: Json, value: Plain): boolean {
  if (typeof pattern !== 'object' || pattern === null) return pattern === value;
  const [[operator, operand] = ['', null]] = Object.entries(pattern);
  switch (operator) {
    case 'exists':
      return value !== null;
    case 'prefix':
      return typeof value === 'string' && value.indexOf(String(operand)) === 0;
    case 'suffix':
      return typeof value === 'string' && new RegExp(`${String(operand)}$`).test(value);
    case 'wildcard':
      return typeof value === 'string' && new RegExp(`^${String(operand).replaceAll('*', '.*')}$`).test(value);
    case 'equals-ignore-case':
      return typeof value === 'string' && new RegExp(`^${String(operand)}$`, 'i').test(value);
    case 'anything-but':
      return Array.isArray(operand) ? !operand.includes(value) : typeof operand === 'object' ? !fits(operand, value) : operand !== value;
    default: {
      const [, from, , to] = operand as readonly [string, number, string, number];
      return typeof value === 'number' && value >= from && value < to;
    }
  }
}

const word = fc.stringMatching(/^[ab]{1,2}$/);
const small = fc.integer({ min: 0, max: 1 });
const plain = fc.oneof<fc.Arbitrary<Json>[]>(word, small, fc.boolean(), fc.constant(null));
const pattern: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: plain, weight: 3 },
  fc.record({ exists: fc.boolean() }),
  fc.record({ prefix: word }),
  fc.record({ suffix: word }),
  fc.record({ 'equals-ignore-case': word.map((text) => text.toUpperCase()) }),
  fc.record({ wildcard: fc.stringMatching(/^[ab]?\*([ab]\*)?[ab]?$/) }),
  fc.record({
    'anything-but': fc.oneof<fc.Arbitrary<Json>[]>(
      word,
      small,
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.record({ prefix: word }),
    ),
  }),
  fc.tuple(small, fc.integer({ min: 1, max: 2 })).map(([from, more]) => ({ numeric: ['>=', from, '<', from + more] })),
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 2 });
const nested = fc.record({ x: patterns, y: patterns }, { requiredKeys: ['x'] });
const either = fc.tuple(
  fc.record({ c: patterns }),
  fc.oneof(fc.record({ d: fc.record({ x: patterns }) }), fc.record({ c: patterns, 'd.x': patterns })),
);
const policy = fc.oneof(
  fc.record({ b: fc.record({ x: patterns, y: patterns }) }),
  fc.record({ $or: either }),
  fc.record({ a: fc.tuple(pattern), b: nested, $or: either }, { requiredKeys: ['a'] }),
) as fc.Arbitrary<Policy>;
const { any, value } = fc.letrec<{ any: Json; value: Json }>((tie) => ({
  any: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'x', 'y', 'b.x', 'd.x'), tie('value'), { maxKeys: 4 }),
  value: fc.oneof({ maxDepth: 3 }, { arbitrary: plain, weight: 3 }, fc.array(tie('value'), { maxLength: 3 }), tie('any')),
}));
const pair = fc.record({ x: value, y: value }, { requiredKeys: [] });
const pairs = fc.oneof(pair, fc.array(pair, { maxLength: 4 }));
const body = fc.oneof(any, fc.record({ a: value, b: pairs, c: value, d: pairs }, { requiredKeys: [] })) as fc.Arbitrary<Json>;

it('matches what a simple model matches', () => {
  let fitting = 0;
  fc.assert(
    fc.property(policy, body, (rules, event) => {
      const choices = choicesOf(event, '');
      const all = choices.reduce(merged, {});
      const expected = choices.some((fields) => isMet(rules, '', fields, all));
      if (expected) fitting += 1;
      const parsed = parseFilterPolicy(JSON.stringify(rules), 'MessageBody');
      return matchesFilterPolicy(parsed, { attributes: {}, body: JSON.stringify(event) }) === expected;
    }),
    { numRuns: 3000 },
  );
  if (fitting < 100) throw new Error(`Only ${fitting} of the events fit their policies: the test tells too little.`);
});
