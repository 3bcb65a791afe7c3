/** Answers that show items whole, and so in the text in which they are stored. */
import type { ConsumedCapacity, GetItemOutput, QueryOutput } from '../../../../generated/dynamodb/types.js';
import { type ReadyJson, readyJson } from '../../../contract/ready-json.js';
import type { StoredItem } from '../storage.js';
import type { Attributes } from '../values/attribute-value.js';
import { attributesText, textOf } from '../values/packed-items.js';

/** Of GetItem. */
export class ItemAnswer implements GetItemOutput, ReadyJson {
  ConsumedCapacity?: ConsumedCapacity;
  private readonly item: StoredItem;

  constructor(item: StoredItem) {
    this.item = item;
  }

  get Item(): Attributes {
    return this.item.attributes;
  }

  get [readyJson](): string {
    const { ConsumedCapacity: capacity } = this;
    const consumed = capacity === undefined ? '' : `,"ConsumedCapacity":${JSON.stringify(capacity)}`;
    return `{"Item":${textOf(this.item)}${consumed}}`;
  }
}

/** Of Query and Scan. */
export class ItemsAnswer implements QueryOutput, ReadyJson {
  readonly Count: number;
  readonly ScannedCount: number;
  LastEvaluatedKey?: Attributes;
  ConsumedCapacity?: ConsumedCapacity;
  private readonly items: readonly StoredItem[];

  constructor(items: readonly StoredItem[], scanned: number) {
    this.items = items;
    this.Count = items.length;
    this.ScannedCount = scanned;
  }

  get Items(): Attributes[] {
    return this.items.map(({ attributes }) => attributes);
  }

  get [readyJson](): string {
    const { LastEvaluatedKey: last, ConsumedCapacity: capacity } = this;
    let text = '{"Items":[';
    let separator = '';
    for (const item of this.items) {
      text += separator + textOf(item);
      separator = ',';
    }
    text += `],"Count":${this.Count},"ScannedCount":${this.ScannedCount}`;
    if (last !== undefined) text += `,"LastEvaluatedKey":${attributesText(last)}`;
    if (capacity !== undefined) text += `,"ConsumedCapacity":${JSON.stringify(capacity)}`;
    return `${text}}`;
  }
}
