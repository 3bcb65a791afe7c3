/** ExpressionAttributeNames and ExpressionAttributeValues: what `#name` and `:value` stand for, and whether all are used. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { ServiceError } from '../../../contract/errors.js';
import { invalid } from '../refusals.js';
import { checkOperand, TOO_DEEP } from '../values/attribute-value.js';
import type { ExpressionParameter } from './remembered.js';

export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

const ALIAS = /^#[A-Za-z0-9_]+$/;
const VALUE = /^:[A-Za-z0-9_]+$/;

/** What a checked expression's placeholders stand for. */
export interface Bindings {
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, AttributeValue>;
}

export class Placeholders {
  readonly bindings: Bindings;
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;

  constructor(input: PlaceholderInput) {
    const names = readNames(input.ExpressionAttributeNames);
    const values = readValues(input.ExpressionAttributeValues);
    this.bindings = { names, values };
    this.#unusedNames = new Set(names.keys());
    this.#unusedValues = new Set(values.keys());
  }

  /** @param word an attribute's name, or an alias for one. */
  name(word: string, parameter: ExpressionParameter): string {
    if (!word.startsWith('#')) return word;
    const name = this.bindings.names.get(word);
    if (name === undefined)
      throw invalid(`Invalid ${parameter}: An expression attribute name used in the document path is not defined; attribute name: ${word}`);
    this.#unusedNames.delete(word);
    return name;
  }

  value(word: string, parameter: ExpressionParameter): AttributeValue {
    const value = this.bindings.values.get(word);
    if (value === undefined)
      throw invalid(`Invalid ${parameter}: An expression attribute value used in expression is not defined; attribute value: ${word}`);
    this.#unusedValues.delete(word);
    return value;
  }

  /** To be called when all of the request's expressions are read. */
  refuseUnused(): void {
    if (this.#unusedNames.size > 0)
      throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${[...this.#unusedNames].join(', ')}}`);
    if (this.#unusedValues.size > 0)
      throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${[...this.#unusedValues].join(', ')}}`);
  }
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();
const NO_VALUES: ReadonlyMap<string, AttributeValue> = new Map();

function readNames(names: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, string> {
  if (names === undefined) return NO_NAMES;
  const read = new Map<string, string>();
  for (const alias in names) {
    const name = names[alias] ?? '';
    if (!ALIAS.test(alias)) throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${alias}"`);
    if (name === '') throw invalid(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${alias}`);
    read.set(alias, name);
  }
  if (read.size === 0) throw invalid('ExpressionAttributeNames must not be empty');
  return read;
}

function readValues(values: Readonly<Record<string, AttributeValue>> | undefined): ReadonlyMap<string, AttributeValue> {
  if (values === undefined) return NO_VALUES;
  const read = new Map<string, AttributeValue>();
  for (const key in values) {
    if (!VALUE.test(key)) throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
  }
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) read.set(key, readValue(key, value));
  }
  if (read.size === 0) throw invalid('ExpressionAttributeValues must not be empty');
  return read;
}

function readValue(key: string, value: AttributeValue): AttributeValue {
  try {
    return checkOperand(value);
  } catch (error) {
    if (error instanceof ServiceError && error.message !== TOO_DEEP)
      throw invalid(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
    throw error;
  }
}
