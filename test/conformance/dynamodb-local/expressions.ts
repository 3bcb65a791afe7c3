/** Expressions with their names and values, right ones and wrong ones. */
import fc from 'fast-check';
import type { JsonObject } from './sides.js';
import type { KeyDefinition } from './tables.js';
import { keyValue, mostly, numberSet, numberText, seldom, stringSet, value, withoutMissing, wrongValue } from './values.js';

/** Members of a request: one or several expressions, ExpressionAttributeNames, ExpressionAttributeValues. */
export type Expressions = JsonObject;

const step = fc.constantFrom('.a', '.b', '.#m', '[0]', '[1]', '[5]');
const topName = fc.oneof(
  { arbitrary: fc.constantFrom('a', 'b', 'c', 'd', '#n', '#m'), weight: 20 },
  { arbitrary: fc.constantFrom('h', 'r', 'x', 'y', '#h'), weight: 3 },
  { arbitrary: fc.constantFrom('status', 'Name', 'status', '#undefined', 'é', '0', ':v0', 'a-b', 'attribute_exists'), weight: 1 },
);
const path = fc
  .tuple(
    topName,
    fc.oneof({ arbitrary: fc.constant<string[]>([]), weight: 2 }, { arbitrary: fc.array(step, { minLength: 1, maxLength: 2 }), weight: 1 }),
  )
  .map(([name, steps]) => name + steps.join(''));
const reference = mostly(fc.constantFrom(':v0', ':v1', ':v2', ':v3'), fc.constantFrom(':undefined', ':t'), 40);
const operand = fc.oneof(
  { arbitrary: path, weight: 3 },
  { arbitrary: reference, weight: 3 },
  { arbitrary: fc.oneof(path, reference).map((each) => `size(${each})`), weight: 1 },
);
const inList = fc.oneof(
  { arbitrary: fc.array(operand, { minLength: 1, maxLength: 3 }), weight: 20 },
  { arbitrary: fc.constantFrom(100, 101).map((length) => Array.from({ length }, () => ':v0')), weight: 1 },
);
const comparison = fc.oneof(
  { arbitrary: fc.tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand).map((words) => words.join(' ')), weight: 4 },
  fc.tuple(operand, operand, operand).map(([subject, low, high]) => `${subject} BETWEEN ${low} AND ${high}`),
  fc.tuple(operand, inList).map(([subject, choices]) => `${subject} IN (${choices.join(', ')})`),
  path.map((each) => `attribute_exists(${each})`),
  path.map((each) => `attribute_not_exists(${each})`),
  fc.tuple(operand, operand).map(([left, right]) => `begins_with(${left}, ${right})`),
  fc.tuple(operand, operand).map(([left, right]) => `contains(${left}, ${right})`),
  fc
    .tuple(path, fc.oneof({ arbitrary: fc.constant(':t'), weight: 4 }, reference))
    .map(([left, right]) => `attribute_type(${left}, ${right})`),
  seldomWrong(),
);

function seldomWrong(): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: path.map((each) => `${each} = :v0`), weight: 8 },
    { arbitrary: path.map((each) => `attribute_exists(${each}, ${each})`), weight: 1 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom('contain', 'Size', 'SIZE', 'if_not_exists', 'list_append'), path)
        .map(([name, each]) => `${name}(${each}, :v0)`),
      weight: 1,
    },
    { arbitrary: path.map((each) => `attribute_exists(size(${each}))`), weight: 1 },
    { arbitrary: path.map((each) => `((${each} = :v0))`), weight: 1 },
    { arbitrary: path.map((each) => `(${each}) = :v0`), weight: 1 },
    { arbitrary: reference.map((each) => `size(size(${each})) = :v0`), weight: 1 },
    { arbitrary: path, weight: 1 },
  );
}

const joined = fc.oneof(
  { arbitrary: comparison, weight: 4 },
  { arbitrary: fc.tuple(comparison, fc.constantFrom('AND', 'OR', 'and', 'Or'), comparison).map((words) => words.join(' ')), weight: 2 },
  { arbitrary: comparison.map((each) => `NOT ${each}`), weight: 1 },
  { arbitrary: fc.tuple(comparison, comparison, comparison).map(([a, b, c]) => `${a} AND (${b} OR NOT (${c}))`), weight: 1 },
  { arbitrary: fc.tuple(comparison, comparison, comparison).map(([a, b, c]) => `${a} OR ${b} AND NOT ${c}`), weight: 1 },
);

