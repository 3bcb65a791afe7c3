/**
 * The form in which nearly all AWS services refuse an input:
 * `1 validation error detected: Value 'x' at 'member.path' failed to satisfy constraint: Member must have length less than or equal to 255`.
 */
import type { ConstraintSchema } from '../contract/constraints.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import { javaNumber, javaSetOrder, javaText, lowerFirst } from './java-text.js';
import { type ConstraintKind, constraintKinds, type Step, type Violation, valueAt } from './violation.js';

export interface CoralDialect {
  /** `Value at 'name'` instead of `Value 'x' at 'name'`. */
  readonly hidesValues: boolean;
  /** What is said of a list's elements and a map's values ends with `Member must not be null`. */
  readonly elementsNotNull: boolean;
  /** Paths into the body begin with `createRestApiInput.`; those of labels, query and headers don't. */
  readonly namesInput: boolean;
}

/** The message: all violations, counted. */
export function coralMessage(
  violations: readonly Violation[],
  input: unknown,
  operation: OperationDescriptor,
  tables: ServiceTables,
  dialect: CoralDialect,
): string {
  const texts = new Set<string>();
  for (const violation of violations) {
    const { path, value, shape, schema } = violation;
    const whole = elementPart(violation);
    if (whole === undefined) {
      const shown = path.length > 0 && violation.constraint === 'required' ? ' null' : valueText(value, shape, schema, tables, dialect);
      texts.add(`Value${shown} at '${pathText(path, operation, tables, dialect)}' ${failed}: ${constraintText(violation, tables)}`);
      continue;
    }
    // However many elements are wrong, their collection is named once, with everything that holds for its elements.
    const holder = violation.isKey ? path : path.slice(0, -1);
    const shown = valueText(valueAt(input, holder), shapeAt(holder, operation, tables), schema, tables, dialect);
    const all = constraintKinds.flatMap((constraint) => describe(constraint, schema, shape, tables) ?? []);
    if (dialect.elementsNotNull && !violation.isKey) all.push(notNull);
    texts.add(
      `Value${shown} at '${pathText(holder, operation, tables, dialect)}' ${failed}: ${whole} must satisfy constraint: [${all.join(', ')}]`,
    );
  }
  return `${texts.size} validation error${texts.size === 1 ? '' : 's'} detected: ${[...texts].join('; ')}`;
}

const failed = 'failed to satisfy constraint';
const notNull = 'Member must not be null';

/** What AWS calls the part of a list or map that is wrong; undefined for a value that stands in a structure. */
function elementPart({ path, isKey }: Violation): string | undefined {
  if (isKey) return 'Map keys';
  const kind = path.at(-1)?.kind;
  return kind === 'item' ? 'Member' : kind === 'entry' ? 'Map value' : undefined;
}

function valueText(value: unknown, shape: string, schema: ConstraintSchema, tables: ServiceTables, dialect: CoralDialect): string {
  return dialect.hidesValues || schema.sensitive ? '' : ` '${javaText(value, shape, tables)}'`;
}

/** `publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType` */
function pathText(path: readonly Step[], operation: OperationDescriptor, tables: ServiceTables, dialect: CoralDialect): string {
  const steps = path.map((step) => {
    if (step.kind === 'member') return lowerFirst(step.name);
    return `${step.kind === 'item' ? step.index + 1 : step.key}.member`;
  });
  if (dialect.namesInput && isInBody(path, operation, tables)) steps.unshift(`${lowerFirst(operation.name)}Input`);
  return steps.join('.');
}

function isInBody(path: readonly Step[], operation: OperationDescriptor, tables: ServiceTables): boolean {
  const [first] = path;
  const input = tables.shapes[operation.input];
  const member = first?.kind === 'member' && input?.type === 'structure' ? input.members[first.name] : undefined;
  return (
    member !== undefined &&
    !(member.httpLabel || member.httpQuery || member.httpHeader || member.httpPrefixHeaders || member.httpQueryParams)
  );
}

function shapeAt(path: readonly Step[], operation: OperationDescriptor, { shapes }: ServiceTables): string {
  return path.reduce((key, step) => {
    const shape = shapes[key];
    if (shape?.type === 'list') return shape.member.shape;
    if (shape?.type === 'map') return shape.value.shape;
    if (step.kind === 'member' && (shape?.type === 'structure' || shape?.type === 'union')) return shape.members[step.name]?.shape ?? '';
    return '';
  }, operation.input);
}

const constraintText = ({ constraint, schema, shape }: Violation, tables: ServiceTables): string =>
  constraint === 'required' ? notNull : (describe(constraint, schema, shape, tables) ?? constraint);

/** Undefined when the schema doesn't have the constraint. */
function describe(constraint: ConstraintKind, schema: ConstraintSchema, shape: string, tables: ServiceTables): string | undefined {
  const type = tables.shapes[shape]?.type;
  const number = (value: number): string => javaNumber(value, type === 'float' || type === 'double');
  const { maximum, minimum } = schema;
  const longest = schema.maxLength ?? schema.maxItems ?? schema.maxProperties ?? schema.maxBytes;
  const shortest = schema.minLength ?? schema.minItems ?? schema.minProperties ?? schema.minBytes;
  switch (constraint) {
    case 'maxLength':
      return longest === undefined ? undefined : `Member must have length less than or equal to ${longest}`;
    case 'minLength':
      return shortest === undefined ? undefined : `Member must have length greater than or equal to ${shortest}`;
    case 'pattern':
      return schema.pattern === undefined ? undefined : `Member must satisfy regular expression pattern: ${patternText(schema)}`;
    case 'enum': {
      const values = schema.publicEnum ?? schema.enum;
      return values && `Member must satisfy enum value set: [${javaSetOrder(values).join(', ')}]`;
    }
    case 'maximum':
      return maximum === undefined ? undefined : `Member must have value less than or equal to ${number(maximum)}`;
    case 'minimum':
      return minimum === undefined ? undefined : `Member must have value greater than or equal to ${number(minimum)}`;
    case 'distinct':
      return schema.distinct && 'Member must have unique values';
    case 'required':
      return undefined;
  }
}

/** The pattern as the service's model has it. */
export const patternText = ({ pattern = '', patternText: text }: ConstraintSchema): string =>
  text ?? (/^\^\(\?:(.*)\)\$$/s.exec(pattern)?.[1] || pattern);
