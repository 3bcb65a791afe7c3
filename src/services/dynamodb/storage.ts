/** What DynamoDB keeps: tables, and the items of all tables of an account and region in one ordered table. */
import type { AttributeDefinition, BillingMode, KeySchemaElement, Tag } from '../../../generated/dynamodb/types.js';
import type { Scope } from '../../contract/context.js';
import type { ScopedTable, State, Table } from '../../state/table.js';
import type { Attributes } from './attribute-value.js';
import type { ItemKey } from './item-key.js';

export interface TableRecord {
  readonly name: string;
  /** Stands in the keys of the table's items. A number is used once in an account and region. */
  readonly number: number;
  /** The UUID that AWS shows. */
  readonly id: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly hashKey: KeyAttribute;
  readonly rangeKey?: KeyAttribute;
  readonly billingMode: BillingMode;
  /** Zeros for on-demand tables. */
  readonly readCapacityUnits: number;
  readonly writeCapacityUnits: number;
  readonly tags: readonly Tag[];
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export type KeyType = 'S' | 'N' | 'B';

export interface StoredItem {
  readonly attributes: Attributes;
  /** Bytes by AWS's formula. */
  readonly size: number;
}

export type ItemTable = Table<ItemKey, StoredItem>;

export interface Storage {
  readonly tables: ScopedTable<readonly [name: string], TableRecord>;
  readonly items: ScopedTable<ItemKey, StoredItem>;
  /** Of each scope: the highest table number so far. */
  readonly numbers: ScopedTable<readonly ['table'], number>;
}

export const openStorage = (state: State): Storage => ({
  tables: state.table('tables'),
  items: state.table('items'),
  numbers: state.table('numbers'),
});

export function nextTableNumber(storage: Storage, scope: Scope): number {
  const numbers = storage.numbers.in(scope);
  const number = (numbers.get(['table']) ?? 0) + 1;
  numbers.put(['table'], number);
  return number;
}
