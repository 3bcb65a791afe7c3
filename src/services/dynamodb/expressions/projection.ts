/** The ProjectionExpression of a request. */
import { type Projection, projectionOf } from './change-tree.js';
import { type DocumentPath, refuseOverlaps, resolvePath } from './document-path.js';
import { parseProjection } from './parse-projection.js';
import type { Placeholders } from './placeholders.js';
import { refusalOf } from './remembered.js';

export interface ReadProjection extends Projection {
  readonly paths: readonly DocumentPath[];
}

const PARAMETER = 'ProjectionExpression';

export function readProjection(text: string, placeholders: Placeholders): ReadProjection {
  const paths = parseProjection(text, PARAMETER).map((path) => resolvePath(path, placeholders, PARAMETER));
  refuseOverlaps(paths, refusalOf(PARAMETER));
  return { paths, ...projectionOf(paths) };
}