/** Leaves out, doubles or misplaces a character of one text in fifteen. */
const marred = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.nat(14), fc.nat(), fc.constantFrom('', '(', ')', ',', ' ', '+', '$', '.', '[', ':', '#', 'é', '='))
    .map(([text, luck, at, instead]) => {
      const place = at % (text.length + 1);
      return luck > 0 ? text : text.slice(0, place) + instead + text.slice(place + 1);
    });

const odd = fc.constantFrom(
  '',
  ' ',
  '()',
  'AND',
  `a = :v0 ${'OR a = :v0 '.repeat(150)}`,
  `a = :v0${' '.repeat(4096)}`,
  `a${'.a'.repeat(32)} = :v0`,
);

export const condition = mostly(marred(joined), odd, 60);

export const projection = marred(
  fc
    .oneof({ arbitrary: fc.array(path, { minLength: 1, maxLength: 4 }), weight: 5 }, fc.constant(['h', 'a', 'b']))
    .map((paths) => paths.join(', ')),
);

const assigned = fc.oneof(
  operand,
  fc.tuple(operand, fc.constantFrom('+', '-'), operand).map((words) => words.join(' ')),
  fc.tuple(path, operand).map(([left, right]) => `if_not_exists(${left}, ${right})`),
  fc.tuple(operand, operand).map(([left, right]) => `list_append(${left}, ${right})`),
  fc.tuple(path, reference, operand).map(([left, right, added]) => `if_not_exists(${left}, ${right}) + ${added}`),
  fc.tuple(path, reference, path).map(([left, right, added]) => `list_append(if_not_exists(${left}, ${right}), ${added})`),
  fc.tuple(operand, operand).map(([left, right]) => `(${left} + ${right})`),
);

const actions: Readonly<Record<string, fc.Arbitrary<string>>> = {
  SET: fc.tuple(path, assigned).map((words) => words.join(' = ')),
  REMOVE: path,
  ADD: fc.tuple(path, reference).map((words) => words.join(' ')),
  DELETE: fc.tuple(path, reference).map((words) => words.join(' ')),
};
const clause = (section: string): fc.Arbitrary<string> =>
  fc.array(actions[section] ?? path, { minLength: 1, maxLength: 3 }).map((list) => `${section} ${list.join(', ')}`);

export const update = mostly(
  marred(
    fc
      .oneof(
        { arbitrary: fc.subarray(['SET', 'REMOVE', 'ADD', 'DELETE'], { minLength: 1, maxLength: 3 }), weight: 20 },
        { arbitrary: fc.constantFrom(['SET', 'SET'], ['REMOVE', 'SET'], ['ADD', 'REMOVE', 'ADD']), weight: 1 },
      )
      .chain((sections) => fc.tuple(...sections.map(clause)))
      .map((clauses) => clauses.join(' ')),
  ),
  fc.constantFrom('', 'SET', 'FOO a = :v0', 'set a = :v0', 'Set a = :v0 remove b', 'SET a = :v0,', 'a = :v0'),
  60,
);

const names: JsonObject = { '#n': 'a', '#m': 'b', '#h': 'h' };

const values = fc
  .tuple(
    mostly(value, wrongValue, 60),
    value,
    numberText.map((N) => ({ N })),
    fc.oneof(stringSet, numberSet),
    fc.constantFrom('S', 'N', 'B', 'SS', 'NS', 'BS', 'L', 'M', 'NULL', 'BOOL', 'X'),
  )
  .map(([v0, v1, v2, v3, t]): JsonObject => ({ ':v0': v0, ':v1': v1, ':v2': v2, ':v3': v3, ':t': { S: t } }));

const used = (all: JsonObject, text: string): JsonObject | undefined => {
  const own = Object.entries(all).filter(([name]) => text.includes(name));
  return own.length === 0 ? undefined : Object.fromEntries(own);
};

