/**
 * Items as they lie in the state: not as objects, of which an item of a few attributes takes dozens, but as the text in which they
 * travel. Reading an answer's items costs nothing then, and a million of them takes half the memory.
 */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { Scope } from '../../../contract/context.js';
import type { Range, ScopedTable, State, Table } from '../../../state/table.js';
import type { ItemKey } from '../items/item-key.js';
import type { KeyAttribute, StoredItem } from '../storage.js';
import { type Attributes, attributeOf } from './attribute-value.js';

/**
 * The item's bytes by AWS's formula, a mark, and its JSON: `21 {"id":{"S":"a"}}`. One string, as an object around two would take a tenth of
 * the memory again. The mark is a space, or a colon where there are bytes (in base64) among the values.
 */
export type PackedItem = string;

/** A value as its JSON has it, bytes in base64. */
type ValueAsText =
  | Exclude<
      AttributeValue,
      { readonly B: Uint8Array } | { readonly BS: readonly Uint8Array[] } | { readonly M: Attributes } | { readonly L: unknown }
    >
  | { readonly B: string; readonly BS?: never; readonly M?: never; readonly L?: never }
  | { readonly B?: never; readonly BS: readonly string[]; readonly M?: never; readonly L?: never }
  | { readonly B?: never; readonly BS?: never; readonly M: AttributesAsText; readonly L?: never }
  | { readonly B?: never; readonly BS?: never; readonly M?: never; readonly L: readonly ValueAsText[] };
type AttributesAsText = Readonly<Record<string, ValueAsText>>;

const PLAIN = ' ';
const WITH_BYTES = ':';

/** An item that was read: its attributes are parsed when they are first asked for. */
class ReadItem implements StoredItem {
  readonly packed: PackedItem;
  private parsed: Attributes | undefined;

  constructor(packed: PackedItem) {
    this.packed = packed;
  }

  get size(): number {
    return Number.parseInt(this.packed, 10);
  }

  get text(): string {
    return this.packed.slice(this.packed.indexOf('{'));
  }

  get attributes(): Attributes {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  /** @returns a text or a number under this name; undefined where only the parsed attributes can tell */
  scalar(name: string, type: 'S' | 'N'): string | undefined {
    if (this.parsed !== undefined) return undefined;
    const { packed } = this;
    const member = `${JSON.stringify(name)}:{"${type}":"`;
    const at = packed.indexOf(member);
    // Another member of the name lies in a map, or this one does.
    if (at < 0 || packed.indexOf(member, at + 1) >= 0) return undefined;
    const start = at + member.length;
    const end = packed.indexOf('"', start);
    const value = packed.slice(start, end);
    return value.includes('\\') || packed.charAt(at - 1) === '\\' ? undefined : value;
  }

  private parse(): Attributes {
    const { packed } = this;
    const start = packed.indexOf('{');
    const text = packed.slice(start);
    // What pack wrote, either way.
    return packed.startsWith(WITH_BYTES, start - 1) ? withBytes(JSON.parse(text) as AttributesAsText) : (JSON.parse(text) as Attributes);
  }
}

/** The item's key attribute. Asked for some of many items, or of items of which nothing else is asked, it needn't parse them whole. */
export function keyAttributeOf(item: StoredItem, { name, type }: KeyAttribute): AttributeValue | undefined {
  const text = type !== 'B' && item instanceof ReadItem ? item.scalar(name, type) : undefined;
  if (text === undefined) return attributeOf(item.attributes, name);
  return type === 'S' ? { S: text } : { N: text };
}

export const unpack = (packed: PackedItem): StoredItem => new ReadItem(packed);

export function pack(item: StoredItem): PackedItem {
  if (item instanceof ReadItem) return item.packed;
  const { attributes, size } = item;
  return flat(hasBytes(attributes) ? size + WITH_BYTES + JSON.stringify(withText(attributes)) : size + PLAIN + JSON.stringify(attributes));
}

/** The item's JSON. */
export const textOf = (item: StoredItem): string => (item instanceof ReadItem ? item.text : attributesText(item.attributes));

export const attributesText = (attributes: Attributes): string => JSON.stringify(hasBytes(attributes) ? withText(attributes) : attributes);

/** V8 makes long texts of pieces, and keeps the pieces until somebody needs the text in one, as this does that looks at its bytes. */
function flat(text: string): string {
  Buffer.byteLength(text);
  return text;
}

function hasBytes(attributes: Attributes): boolean {
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && isOrHasBytes(value)) return true;
  }
  return false;
}

function isOrHasBytes(value: AttributeValue): boolean {
  if (value.S !== undefined || value.N !== undefined) return false;
  if (value.B !== undefined || value.BS !== undefined) return true;
  if (value.M !== undefined) return hasBytes(value.M);
  return value.L?.some(isOrHasBytes) ?? false;
}

/** Not by assignment, here and below: an attribute may be called __proto__. */
const withText = (attributes: Attributes): AttributesAsText =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, valueWithText(value)]));

function valueWithText(value: AttributeValue): ValueAsText {
  if (value.B !== undefined) return { B: base64Of(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64Of) };
  if (value.M !== undefined) return { M: withText(value.M) };
  return value.L === undefined ? value : { L: value.L.map(valueWithText) };
}

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const withBytes = (attributes: AttributesAsText): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, valueWithBytes(value)]));

function valueWithBytes(value: ValueAsText): AttributeValue {
  if (value.B !== undefined) return { B: bytesOf(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) };
  if (value.M !== undefined) return { M: withBytes(value.M) };
  return value.L === undefined ? value : { L: value.L.map(valueWithBytes) };
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

class PackedTable implements Table<ItemKey, StoredItem> {
  private readonly rows: Table<ItemKey, PackedItem>;

  constructor(rows: Table<ItemKey, PackedItem>) {
    this.rows = rows;
  }

  get(key: ItemKey): StoredItem | undefined {
    const packed = this.rows.get(key);
    return packed === undefined ? undefined : new ReadItem(packed);
  }

  has(key: ItemKey): boolean {
    return this.rows.has(key);
  }

  put(key: ItemKey, item: StoredItem): void {
    this.rows.put(key, pack(item));
  }

  delete(key: ItemKey): boolean {
    return this.rows.delete(key);
  }

  *range(range?: Range): IterableIterator<readonly [ItemKey, StoredItem]> {
    for (const [key, packed] of this.rows.range(range)) yield [key, new ReadItem(packed)];
  }

  *values(range?: Range): IterableIterator<StoredItem> {
    for (const packed of this.rows.values(range)) yield new ReadItem(packed);
  }

  first(count: number, range?: Range): StoredItem[] {
    return this.rows.first(count, range).map((packed) => new ReadItem(packed));
  }

  count(range?: Range): number {
    return this.rows.count(range);
  }

  get version(): number {
    return this.rows.version;
  }
}

export function packedItems(state: State, name: string): ScopedTable<ItemKey, StoredItem> {
  const tables = state.table<ItemKey, PackedItem>(name);
  let last: { readonly rows: Table<ItemKey, PackedItem>; readonly table: PackedTable } | undefined;
  return {
    in: (scope: Scope): PackedTable => {
      const rows = tables.in(scope);
      if (last?.rows !== rows) last = { rows, table: new PackedTable(rows) };
      return last.table;
    },
    scopes: () => tables.scopes(),
  };
}
