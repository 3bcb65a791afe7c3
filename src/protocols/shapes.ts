/** Lookups in a service's ShapeTable that say what is wrong when a table is. */
import type { Shape, ShapeTable, StructureShape } from '../contract/shapes.js';

export function shapeAt(shapes: ShapeTable, key: string): Shape {
  const shape = shapes[key];
  if (shape === undefined) throw new Error(`The shape table has no ${key}.`);
  return shape;
}

export function structureAt(shapes: ShapeTable, key: string): StructureShape {
  const shape = shapeAt(shapes, key);
  if (shape.type !== 'structure') throw new Error(`${key} is a ${shape.type}, not a structure.`);
  return shape;
}
