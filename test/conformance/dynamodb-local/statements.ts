/** Random PartiQL statements. */
import fc from 'fast-check';
import type { Call, JsonObject } from './sides.js';
import type { KeyDefinition, TableDefinition } from './tables.js';
import { keyValue, maybe, mostly, numberText, seldom, value, withoutMissing, wrongValue } from './values.js';
import { call, capacity, onFailure, TABLE } from './writes.js';

/** A statement and its parameters, in the order of its question marks. */
interface Part {
  readonly text: string;
  readonly parameters: readonly JsonObject[];
}

const part = (text: string, ...parameters: readonly JsonObject[]): Part => ({ text, parameters });

const join = (parts: readonly Part[], separator: string): Part => ({
  text: parts.map(({ text }) => text).join(separator),
  parameters: parts.flatMap(({ parameters }) => parameters),
});

const around = (before: string, { text, parameters }: Part, after = ''): Part => ({ text: before + text + after, parameters });

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As a literal where there is one, or as a parameter. */
const shownAs = (given: JsonObject): fc.Arbitrary<Part> => {
  const literal =
    typeof given.S === 'string' ? quoted(given.S) : typeof given.N === 'string' ? given.N : given.NULL === true ? 'NULL' : undefined;
  const known = given.BOOL === undefined ? literal : String(given.BOOL);
  return known === undefined ? fc.constant(part('?', given)) : fc.constantFrom(part('?', given), part(known));
};

const plainNumber = numberText.filter((text) => /^-?(?:0|[1-9]\d{0,9})(?:\.\d+)?$/.test(text)).map((N): JsonObject => ({ N }));
const simple = fc.oneof(
  plainNumber,
  fc.constantFrom<JsonObject>({ S: 'a' }, { S: 'ab' }, { S: "it's" }, { S: '' }, { BOOL: true }, { NULL: true }),
  { arbitrary: mostly(value, wrongValue, 30), weight: 1 },
);
const operand = simple.chain(shownAs);
const path = fc.constantFrom('a', 'b', 'c', 'd', '"a"', 'a.b', 'b[0]', 'c.a[1]', 'x', 'y');

const comparison = fc.oneof(
  fc.tuple(path, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand).map(([name, sign, right]) => around(`${name} ${sign} `, right)),
  fc.tuple(path, operand, operand).map(([name, low, high]) => around(`${name} BETWEEN `, join([low, high], ' AND '))),
  fc.tuple(path, fc.array(operand, { minLength: 1, maxLength: 3 })).map(([name, list]) => around(`${name} IN [`, join(list, ', '), ']')),
  fc.tuple(path, operand).map(([name, right]) => around(`begins_with(${name}, `, right, ')')),
  fc.tuple(path, operand).map(([name, right]) => around(`contains(${name}, `, right, ')')),
  path.map((name) => part(`${name} IS MISSING`)),
  path.map((name) => part(`${name} IS NOT MISSING`)),
);
const filter = fc.oneof(
  { arbitrary: comparison, weight: 4 },
  { arbitrary: fc.tuple(comparison, fc.constantFrom(' AND ', ' OR '), comparison).map(([a, word, b]) => join([a, b], word)), weight: 1 },
  { arbitrary: comparison.map((each) => around('NOT ', each)), weight: 1 },
);

const equal = ({ name, type }: KeyDefinition): fc.Arbitrary<Part> =>
  keyValue(type)
    .filter(({ N }) => N === undefined || /^-?(?:0|[1-9]\d{0,9})(?:\.\d+)?$/.test(String(N)))
    .chain(shownAs)
    .map((each) => around(`${name} = `, each));

const wholeKey = ({ hash, range }: TableDefinition): fc.Arbitrary<Part> =>
  range === undefined ? equal(hash) : fc.tuple(equal(hash), equal(range)).map((each) => join(each, ' AND '));

/** The key, seldom with more, or with less. */
const target = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc.oneof(
    { arbitrary: wholeKey(table), weight: 8 },
    { arbitrary: fc.tuple(wholeKey(table), filter).map((each) => join(each, ' AND ')), weight: 3 },
    { arbitrary: equal(table.hash), weight: 1 },
    { arbitrary: filter, weight: 1 },
  );

const from = (table: TableDefinition): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constant(`"${TABLE}"`), weight: 12 },
    { arbitrary: fc.constantFrom(...table.indexes.map(({ name }) => `"${TABLE}"."${name}"`), `"${TABLE}"`), weight: 4 },
    { arbitrary: fc.constantFrom('"Elsewhere"', `"${TABLE}"."Nowhere"`), weight: 1 },
  );

