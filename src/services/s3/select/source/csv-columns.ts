/** How paths find their columns in rows of CSV. */
import { AmbiguousFieldName, MissingHeaders } from '../../../../../generated/s3/errors.js';
import type { RowKind } from '../evaluate/plan.js';
import { Struct, type Value } from '../evaluate/value.js';
import type { Path, Select, Step } from '../sql/syntax.js';

type Fields = readonly string[];

/** @param header the names of the columns; undefined where the first row isn't to be used. */
export function csvRows({ alias }: Select, header: Fields | undefined): RowKind<Fields> {
  const all = wholeRow(header);
  return {
    all,
    bind: (path) => {
      const steps = withoutAlias(path, alias, header);
      const [step, ...more] = steps;
      if (step === undefined) return all;
      const column = columnOf(step, header);
      // Columns hold text, which has nothing inside.
      return more.length > 0 ? () => undefined : (fields): Value => fields[column];
    },
  };
}

/** `s.name` and `S3Object.name` are `name`; a column may also be called as the alias is. */
function withoutAlias({ steps }: Path, alias: string | undefined, header: Fields | undefined): readonly Step[] {
  const [first, second] = steps;
  if (first?.kind !== 'name') return steps;
  const name = first.name.toLowerCase();
  const isAlias = name === (alias ?? 's3object').toLowerCase() || name === 's3object';
  return isAlias && (second !== undefined || header?.includes(first.name) !== true) ? steps.slice(1) : steps;
}

function columnOf(step: Step, header: Fields | undefined): number {
  if (step.kind !== 'name') throw missing();
  const { name, quoted } = step;
  const exact = header?.indexOf(name) ?? -1;
  const same = (column: string): boolean => column === name || (!quoted && column.toLowerCase() === name.toLowerCase());
  const found = header?.flatMap((column, index) => (same(column) ? [index] : [])) ?? [];
  if (found.length > 1)
    throw new AmbiguousFieldName(
      'The field name matches to multiple fields in the file. Check the SQL expression and the file, and try again.',
    );
  const [only] = found;
  if (only !== undefined) return exact >= 0 ? exact : only;
  const place = /^_([1-9]\d{0,5})$/.exec(name)?.[1];
  if (place === undefined) throw missing();
  return Number(place) - 1;
}

function wholeRow(header: Fields | undefined): (fields: Fields) => Struct {
  const names: string[] = [...(header ?? [])];
  return (fields) => {
    // Rows may be longer than the one before.
    for (let at = names.length; at < fields.length; at++) names.push(`_${at + 1}`);
    return new Struct(names.length === fields.length ? names : names.slice(0, fields.length), fields);
  };
}

const missing = (): MissingHeaders =>
  new MissingHeaders('Some headers in the query are missing from the file. Please check the file and try again.');
