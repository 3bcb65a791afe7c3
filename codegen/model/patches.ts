/** Corrections to a model, where AWS answers otherwise than its model says. */
import type { Ast } from './ast.js';

export interface Patch {
  /** Where it was seen that AWS does so. */
  readonly evidence: string;
  /** JSON merge patches (RFC 7396) by shape id. */
  readonly shapes: Readonly<Record<string, unknown>>;
}

export interface Patches {
  readonly patches: readonly Patch[];
}

/** The AST with the patches applied in order; the one that was given stays as it is. */
export function applyPatches(ast: Ast, { patches }: Patches): Ast {
  let shapes: unknown = ast.shapes;
  for (const patch of patches) shapes = merge(shapes, patch.shapes);
  // A merge patch of shapes gives shapes; what it can break is found when the model is read.
  return { ...ast, shapes: shapes as Ast['shapes'] };
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
