/** What is wrong with an input, whatever the words in which a service says so. */
import type { ConstraintSchema } from '../contract/constraints.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { Shape } from '../contract/shapes.js';

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'entry'; readonly key: string };

/** In the order in which AWS lists them. */
export const constraintKinds = ['maxLength', 'minLength', 'pattern', 'enum', 'maximum', 'minimum', 'distinct', 'required'] as const;
export type ConstraintKind = (typeof constraintKinds)[number];

export interface Violation {
  readonly path: readonly Step[];
  readonly constraint: ConstraintKind;
  /** The schema that holds the constraint; for a missing member that of its structure. */
  readonly schema: ConstraintSchema;
  /** Undefined when the member is missing. */
  readonly value: unknown;
  /** Key of the value's shape in the ShapeTable. */
  readonly shape: string;
  /** The value is a key of the map that the path leads to. */
  readonly isKey: boolean;
}

/** The part of Ajv's error objects (with the verbose option) that is read here. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: object | undefined;
  readonly data?: unknown;
  readonly propertyName?: string | undefined;
}

const kinds: Readonly<Record<string, ConstraintKind>> = {
  required: 'required',
  maxLength: 'maxLength',
  maxItems: 'maxLength',
  maxProperties: 'maxLength',
  maxBytes: 'maxLength',
  minLength: 'minLength',
  minItems: 'minLength',
  minProperties: 'minLength',
  minBytes: 'minLength',
  pattern: 'pattern',
  enum: 'enum',
  maximum: 'maximum',
  minimum: 'minimum',
  distinct: 'distinct',
};

/** The violations behind Ajv's errors: by their place in the input, members in the model's order. */
export function violationsOf(
  errors: readonly SchemaError[],
  input: unknown,
  operation: OperationDescriptor,
  tables: ServiceTables,
): readonly Violation[] {
  const found: { readonly violation: Violation; readonly place: readonly number[] }[] = [];
  for (const error of errors) {
    const constraint = kinds[error.keyword];
    // What a map's key violates comes as an error of its own beside propertyNames.
    if (constraint === undefined) continue;
    const missing = constraint === 'required' ? `/${escapePointer(String(error.params.missingProperty))}` : '';
    const walked = walk(`${error.instancePath}${missing}`, input, operation, tables);
    const isKey = error.propertyName !== undefined;
    const violation: Violation = {
      path: walked.path,
      constraint,
      // The schemas are ours.
      schema: (error.parentSchema ?? {}) as ConstraintSchema,
      value: constraint === 'required' ? undefined : isKey ? error.propertyName : error.data,
      shape: isKey ? keyShape(tables.shapes[walked.shape]) : walked.shape,
      isKey,
    };
    const keyPlace = isKey ? [Object.keys(Object(valueAt(input, walked.path))).indexOf(String(error.propertyName))] : [];
    found.push({ violation, place: [...walked.place, ...keyPlace, constraintKinds.indexOf(constraint)] });
  }
  return found.sort((one, other) => comparePlaces(one.place, other.place)).map(({ violation }) => violation);
}

interface Walked {
  readonly path: readonly Step[];
  readonly place: readonly number[];
  readonly shape: string;
}

function walk(pointer: string, input: unknown, operation: OperationDescriptor, { shapes }: ServiceTables): Walked {
  const path: Step[] = [];
  const place: number[] = [];
  let shape = operation.input;
  let value = input;
  for (const name of pointer.split('/').slice(1).map(unescapePointer)) {
    const table: Shape | undefined = shapes[shape];
    switch (table?.type) {
      case 'structure':
      case 'union':
        path.push({ kind: 'member', name });
        place.push(Object.keys(table.members).indexOf(name));
        shape = table.members[name]?.shape ?? '';
        break;
      case 'list':
        path.push({ kind: 'item', index: Number(name) });
        place.push(Number(name));
        shape = table.member.shape;
        break;
      case 'map':
        path.push({ kind: 'entry', key: name });
        place.push(Object.keys(Object(value)).indexOf(name));
        shape = table.value.shape;
        break;
      default:
        throw new Error(`${operation.name}: the constraints and the shapes disagree at ${pointer}`);
    }
    // A property of an object or an element of an array.
    value = (Object(value) as Readonly<Record<string, unknown>>)[name];
  }
  return { path, place, shape };
}

/** The value that the path leads to. */
export function valueAt(input: unknown, path: readonly Step[]): unknown {
  let value = input;
  for (const step of path) {
    const name = step.kind === 'member' ? step.name : step.kind === 'item' ? step.index : step.key;
    // As in walk.
    value = (Object(value) as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

const keyShape = (shape: Shape | undefined): string => (shape?.type === 'map' ? shape.key.shape : '');

function comparePlaces(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

const escapePointer = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapePointer = (text: string): string => text.replaceAll('~1', '/').replaceAll('~0', '~');
