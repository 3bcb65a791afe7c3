/** Items from comma-separated values: all attributes are strings, but keys, which have the types that the table defines. */
import type { AttributeDefinition, AttributeValue, CsvOptions } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import type { Attributes } from '../values/attribute-value.js';
import { CsvReader, type Row } from './csv-rows.js';
import type { ItemReader, ReadItem } from './item-reader.js';
import { bytesOf } from './json-items.js';

/** Of one object; without a list of headers its first row is one. */
export class CsvItems implements ItemReader {
  readonly #rows: CsvReader;
  readonly #types: ReadonlyMap<string, string>;
  #headers: readonly string[] | undefined;

  constructor({ Delimiter: delimiter = ',', HeaderList: headers }: CsvOptions, definitions: readonly AttributeDefinition[]) {
    this.#rows = new CsvReader(delimiter);
    this.#headers = headers;
    this.#types = new Map(definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  }

  *push(bytes: Uint8Array): Generator<ReadItem> {
    for (const row of this.#rows.push(bytes)) yield* this.#read(row);
  }

  *end(): Generator<ReadItem> {
    for (const row of this.#rows.end()) yield* this.#read(row);
  }

  *#read(row: Row): Generator<ReadItem> {
    const headers = this.#headers;
    if (headers !== undefined) yield () => this.#itemOf(headers, row);
    else this.#headers = row?.map((header, at) => (at === 0 ? header.replace(/^\u{feff}/u, '') : header)) ?? [];
  }

  #itemOf(headers: readonly string[], row: Row): Attributes {
    if (row?.length !== headers.length) throw invalid('The row has not as many values as there are headers');
    return Object.fromEntries(headers.map((name, at) => [name, this.#valueOf(name, row[at] ?? '')]));
  }

  #valueOf(name: string, text: string): AttributeValue {
    const type = this.#types.get(name);
    if (type === 'N') return { N: text };
    return type === 'B' ? { B: bytesOf(text) } : { S: text };
  }
}
