/** What a SELECT shows of items: paths, each under the name of its last attribute. */

import { projectionOf } from '../expressions/change-tree.js';
import { type DocumentPath, refuseOverlaps, valueAt } from '../expressions/document-path.js';
import type { ReadProjection } from '../expressions/projection.js';
import { invalid } from '../refusals.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';
import type { Expression } from './syntax.js';

export interface Shown {
  readonly projection: ReadProjection;
  readonly show: (item: Attributes) => Attributes;
}

/** @returns undefined for `*`. */
export function readShown(shown: readonly Expression[] | undefined): Shown | undefined {
  if (shown === undefined) return undefined;
  const columns = shown.map((expression) => {
    if (expression.kind !== 'path') throw invalid('Unexpected path component');
    return { name: nameOf(expression.steps), path: expression.steps };
  });
  const twice = columns.find(({ name }, at) => columns.findIndex((other) => other.name === name) < at);
  if (twice !== undefined) throw invalid(`Duplicate identifiers in select clause: ${twice.name}`);
  const paths = columns.map(({ path }) => path);
  refuseOverlaps(paths, invalid);
  return {
    projection: { paths, ...projectionOf(paths) },
    show: (item) =>
      Object.fromEntries(
        columns.flatMap(({ name, path }) => {
          const value = path.length === 1 ? attributeOf(item, path[0]) : valueAt(item, path);
          return value === undefined ? [] : [[name, value] as const];
        }),
      ),
  };
}

/** `a.b[0]` is shown as `b[0]`. */
function nameOf(path: DocumentPath): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  return path
    .slice(at)
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('');
}