const select = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc
    .tuple(fc.constantFrom('*', '*', 'a', 'a, b', 'h', 'a.b, c', 'b[0]'), from(table), maybe(fc.oneof(target(table), filter)))
    .map(([what, source, where]) =>
      where === undefined ? part(`SELECT ${what} FROM ${source}`) : around(`SELECT ${what} FROM ${source} WHERE `, where),
    );

const insert = (table: TableDefinition): fc.Arbitrary<Part> => {
  const keys = table.range === undefined ? [table.hash] : [table.hash, table.range];
  const members = fc.tuple(...keys.map((key) => keyValue(key.type).map((each) => [key.name, each] as const)));
  const others = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), simple), { selector: ([name]) => name, maxLength: 2 });
  return fc
    .tuple(mostly(members, fc.constant<(readonly [string, JsonObject])[]>([]), 20), others)
    .map(([own, more]) => [...own, ...more])
    .map((all) =>
      around(
        `INSERT INTO "${TABLE}" VALUE {`,
        join(
          all.map(([name, each]) => part(`'${name}': ?`, each)),
          ', ',
        ),
        '}',
      ),
    );
};

const change = fc.oneof(
  { arbitrary: fc.tuple(path, operand).map(([name, each]) => around(`SET ${name} = `, each)), weight: 5 },
  {
    arbitrary: fc
      .tuple(path, path, fc.constantFrom('+', '-'), operand)
      .map(([name, other, sign, each]) => around(`SET ${name} = ${other} ${sign} `, each)),
    weight: 2,
  },
  { arbitrary: path.map((name) => part(`REMOVE ${name}`)), weight: 2 },
  { arbitrary: fc.tuple(path, operand).map(([name, each]) => around(`SET ${name} = list_append(${name}, `, each, ')')), weight: 1 },
  { arbitrary: fc.tuple(path, value).map(([name, each]) => part(`SET ${name} = set_add(${name}, ?)`, each)), weight: 1 },
);

const update = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc
    .tuple(
      fc.array(change, { minLength: 1, maxLength: 2 }),
      target(table),
      seldom(fc.constantFrom('ALL OLD *', 'ALL NEW *', 'MODIFIED OLD *', 'MODIFIED NEW *'), 1),
    )
    .map(([changes, where, returning]) =>
      around(`UPDATE "${TABLE}" `, join([join(changes, ' '), where], ' WHERE '), returning === undefined ? '' : ` RETURNING ${returning}`),
    );

const remove = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc
    .tuple(target(table), seldom(fc.constantFrom('ALL OLD *', 'ALL NEW *'), 2))
    .map(([where, returning]) => around(`DELETE FROM "${TABLE}" WHERE `, where, returning === undefined ? '' : ` RETURNING ${returning}`));

const write = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc.oneof({ arbitrary: insert(table), weight: 2 }, { arbitrary: update(table), weight: 2 }, { arbitrary: remove(table), weight: 1 });

const anyOf = (table: TableDefinition): fc.Arbitrary<Part> =>
  fc.oneof({ arbitrary: write(table), weight: 3 }, { arbitrary: select(table), weight: 2 });

const inputOf = ({ text, parameters }: Part): JsonObject => ({
  Statement: text,
  ...(parameters.length === 0 ? {} : { Parameters: parameters }),
});

export const executeStatement = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'ExecuteStatement',
    anyOf(table).map(inputOf),
    fc.record({ ReturnConsumedCapacity: capacity, ReturnValuesOnConditionCheckFailure: onFailure }),
  );

const several = (parts: fc.Arbitrary<Part>, member: string, operation: string): fc.Arbitrary<Call> =>
  call(
    operation,
    fc.array(fc.tuple(parts, onFailure), { minLength: 1, maxLength: 3 }).map((list) => ({
      [member]: list.map(([each, ReturnValuesOnConditionCheckFailure]) =>
        withoutMissing({ ...inputOf(each), ReturnValuesOnConditionCheckFailure }),
      ),
    })),
    fc.record({ ReturnConsumedCapacity: capacity }),
  );

export const batchExecuteStatement = (table: TableDefinition): fc.Arbitrary<Call> =>
  several(anyOf(table), 'Statements', 'BatchExecuteStatement');

export const executeTransaction = (table: TableDefinition): fc.Arbitrary<Call> =>
  several(write(table), 'TransactStatements', 'ExecuteTransaction');
