/** One service as every emitter sees it: the closure of its operations, names settled, old notation normalised. */
import type { ServiceFacts } from '../../src/contract/operation.js';
import type { SimpleType } from '../../src/contract/shapes.js';
import type { Traits } from './ast.js';

/** Strings with the enum trait of Smithy 1 are `enum`, sets are `list` (with uniqueItems). */
export type ModelShapeType = SimpleType | 'enum' | 'intEnum' | 'list' | 'map' | 'structure' | 'union';

export interface ModelShape {
  /** Key in the ShapeTable and, for structures, unions and enums, name of the TypeScript type. */
  readonly key: string;
  /** `com.amazonaws.dynamodb#AttributeValue` */
  readonly id: string;
  /** Name in the model, without namespace. */
  readonly name: string;
  readonly type: ModelShapeType;
  readonly traits: Traits;
  /** In the model's order. Lists have `member`, maps `key` and `value`; enums and simple shapes none. */
  readonly members: ReadonlyMap<string, ModelMember>;
  /** Enums: strings; intEnums: numbers; else empty. In the model's order. */
  readonly values: readonly (string | number)[];
  /** Those of the values that AWS accepts but doesn't name in public: the internal trait, or Smithy 1's tag. */
  readonly internalValues?: readonly string[];
}

export interface ModelMember {
  readonly name: string;
  /** Key of the target. */
  readonly shape: string;
  /** The member's own traits; `traitOf` looks at the target's too. */
  readonly traits: Traits;
}

export interface ModelOperation {
  readonly name: string;
  readonly id: string;
  readonly traits: Traits;
  /** Keys; `Unit`'s where the model gives none. */
  readonly input: string;
  readonly output: string;
  readonly unitInput: boolean;
  readonly unitOutput: boolean;
  /** Keys of the operation's own errors, in the model's order. */
  readonly errors: readonly string[];
  readonly covered: boolean;
}

export interface ServiceModel {
  /** Folder under generated/: `dynamodb-streams`. */
  readonly name: string;
  /** Where it comes from, for the header of the files: `models/s3.json`. */
  readonly source: string;
  readonly facts: ServiceFacts;
  /** By key: the closure of all operations, covered or not, so that a key doesn't change when coverage does. */
  readonly shapes: ReadonlyMap<string, ModelShape>;
  /** All operations, by name. */
  readonly operations: readonly ModelOperation[];
  /** Those that are covered. */
  readonly covered: readonly ModelOperation[];
}

/** The shape with that key; it is a defect of codegen when there is none. */
export function shapeOf(model: ServiceModel, key: string): ModelShape {
  const shape = model.shapes.get(key);
  if (shape === undefined) throw new Error(`${model.source}: no shape ${key}`);
  return shape;
}

/** A trait of a member: its own, else that of its target. */
export function traitOf(model: ServiceModel, member: ModelMember, trait: string): unknown {
  return trait in member.traits ? member.traits[trait] : shapeOf(model, member.shape).traits[trait];
}

/** Keys of everything that can be reached from these shapes, themselves included; sorted. */
export function closureOf(model: ServiceModel, roots: Iterable<string>): readonly string[] {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    for (const member of shapeOf(model, key).members.values()) queue.push(member.shape);
  }
  return [...seen].sort();
}