/** Seldom more names and values than the expressions use, or fewer. */
const disturbed = (given: fc.Arbitrary<Expressions>): fc.Arbitrary<Expressions> =>
  fc.tuple(given, fc.nat(80)).map(([expressions, luck]) => {
    const { ExpressionAttributeNames: named, ExpressionAttributeValues: valued, ...rest } = expressions;
    if (luck === 0) return { ...expressions, ExpressionAttributeNames: { ...(named as JsonObject), '#unused': 'a' } };
    if (luck === 1) return { ...expressions, ExpressionAttributeValues: { ...(valued as JsonObject), ':unused': { S: 'a' } } };
    if (luck === 2) return { ...expressions, ExpressionAttributeNames: { ...(named as JsonObject), n: 'a' } };
    if (luck === 3) return { ...expressions, ExpressionAttributeValues: { ...(valued as JsonObject), v0: { S: 'a' } } };
    if (luck === 4) return { ...expressions, ExpressionAttributeValues: {} };
    if (luck === 5) return { ...expressions, ExpressionAttributeNames: {} };
    if (luck === 6) return rest;
    return expressions;
  });

/** @param texts the expressions by the parameter that takes them; undefined ones are left out */
export const withPlaceholders = (
  texts: Readonly<Record<string, fc.Arbitrary<string | undefined>>>,
  further: fc.Arbitrary<JsonObject> = fc.constant({}),
): fc.Arbitrary<Expressions> =>
  disturbed(
    fc.tuple(fc.record(texts), values, further).map(([given, all, more]): Expressions => {
      const text = Object.values(given).join(' ');
      return withoutMissing({
        ...given,
        ExpressionAttributeNames: used(names, text),
        ExpressionAttributeValues: used({ ...all, ...more }, text),
      });
    }),
  );

const beginning = (attribute: string): readonly string[] => [
  `${attribute} = :k0`,
  `${attribute} < :k0`,
  `${attribute} <= :k0`,
  `${attribute} > :k0`,
  `${attribute} >= :k0`,
  `${attribute} BETWEEN :k0 AND :k1`,
  `begins_with(${attribute}, :k0)`,
];
const wrongConditions = (hash: string, range: string): readonly string[] => [
  `${hash} < :k`,
  `${hash} = :k OR ${hash} = :k0`,
  `${hash} = :k AND NOT ${range} = :k0`,
  `${hash} = :k AND ${range} <> :k0`,
  `${hash} = :k AND ${range} IN (:k0)`,
  `${hash} = :k AND contains(${range}, :k0)`,
  `${hash} = :k AND size(${range}) = :k0`,
  `${hash} = :k AND attribute_exists(${range})`,
  `${hash} = :k AND a = :k0`,
  `${hash} = :k AND ${range} = :k0 AND a = :k1`,
  `${hash} = :k AND ${hash} = :k0`,
  `${hash} = :k AND ${range} >= :k0 AND ${range} <= :k1`,
  `${hash}.a = :k`,
  `${hash} = ${range}`,
  `${range} = :k0`,
  `a = :k`,
  ':k = :k0',
  '',
  `((${hash} = :k))`,
  `${hash} = :k AND`,
];

/** A key condition for a table or an index, and the values it uses (`:k`, `:k0`, `:k1`). */
export function keyCondition(hash: KeyDefinition, range: KeyDefinition | undefined) {
  const rangeName = range?.name ?? 'r';
  const text = mostly(
    fc
      .tuple(
        fc.constantFrom(`${hash.name} = :k`, `:k = ${hash.name}`, `(${hash.name} = :k)`),
        fc.oneof(fc.constant(undefined), fc.constantFrom(...beginning(rangeName), `:k0 <= ${rangeName}`, `(${rangeName} >= :k0)`)),
        fc.nat(9),
      )
      .map(([first, second, luck]) =>
        second === undefined || (range === undefined && luck > 0) ? first : luck < 2 ? `${second} AND ${first}` : `${first} AND ${second}`,
      ),
    fc.constantFrom(...wrongConditions(hash.name, rangeName)),
    15,
  );
  const ofRange =
    range === undefined ? value : mostly(keyValue(range.type), fc.oneof(value, wrongValue, fc.constant<JsonObject>({ S: '' })), 20);
  const keys = fc
    .tuple(mostly(keyValue(hash.type), fc.oneof(value, wrongValue), 30), ofRange, ofRange)
    .map(([k, k0, k1]): JsonObject => ({ ':k': k, ':k0': k0, ':k1': k1 }));
  return { text: marred(text), keys };
}

export const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => seldom(arbitrary, 2);
