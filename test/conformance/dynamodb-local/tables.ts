/** Random tables with their indexes, and items and keys for them. */
import fc from 'fast-check';
import type { JsonObject } from './sides.js';
import { attributeName, keyValue, mostly, type ScalarType, value, withoutMissing, wrongKeyValue, wrongValue } from './values.js';

export interface KeyDefinition {
  readonly name: string;
  readonly type: ScalarType;
}

export interface IndexDefinition {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly hash: KeyDefinition;
  readonly range: KeyDefinition | undefined;
  readonly projection: JsonObject;
}

export interface TableDefinition {
  readonly hash: KeyDefinition;
  readonly range: KeyDefinition | undefined;
  readonly indexes: readonly IndexDefinition[];
  readonly stream: string | undefined;
}

const type = fc.constantFrom<ScalarType>('S', 'N', 'B');
const projection = fc.oneof(
  fc.constant<JsonObject>({ ProjectionType: 'ALL' }),
  fc.constant<JsonObject>({ ProjectionType: 'KEYS_ONLY' }),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'x'), { minLength: 1, maxLength: 2 })
    .map((NonKeyAttributes): JsonObject => ({ ProjectionType: 'INCLUDE', NonKeyAttributes })),
);

export const table: fc.Arbitrary<TableDefinition> = fc
  .record({
    types: fc.record({ h: type, r: type, x: type, y: type }),
    isRanged: fc.boolean(),
    globals: fc.uniqueArray(fc.constantFrom('x', 'y', 'xy', 'yx', 'hx', 'rh', 'xr'), { maxLength: 2 }),
    locals: fc.uniqueArray(fc.constantFrom('x', 'y', 'r'), { maxLength: 2 }),
    projections: fc.array(projection, { minLength: 4, maxLength: 4 }),
    stream: fc.constantFrom(undefined, 'NEW_AND_OLD_IMAGES', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE'),
  })
  .map(({ types, isRanged, globals, locals, projections, stream }) => {
    const key = (name: string): KeyDefinition => ({ name, type: types[name as keyof typeof types] });
    const part = (names: string, at: number): KeyDefinition | undefined => (names[at] === undefined ? undefined : key(names[at]));
    const named = [
      ...globals.map((names, at) => ({ name: `Global${at}`, isGlobal: true, hash: key(names[0] ?? ''), range: part(names, 1) })),
      ...(isRanged ? locals : []).map((name, at) => ({ name: `Local${at}`, isGlobal: false, hash: key('h'), range: key(name) })),
    ];
    return {
      hash: key('h'),
      range: isRanged ? key('r') : undefined,
      indexes: named.map((index, at) => ({ ...index, projection: projections[at] ?? { ProjectionType: 'ALL' } })),
      stream,
    };
  });

const schemaOf = ({ hash, range }: Pick<TableDefinition, 'hash' | 'range'>): JsonObject[] => [
  { AttributeName: hash.name, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' }]),
];

/** Of the table and its indexes, each once. */
export const keysOf = ({ hash, range, indexes }: TableDefinition): readonly KeyDefinition[] => {
  const all = [{ hash, range }, ...indexes].flatMap((each) => (each.range === undefined ? [each.hash] : [each.hash, each.range]));
  return [...new Map(all.map((each) => [each.name, each])).values()];
};

export function createTableInput(TableName: string, definition: TableDefinition): JsonObject {
  const index = (isGlobal: boolean): JsonObject[] | undefined => {
    const own = definition.indexes.filter((each) => each.isGlobal === isGlobal);
    if (own.length === 0) return undefined;
    return own.map((each) => ({ IndexName: each.name, KeySchema: schemaOf(each), Projection: each.projection }));
  };
  return withoutMissing({
    TableName,
    KeySchema: schemaOf(definition),
    AttributeDefinitions: keysOf(definition).map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: index(true),
    LocalSecondaryIndexes: index(false),
    StreamSpecification: definition.stream === undefined ? undefined : { StreamEnabled: true, StreamViewType: definition.stream },
  });
}

const entry = (key: KeyDefinition): fc.Arbitrary<readonly [string, JsonObject]> =>
  mostly(keyValue(key.type), wrongKeyValue(key.type), 60).map((each) => [key.name, each] as const);

const wrongKey = ({ hash }: TableDefinition): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc.constant<JsonObject>({}),
    keyValue(hash.type).map((each): JsonObject => ({ [hash.name]: each })),
    keyValue(hash.type).map((each): JsonObject => ({ [hash.name]: each, r: { S: 'a' }, a: { S: 'a' } })),
    fc.constant<JsonObject>({ a: { S: 'a' } }),
  );

/** The key of one of a few items. */
export function keyOf(definition: TableDefinition): fc.Arbitrary<JsonObject> {
  const keys = definition.range === undefined ? [definition.hash] : [definition.hash, definition.range];
  return mostly(
    fc.tuple(...keys.map(entry)).map((list): JsonObject => Object.fromEntries(list)),
    wrongKey(definition),
    40,
  );
}

const others = fc
  .uniqueArray(fc.tuple(attributeName, mostly(value, wrongValue, 60)), { selector: ([name]) => name, maxLength: 4 })
  .map((list): JsonObject => Object.fromEntries(list));

/** Index keys are left out of half the items. */
export function itemOf(definition: TableDefinition): fc.Arbitrary<JsonObject> {
  const own = new Set([definition.hash.name, definition.range?.name]);
  const indexed = keysOf(definition).filter(({ name }) => !own.has(name));
  return fc
    .tuple(others, keyOf(definition), ...indexed.map((key) => fc.option(entry(key), { nil: undefined, freq: 2 })))
    .map(
      ([rest, key, ...entries]): JsonObject => ({ ...rest, ...Object.fromEntries(entries.filter((each) => each !== undefined)), ...key }),
    );
}
