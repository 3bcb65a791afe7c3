/** The ProjectionExpression of a request. */
import { type Projection, projectionOf } from './change-tree.js';
import { type DocumentPath, resolvePaths } from './document-path.js';
import { parseProjection } from './parse-projection.js';
import type { Placeholders } from './placeholders.js';
import { refusalOf } from './remembered.js';

export interface ReadProjection extends Projection {
  readonly paths: readonly DocumentPath[];
}

const PARAMETER = 'ProjectionExpression';

export function readProjection(text: string, placeholders: Placeholders): ReadProjection {
  const paths = resolvePaths(parseProjection(text, PARAMETER), placeholders, PARAMETER, refusalOf(PARAMETER));
  return { paths, ...projectionOf(paths) };
}
