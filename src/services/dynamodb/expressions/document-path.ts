/** Where something lies in an item: attribute, map member, list element. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';
import type { Placeholders } from './placeholders.js';
import type { ExpressionParameter, Refuse } from './remembered.js';
import type { Path } from './syntax.js';

/** With all aliases looked up. The first step is an attribute's name. */
export type DocumentPath = readonly [string, ...(string | number)[]];

export function resolvePath({ steps }: Path, placeholders: Placeholders, parameter: ExpressionParameter): DocumentPath {
  const [first, ...deeper] = steps;
  if (deeper.length === 0) return [placeholders.name(first, parameter)];
  return [
    placeholders.name(first, parameter),
    ...deeper.map((step) => (typeof step === 'number' ? step : placeholders.name(step, parameter))),
  ];
}

export function valueAt(attributes: Attributes, path: DocumentPath): AttributeValue | undefined {
  let value = attributeOf(attributes, path[0]);
  for (let at = 1; at < path.length && value !== undefined; at += 1) {
    const step = path[at];
    value = step === undefined ? undefined : memberOf(value, step);
  }
  return value;
}

export function memberOf(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return value.L?.[step];
  return value.M === undefined ? undefined : attributeOf(value.M, step);
}

/** `[a, [0], b]` */
export const showPath = (path: DocumentPath): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

export const samePath = (left: DocumentPath, right: DocumentPath): boolean =>
  left.length === right.length && left.every((step, at) => step === right[at]);

/**
 * AWS reads a list of paths from its last to its first. None may lie within another one, nor call for a list where another one calls
 * for a map.
 */
export function resolvePaths(
  paths: readonly Path[],
  placeholders: Placeholders,
  parameter: ExpressionParameter,
  refuse: Refuse,
): readonly DocumentPath[] {
  const resolved: DocumentPath[] = [];
  for (let at = paths.length - 1; at >= 0; at -= 1) {
    const path = paths[at];
    if (path === undefined) continue;
    const own = resolvePath(path, placeholders, parameter);
    refuseCollision(own, resolved, refuse);
    resolved.unshift(own);
  }
  return resolved;
}

/** As in resolvePaths. */
export function refuseOverlaps(paths: readonly DocumentPath[], refuse: Refuse): void {
  for (const [at, path] of [...paths.entries()].reverse()) refuseCollision(path, paths.slice(at + 1), refuse);
}

function refuseCollision(one: DocumentPath, others: readonly DocumentPath[], refuse: Refuse): void {
  for (const two of others) {
    const problem = collision(one, two);
    if (problem !== undefined)
      throw refuse(
        `Two document paths ${problem} with each other; must remove or rewrite one of these paths; path one: ${showPath(one)}, path two: ${showPath(two)}`,
      );
  }
}

function collision(one: DocumentPath, two: DocumentPath): 'overlap' | 'conflict' | undefined {
  for (let at = 0; ; at += 1) {
    const [left, right] = [one[at], two[at]];
    if (left === undefined || right === undefined) return 'overlap';
    if (left === right) continue;
    return typeof left === typeof right ? undefined : 'conflict';
  }
}

/** Key attributes are scalars: nothing lies within them. */
export function pathIntoKey(paths: readonly DocumentPath[], keyNames: readonly string[]): string | undefined {
  return keyNames.find((key) => paths.some(([name, ...deeper]) => deeper.length > 0 && name === key));
}
