/** Values as text: in columns of CSV, in JSON, in CAST to STRING. */
import { Decimal } from './decimal.js';
import { Timestamp } from './timestamp.js';
import { isList, Struct, type Value } from './value.js';

/** MISSING and NULL are empty. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (value instanceof Struct || isList(value)) return jsonOf(value);
  return String(value);
}

export function jsonOf(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined || value === null) return 'null';
  if (value instanceof Timestamp) return JSON.stringify(value.toString());
  if (value instanceof Struct) return structOf(value.names, value.values);
  if (isList(value)) return `[${value.map(jsonOf).join(',')}]`;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'null';
  return value instanceof Decimal || typeof value !== 'object' ? String(value) : 'null';
}

/** MISSING has no place in it. */
export function structOf(names: readonly string[], values: readonly Value[]): string {
  let text = '';
  for (let at = 0; at < names.length; at++) {
    const value = values[at];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(names[at])}:${jsonOf(value)}`;
  }
  return `{${text}}`;
}
