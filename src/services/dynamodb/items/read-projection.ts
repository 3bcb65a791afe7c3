/** What a request wants to see of items: a ProjectionExpression, or AttributesToGet before there were expressions. */

import { projectionOf } from '../expressions/change-tree.js';
import { Placeholders } from '../expressions/placeholders.js';
import { type ReadProjection, readProjection } from '../expressions/projection.js';
import { invalid, invalidParameter } from '../refusals.js';
import { type RequestParameters, refuseLoosePlaceholders, refuseMixed } from './request-parameters.js';

export interface ProjectionParameters extends RequestParameters {
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
}

/** Of a read that has no other expression. @returns undefined for one that wants everything */
export function planProjection(input: ProjectionParameters): ReadProjection | undefined {
  const hasExpression = refuseMixed(input);
  refuseLoosePlaceholders(input, hasExpression, undefined);
  if (input.ProjectionExpression === undefined) return attributesToGet(input.AttributesToGet);
  const placeholders = new Placeholders(input);
  const projection = readProjection(input.ProjectionExpression, placeholders);
  placeholders.refuseUnused();
  return projection;
}

export function attributesToGet(names: readonly string[] | undefined): ReadProjection | undefined {
  if (names === undefined) return undefined;
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${twice}`);
  if (names.includes('')) throw invalid('Empty attribute name');
  const paths = names.map((name) => [name] as const);
  return { paths, ...projectionOf(paths) };
}
