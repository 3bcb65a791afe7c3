/** generated/<service>/validators.ts: the constraints of the covered operations' inputs as JSON Schema. */
import type { ConstraintSchema } from '../../src/contract/constraints.js';
import type { ServiceConstraints } from '../../src/contract/operation.js';
import {
  closureOf,
  type ModelMember,
  type ModelOperation,
  type ModelShape,
  type ServiceModel,
  shapeOf,
  traitOf,
} from '../model/service-model.js';
import { type PatternExtent, translatePattern } from './patterns.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A pattern that has anchors of its own, as its service wrote it. AWS's ASTs, and our importer, give anchors to every pattern. */
const patternTextTrait = 'tinsmith#patternText';
/** An enum whose other values the operations refuse themselves, in their own words. */
const openEnumTrait = 'tinsmith#openEnum';
const smithyValidation = 'smithy.framework#ValidationException';

/** Subtrees without constraints are left out, and so are operations without any. */
export function emitValidators(model: ServiceModel, covered: readonly ModelOperation[]): ServiceConstraints {
  const emitter = new Emitter(model, covered);
  const operations: Record<string, ConstraintSchema> = {};
  for (const operation of covered) {
    const schema = emitter.input(operation.input);
    if (schema) operations[operation.name] = schema;
  }
  return { $defs: emitter.definitions(), operations };
}

class Emitter {
  private readonly model: ServiceModel;
  private readonly extent: PatternExtent;
  /** Keys of the shapes that constrain something, themselves or below. */
  private readonly constrained: ReadonlySet<string>;
  /** Keys of the structures and unions that get a definition: those that several members have, or that hold themselves. */
  private readonly shared: ReadonlySet<string>;
  private readonly used = new Set<string>();

  constructor(model: ServiceModel, covered: readonly ModelOperation[]) {
    this.model = model;
    const smithy = covered.some(({ errors }) => errors.some((key) => shapeOf(model, key).id === smithyValidation));
    this.extent = smithy ? 'anywhere' : 'whole';
    const keys = closureOf(model, new Set(covered.map(({ input }) => input)));
    this.constrained = constrainedOf(model, keys);
    this.shared = sharedOf(model, keys, new Set(covered.map(({ input }) => input)));
  }

  input(key: string): ConstraintSchema | undefined {
    return this.constrained.has(key) ? this.structure(shapeOf(this.model, key)) : undefined;
  }

