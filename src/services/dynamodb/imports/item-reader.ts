/** From an object's bytes to its items, one after the other. */

import { invalid } from '../refusals.js';
import type { Attributes } from '../values/attribute-value.js';
import { CsvItems } from './csv-items.js';
import type { ImportRecord } from './import-storage.js';
import { itemOfLine } from './json-items.js';
import { type Line, LineReader } from './lines.js';

/** @throws ValidationException for what isn't an item. The others can be read all the same. */
export type ReadItem = () => Attributes;

export interface ItemReader {
  /** The items that end within these bytes. */
  push(bytes: Uint8Array): Iterable<ReadItem>;
  end(): Iterable<ReadItem>;
}

/** A new one for each object. */
export const itemReaderOf = ({ request }: ImportRecord): ItemReader =>
  request.InputFormat === 'CSV'
    ? new CsvItems(request.InputFormatOptions?.Csv ?? {}, request.TableCreationParameters.AttributeDefinitions)
    : new JsonItems();

class JsonItems implements ItemReader {
  readonly #lines = new LineReader();

  *push(bytes: Uint8Array): Generator<ReadItem> {
    for (const line of this.#lines.push(bytes)) yield* read(line);
  }

  *end(): Generator<ReadItem> {
    for (const line of this.#lines.end()) yield* read(line);
  }
}

function* read(line: Line): Generator<ReadItem> {
  if (line?.trim() === '') return;
  yield () => {
    if (line === undefined) throw invalid('The line is too long');
    return itemOfLine(line);
  };
}
