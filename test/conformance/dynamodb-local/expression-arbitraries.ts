/** Items, values and expressions as they come: right ones, and wrong ones of every kind. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

export type Attributes = Record<string, AttributeValue>;

const number = fc
  .constantFrom('0', '1', '-1', '2', '0.5', '10', '1000000', '-3.25', '99999999999999999999999999999999999999')
  .map((N) => ({ N }));
const string = fc.constantFrom('', 'a', 'b', 'ab', 'é', 'S', 'N').map((S) => ({ S }));
const binary = fc.constantFrom([], [0], [0, 255], [255]).map((bytes) => ({ B: Uint8Array.from(bytes) }));
const strings = fc.uniqueArray(fc.constantFrom('a', 'b', 'ab'), { minLength: 1 }).map((SS) => ({ SS }));
const numbers = fc.uniqueArray(fc.constantFrom('1', '2', '0.5'), { minLength: 1 }).map((NS) => ({ NS }));
const other = fc.constantFrom<AttributeValue>({ BOOL: true }, { BOOL: false }, { NULL: true });

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    number,
    string,
    binary,
    strings,
    numbers,
    other,
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
  ),
}));

export const attributes: fc.Arbitrary<Attributes> = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, { maxKeys: 4 });

/** `:v0` to `:v3`. */
export const values: fc.Arbitrary<Attributes> = fc
  .tuple(value, value, number, strings)
  .map((list) => Object.fromEntries(list.map((each, at) => [`:v${at}`, each])));

const step = fc.constantFrom('.a', '.b', '[0]', '[1]', '[5]');
const path = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'id', '#n'), fc.array(step, { maxLength: 2 }))
  .map(([name, steps]) => name + steps.join(''));
const reference = fc.constantFrom(':v0', ':v1', ':v2', ':v3');
const operand = fc.oneof(
  { arbitrary: path, weight: 3 },
  { arbitrary: reference, weight: 3 },
  { arbitrary: path.map((each) => `size(${each})`), weight: 1 },
);

const comparison = fc.oneof(
  fc.tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand).map((words) => words.join(' ')),
  fc.tuple(operand, operand, operand).map(([subject, low, high]) => `${subject} BETWEEN ${low} AND ${high}`),
  fc.tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 })).map(([subject, choices]) => `${subject} IN (${choices.join(', ')})`),
  path.map((each) => `attribute_exists(${each})`),
  path.map((each) => `attribute_not_exists(${each})`),
  fc.tuple(operand, operand).map(([left, right]) => `begins_with(${left}, ${right})`),
  fc.tuple(operand, operand).map(([left, right]) => `contains(${left}, ${right})`),
  fc.tuple(path, reference).map(([left, right]) => `attribute_type(${left}, ${right})`),
);

const joined = fc.oneof(
  { arbitrary: comparison, weight: 4 },
  { arbitrary: fc.tuple(comparison, fc.constantFrom('AND', 'OR'), comparison).map((words) => words.join(' ')), weight: 2 },
  { arbitrary: comparison.map((each) => `NOT ${each}`), weight: 1 },
  { arbitrary: fc.tuple(comparison, comparison, comparison).map(([a, b, c]) => `${a} AND (${b} OR NOT (${c}))`), weight: 1 },
);

/** Leaves out, doubles or misplaces a character of one text in eight. */
const marred = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.nat(7), fc.nat(), fc.constantFrom('', '(', ')', ',', ' ', '+', '$')).map(([text, luck, at, instead]) => {
    const place = at % (text.length + 1);
    return luck > 0 ? text : text.slice(0, place) + instead + text.slice(place + 1);
  });

export const condition = marred(joined);

export const projection = marred(fc.array(path, { minLength: 1, maxLength: 4 }).map((paths) => paths.join(', ')));

const assigned = fc.oneof(
  operand,
  fc.tuple(operand, fc.constantFrom('+', '-'), operand).map((words) => words.join(' ')),
  fc.tuple(path, operand).map(([left, right]) => `if_not_exists(${left}, ${right})`),
  fc.tuple(operand, operand).map(([left, right]) => `list_append(${left}, ${right})`),
  fc.tuple(path, reference, operand).map(([left, right, added]) => `if_not_exists(${left}, ${right}) + ${added}`),
);

const some = (actions: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(actions, { minLength: 1, maxLength: 3 }).map((list) => list.join(', '));

export const update = marred(
  fc
    .subarray(['SET', 'REMOVE', 'ADD', 'DELETE'] as const, { minLength: 1, maxLength: 2 })
    .chain((sections) =>
      fc.tuple(
        ...sections.map((section) => {
          const actions =
            section === 'SET'
              ? fc.tuple(path, assigned).map((words) => words.join(' = '))
              : section === 'REMOVE'
                ? path
                : fc.tuple(path, reference).map((words) => words.join(' '));
          return some(actions).map((list) => `${section} ${list}`);
        }),
      ),
    )
    .map((clauses) => clauses.join(' ')),
);