  definitions(): Record<string, ConstraintSchema> {
    const definitions: Record<string, ConstraintSchema> = {};
    // Writing a definition can make use of another.
    for (const key of this.used) definitions[key] = this.structure(shapeOf(this.model, key));
    return Object.fromEntries(Object.entries(definitions).sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  private structure(shape: ModelShape): ConstraintSchema {
    const members = [...shape.members.values()];
    const required = members.filter(isRequired).map(({ name }) => name);
    const properties = members.flatMap((member) => {
      const schema = this.member(member);
      return schema ? [[member.name, schema] as const] : [];
    });
    return {
      ...(required.length > 0 && { required }),
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    };
  }

  private member(member: ModelMember): ConstraintSchema | undefined {
    const target = shapeOf(this.model, member.shape);
    if ('smithy.api#streaming' in target.traits) return undefined;
    const structured = target.type === 'structure' || target.type === 'union';
    if (structured) {
      if (!this.constrained.has(target.key)) return undefined;
      if (!this.shared.has(target.key)) return this.structure(target);
      this.used.add(target.key);
      return { $ref: `#/$defs/${target.key}` };
    }
    const schema = this.value(member, target);
    return Object.keys(schema).length > 0 ? schema : undefined;
  }

  private value(member: ModelMember, target: ModelShape): ConstraintSchema {
    const schema: Mutable<ConstraintSchema> = {};
    const { min, max } = this.limits(member, 'smithy.api#length');
    switch (target.type) {
      case 'list': {
        if (min !== undefined) schema.minItems = min;
        if (max !== undefined) schema.maxItems = max;
        if (traitOf(this.model, member, 'smithy.api#uniqueItems') !== undefined) schema.distinct = true;
        const items = this.part(target, 'member');
        if (items) schema.items = items;
        break;
      }
      case 'map': {
        if (min !== undefined) schema.minProperties = min;
        if (max !== undefined) schema.maxProperties = max;
        const names = this.part(target, 'key');
        if (names) schema.propertyNames = names;
        const values = this.part(target, 'value');
        if (values) schema.additionalProperties = values;
        break;
      }
      case 'blob':
        if (min !== undefined) schema.minBytes = min;
        if (max !== undefined) schema.maxBytes = max;
        break;
      case 'string':
      case 'enum':
        if (min !== undefined) schema.minLength = min;
        if (max !== undefined) schema.maxLength = max;
        this.pattern(member, schema);
        if (isClosedEnum(target)) enumOf(target, schema);
        break;
      default: {
        const range = this.limits(member, 'smithy.api#range');
        if (range.min !== undefined) schema.minimum = range.min;
        if (range.max !== undefined) schema.maximum = range.max;
      }
    }
    if (Object.keys(schema).length > 0 && traitOf(this.model, member, 'smithy.api#sensitive') !== undefined) schema.sensitive = true;
    return schema;
  }

  private part(shape: ModelShape, name: string): ConstraintSchema | undefined {
    const member = shape.members.get(name);
    return member && this.member(member);
  }

  /** A minimum of 0 and a length without limits say nothing. */
  private limits(member: ModelMember, trait: string): { readonly min?: number; readonly max?: number } {
    // The definitions of the length and range traits.
    const { min, max } = (traitOf(this.model, member, trait) ?? {}) as { readonly min?: number; readonly max?: number };
    const vacuous = trait === 'smithy.api#length' && min === 0;
    return { ...(min !== undefined && !vacuous && { min }), ...(max !== undefined && { max }) };
  }

  private pattern(member: ModelMember, schema: Mutable<ConstraintSchema>): void {
    const text = traitOf(this.model, member, 'smithy.api#pattern');
    if (typeof text !== 'string') return;
    const pattern = translatePattern(text, this.extent);
    // One that takes every value; [^]* and the like take part in no message either.
    if (this.extent === 'anywhere' && (pattern === '' || text === '.*')) return;
    schema.pattern = pattern;
    const own = traitOf(this.model, member, patternTextTrait);
    const shown = typeof own === 'string' ? own : this.extent === 'anywhere' ? text : withoutAnchors(text);
    if (`^(?:${shown})$` !== pattern) schema.patternText = shown;
  }
}

/** The pattern as its service wrote it. */
export function withoutAnchors(text: string): string {
  if (!text.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(text)) return text;
  const body = text.slice(1, -1);
  return /^\(\?:/.test(body) && closesAtEnd(body) ? body.slice(3, -1) : body;
}

/** Whether the group that the text begins with ends where the text ends. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()]/gs)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ')' && depth === 0) return index === text.length - 1;
  }
  return false;
}

const isRequired = (member: ModelMember): boolean => 'smithy.api#required' in member.traits;

function enumOf(target: ModelShape, schema: Mutable<ConstraintSchema>): void {
  const values = target.values.map(String);
  schema.enum = values;
  const { internalValues } = target;
  if (internalValues) schema.publicEnum = values.filter((value) => !internalValues.includes(value));
}

const isClosedEnum = ({ type, traits }: ModelShape): boolean => type === 'enum' && !(openEnumTrait in traits);

const constrainingTraits = ['length', 'range', 'pattern', 'uniqueItems', 'required'].map((name) => `smithy.api#${name}`);

function constrainedOf(model: ServiceModel, keys: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const isConstrained = (shape: ModelShape): boolean => {
    if ('smithy.api#streaming' in shape.traits) return false;
    if (isClosedEnum(shape) || constrainingTraits.some((trait) => trait in shape.traits)) return true;
    return [...shape.members.values()].some(
      (member) => constrainingTraits.some((trait) => trait in member.traits) || found.has(member.shape),
    );
  };
  // Shapes hold each other in circles, so until nothing is added.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const key of keys) if (isConstrained(shapeOf(model, key))) found.add(key);
  }
  return found;
}

function sharedOf(model: ServiceModel, keys: readonly string[], inputs: ReadonlySet<string>): ReadonlySet<string> {
  const uses = new Map<string, number>();
  for (const key of keys) {
    for (const { shape } of shapeOf(model, key).members.values()) uses.set(shape, (uses.get(shape) ?? 0) + 1);
  }
  const holdsItself = (key: string): boolean =>
    closureOf(
      model,
      [...shapeOf(model, key).members.values()].map(({ shape }) => shape),
    ).includes(key);
  return new Set(
    keys.filter((key) => {
      const { type } = shapeOf(model, key);
      if (type !== 'structure' && type !== 'union') return false;
      return (uses.get(key) ?? 0) > 1 || (inputs.has(key) && (uses.get(key) ?? 0) > 0) || holdsItself(key);
    }),
  );
}
