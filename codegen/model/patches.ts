/** Corrections to a model, where AWS answers otherwise than its model says. */
import type { Ast } from './ast.js';

export interface Patch {
  /** Where it was seen that AWS does so. */
  readonly evidence: string;
  /** JSON merge patches (RFC 7396) by shape id; a key that ends in `+` appends to the array of that name. */
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
    if (key.endsWith('+')) append(result, key.slice(0, -1), value);
    else if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

function append(result: Record<string, unknown>, key: string, values: unknown): void {
  const present = result[key] ?? [];
  if (!Array.isArray(present) || !Array.isArray(values)) throw new Error(`${key}+ appends an array to an array`);
  result[key] = [...present, ...values];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
