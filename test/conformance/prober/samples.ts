/** Values that satisfy a model. */
import { type ModelMember, type ModelShape, type ServiceModel, shapeOf, traitOf } from '../../../codegen/model/service-model.js';
import { matching } from './pattern-samples.js';

export type Value = unknown;
export type Members = Readonly<Record<string, Value>>;

export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** The length or range of a member. */
export const limitsOf = (model: ServiceModel, member: ModelMember, trait: 'length' | 'range'): Limits =>
  // The traits' definitions.
  (traitOf(model, member, `smithy.api#${trait}`) ?? {}) as Limits;

/** The pattern of a member, where it has one. */
export function patternOf(model: ServiceModel, member: ModelMember): string | undefined {
  const pattern = traitOf(model, member, 'smithy.api#pattern');
  return typeof pattern === 'string' ? pattern : undefined;
}

export const isRequired = (member: ModelMember): boolean => 'smithy.api#required' in member.traits;

/** A valid value of the member's target. `seed` tells equal ones apart. */
export function sampleOf(model: ServiceModel, member: ModelMember, seed = 0, depth = 0): Value {
  const target = shapeOf(model, member.shape);
  const length = limitsOf(model, member, 'length');
  switch (target.type) {
    case 'structure':
    case 'union':
      return membersOf(model, target, depth + 1);
    case 'list': {
      const part = target.members.get('member');
      // The query protocol and query strings can't say that a list is empty.
      return part ? Array.from({ length: Math.max(1, length.min ?? 1) }, (_, index) => sampleOf(model, part, index, depth)) : [];
    }
    case 'map': {
      const [key, value] = [target.members.get('key'), target.members.get('value')];
      if (!key || !value) return {};
      const count = Math.max(1, length.min ?? 1);
      return Object.fromEntries(
        Array.from({ length: count }, (_, index) => [sampleOf(model, key, index), sampleOf(model, value, 0, depth)]),
      );
    }
    case 'enum':
      return target.values[seed % target.values.length];
    case 'string':
      return text(model, member, seed);
    case 'blob':
      return Buffer.alloc(Math.max(1, length.min ?? 1), 'a');
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(Date.UTC(2024, 0, 1));
    case 'document':
      return {};
    default: {
      const range = limitsOf(model, member, 'range');
      return range.min ?? Math.min(1, range.max ?? 1);
    }
  }
}

/**
 * A structure with its required members, a union with its first. A structure within another has one member at least, since forms and XML
 * can't tell an empty one from none.
 */
export function membersOf(model: ServiceModel, shape: ModelShape, depth = 0): Members {
  const members = [...shape.members.values()];
  const required = members.filter(isRequired);
  const first = members.filter(({ shape: key }) => key !== shape.key).slice(0, 1);
  const chosen = shape.type === 'union' || (required.length === 0 && depth > 0 && depth < 4) ? first : required;
  return Object.fromEntries(chosen.map((member) => [member.name, sampleOf(model, member, 0, depth)]));
}

function text(model: ServiceModel, member: ModelMember, seed: number): string {
  const { min = 1, max = Number.POSITIVE_INFINITY } = limitsOf(model, member, 'length');
  const pattern = patternOf(model, member);
  if (pattern !== undefined) {
    const found = matching(pattern, Math.max(1, min), max) ?? matching(pattern, min, max);
    if (found === undefined) throw new Error(`${model.name}: no sample for ${member.shape}: ${pattern}`);
    return found;
  }
  const word = `sample${seed === 0 ? '' : seed}`;
  return word.length > max ? word.slice(-max) : word.padEnd(min, '0');
}
