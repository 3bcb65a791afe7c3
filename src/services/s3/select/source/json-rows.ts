/** How paths find their way in JSON. */
import { UnsupportedSyntax } from '../../../../../generated/s3/errors.js';
import type { RowKind } from '../evaluate/plan.js';
import { isList, Struct, type Value } from '../evaluate/value.js';
import type { Path, Select, Step } from '../sql/syntax.js';

export function jsonRows({ alias, from }: Select): RowKind<Value> {
  // Without an alias, the last name of the table's path is one.
  const last = from.at(-1);
  const name = (alias ?? (last?.kind === 'name' ? last.name : 's3object')).toLowerCase();
  return {
    all: (row) => (row instanceof Struct ? row : new Struct(['_1'], [row])),
    bind: (path) => follow(withoutAlias(path, name)),
  };
}

function withoutAlias({ steps }: Path, alias: string): readonly Step[] {
  const [first, second] = steps;
  if (first?.kind !== 'name') return steps;
  const name = first.name.toLowerCase();
  if (name !== alias && name !== 's3object') return steps;
  return second?.kind === 'star' && name === 's3object' ? steps.slice(2) : steps.slice(1);
}

function follow(steps: readonly Step[]): (row: Value) => Value {
  const finders = steps.map(finderOf);
  return (row) => {
    let value = row;
    for (const find of finders) {
      value = find(value);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function finderOf(step: Step): (value: Value) => Value {
  switch (step.kind) {
    case 'star':
      throw new UnsupportedSyntax('Encountered invalid syntax: a path with [*] is only supported in the FROM clause.');
    case 'index':
      return (value) => (isList(value) ? value[step.index] : undefined);
    case 'name': {
      const { name, quoted } = step;
      const lower = name.toLowerCase();
      return (value) => {
        if (!(value instanceof Struct)) return undefined;
        let at = value.names.indexOf(name);
        if (at < 0 && !quoted) at = value.names.findIndex((known) => known.toLowerCase() === lower);
        return at < 0 ? undefined : value.values[at];
      };
    }
  }
}
