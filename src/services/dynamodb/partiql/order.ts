/** ORDER BY, which orders by keys alone, and by range keys within each partition. */
import type { KeyConditions } from '../queries/key-range.js';
import type { Source } from '../queries/source.js';
import { invalid } from '../refusals.js';
import { compareScalars } from '../values/scalar-order.js';
import type { Select } from './syntax.js';

export interface Ordered {
  readonly queries: readonly KeyConditions[] | undefined;
  /** Whether range keys ascend. */
  readonly forward: boolean;
}

export function ordered(source: Source, queries: readonly KeyConditions[] | undefined, order: Select['order']): Ordered {
  if (order.length === 0) return { queries, forward: true };
  if (queries === undefined)
    throw invalid('Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.');
  const names = [...source.hashKeys, ...source.rangeKeys].map(({ name }) => name);
  for (const { path } of order) {
    if (path.steps.length > 1 || !names.includes(path.steps[0]))
      throw invalid(`Variable reference ${path.steps.join('.')} in ORDER BY clause must be part of the primary key`);
  }
  const of = (name: string | undefined): boolean | undefined => order.find(({ path }) => path.steps[0] === name)?.descending;
  const descending = of(source.hashKeys[0]?.name);
  const forward = of(source.rangeKeys[0]?.name) !== true;
  if (descending === undefined) return { queries, forward };
  const ascending = [...queries].sort((left, right) => {
    const [one, two] = [left.hashes[0]?.values[0], right.hashes[0]?.values[0]];
    return one === undefined || two === undefined ? 0 : compareScalars(one, two);
  });
  return { queries: descending ? ascending.reverse() : ascending, forward };
}
