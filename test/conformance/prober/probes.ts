/** One request for each constraint of an operation's input, and what AWS's general form says of it. */
import {
  type ModelMember,
  type ModelOperation,
  type ModelShape,
  type ServiceModel,
  shapeOf,
  traitOf,
} from '../../../codegen/model/service-model.js';
import { failing, matching } from './pattern-samples.js';
import { isRequired, limitsOf, type Members, membersOf, patternOf, sampleOf, type Value } from './samples.js';

export type ProbeKind = 'required' | 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'pattern' | 'enum' | 'unique' | 'type';

export interface Probe {
  readonly name: string;
  readonly kind: ProbeKind;
  readonly input: Members;
  /** Type of the value that is wrong. */
  readonly type: ModelShape['type'];
  /** Member of the input that holds what is wrong. */
  readonly member: ModelMember;
  /** `requestItems.key.member`, in AWS's spelling. */
  readonly path: string;
  /** What is said of the path: nothing for a wrong type. */
  readonly says: string;
  /** Where the value is part of a list or map, the constraint stands among others in brackets. */
  readonly part?: 'Member' | 'Map keys' | 'Map value';
}

/** Values longer than this are not sent. */
const longest = 100_000;
const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Writes wrong types as they are: no model can describe them. */
export class WrongType {
  readonly json: unknown;
  readonly text: string;

  constructor(json: unknown, text: string) {
    this.json = json;
    this.text = text;
  }
}

interface Place {
  readonly path: string;
  readonly put: (value: Value) => Members;
  readonly top: ModelMember | undefined;
}

/** The minimal input, and the probes made from it. */
export function probesOf(model: ServiceModel, operation: ModelOperation, minimal: Members): readonly Probe[] {
  const input = shapeOf(model, operation.input);
  const probes: Probe[] = [];
  const seen = new Set<string>();

  const structure = (shape: ModelShape, value: Members, place: Place): void => {
    if (seen.has(shape.key)) return;
    seen.add(shape.key);
    for (const member of shape.members.values()) {
      const top = place.top ?? member;
      const path = place.path === '' ? lower(member.name) : `${place.path}.${lower(member.name)}`;
      // The other members of a union would make it one of two.
      const others = shape.type === 'union' ? {} : value;
      const here: Place = { path, top, put: (each) => place.put({ ...others, [member.name]: each }) };
      if (isRequired(member) && !selectsOperation(model, operation, member)) {
        const { [member.name]: _, ...without } = value;
        add('required', member.shape, top, path, 'Member must not be null', place.put(without));
      }
      target(member, here);
    }
  };

  const add = (
    kind: ProbeKind,
    key: string,
    top: ModelMember | undefined,
    path: string,
    says: string,
    sent: Members,
    part?: Probe['part'],
  ): void => {
    const name = `${operation.name} ${path} ${kind}${part ? ` of ${part}` : ''}`;
    const { type } = shapeOf(model, key);
    if (top) probes.push({ name, kind, type, input: sent, member: top, path, says, ...(part && { part }) });
  };

  /** `holder` is the list or map that messages name instead of the value. */
  const target = (member: ModelMember, place: Place, holder?: { readonly path: string; readonly part: 'Member' | 'Map value' }): void => {
    const shape = shapeOf(model, member.shape);
    if ('smithy.api#streaming' in shape.traits) return;
    for (const { kind, value, says } of violationsOf(model, member))
      add(kind, member.shape, place.top, holder?.path ?? place.path, says, place.put(value), holder?.part);
    if (holder === undefined && !isConditionalDate(member))
      add('type', member.shape, place.top, place.path, '', place.put(wrongType(shape)));
    if (shape.type === 'structure' || shape.type === 'union') {
      structure(shape, membersOf(model, shape, 1), place);
    } else if (shape.type === 'list') {
      const part = shape.members.get('member');
      const { min = 1 } = limitsOf(model, member, 'length');
      const rest = part ? Array.from({ length: Math.max(0, min - 1) }, (_, index) => sampleOf(model, part, index + 1)) : [];
      if (part)
        target(
          part,
          { ...place, path: `${place.path}.1.member`, put: (each) => place.put([each, ...rest]) },
          { path: place.path, part: 'Member' },
        );
    } else if (shape.type === 'map') {
      const [key, value] = [shape.members.get('key'), shape.members.get('value')];
      if (!key || !value) return;
      const [sampleKey, sample] = [String(sampleOf(model, key)), sampleOf(model, value)];
      for (const { kind, value: bad, says } of violationsOf(model, key))
        add(kind, key.shape, place.top, place.path, says, place.put({ [String(bad)]: sample }), 'Map keys');
      target(
        value,
        { ...place, path: `${place.path}.${sampleKey}.member`, put: (each) => place.put({ [sampleKey]: each }) },
        { path: place.path, part: 'Map value' },
      );
    }
  };

  structure(input, minimal, { path: '', put: (value) => value as Members, top: undefined });
  return probes;
}

/** Without the member the request would be another operation's, or the same one: a streamed body is never absent. */
function selectsOperation(model: ServiceModel, operation: ModelOperation, { shape, traits }: ModelMember): boolean {
  if ('smithy.api#httpLabel' in traits || 'smithy.api#streaming' in shapeOf(model, shape).traits) return true;
  if (!('smithy.api#httpQuery' in traits || 'smithy.api#httpHeader' in traits)) return false;
  const [method, path] = placeOf(operation);
  return model.operations.some((other) => other !== operation && placeOf(other)[0] === method && placeOf(other)[1] === path);
}

/** Method and path, labels by their place. */
function placeOf({ traits }: ModelOperation): readonly [method: string | undefined, path: string | undefined] {
  // The http trait's definition.
  const http = traits['smithy.api#http'] as { readonly method: string; readonly uri: string } | undefined;
  return [http?.method, http?.uri.split('?')[0]?.replace(/\{[^}]*\}/g, '{}')];
}

interface Violating {
  readonly kind: ProbeKind;
  readonly value: Value;
  readonly says: string;
}

function violationsOf(model: ServiceModel, member: ModelMember): readonly Violating[] {
  const shape = shapeOf(model, member.shape);
  const found: Violating[] = [];
  const length = limitsOf(model, member, 'length');
  const least = `Member must have length greater than or equal to ${length.min}`;
  const most = `Member must have length less than or equal to ${length.max}`;
  // Some enums are left to the operations.
  if (shape.type === 'enum' && !('tinsmith#openEnum' in shape.traits)) {
    const values = shape.values.filter((value) => !shape.internalValues?.includes(String(value)));
    found.push({ kind: 'enum', value: 'no-such-value', says: `Member must satisfy enum value set: [${values.join(', ')}]` });
  }
  if (shape.type === 'string') {
    const pattern = patternOf(model, member);
    const bad = pattern === undefined ? undefined : failing(pattern, length.min ?? 1, length.max ?? 1000);
    if (bad !== undefined) found.push({ kind: 'pattern', value: bad, says: 'Member must satisfy regular expression pattern: ' });
  }
  if (shape.type === 'string' || shape.type === 'enum') {
    const pattern = shape.type === 'string' ? patternOf(model, member) : undefined;
    if (length.min) found.push({ kind: 'minLength', value: wordOf(pattern, length.min - 1), says: least });
    if (length.max !== undefined && length.max < longest)
      found.push({ kind: 'maxLength', value: wordOf(pattern, length.max + 1), says: most });
  }
  if (shape.type === 'blob') {
    if (length.min) found.push({ kind: 'minLength', value: Buffer.alloc(length.min - 1, 'a'), says: least });
    if (length.max !== undefined && length.max < longest)
      found.push({ kind: 'maxLength', value: Buffer.alloc(length.max + 1, 'a'), says: most });
  }
  if (shape.type === 'list') {
    const part = shape.members.get('member');
    const list = (count: number): Value => Array.from({ length: count }, (_, index) => part && sampleOf(model, part, index));
    if (length.min) found.push({ kind: 'minLength', value: list(length.min - 1), says: least });
    if (length.max !== undefined && length.max < 1000) found.push({ kind: 'maxLength', value: list(length.max + 1), says: most });
    if (traitOf(model, member, 'smithy.api#uniqueItems') !== undefined && part) {
      const one = sampleOf(model, part);
      found.push({ kind: 'unique', value: [one, one], says: 'Member must have unique values' });
    }
  }
  if (shape.type === 'map' && length.min === 1) found.push({ kind: 'minLength', value: {}, says: least });
  if (shape.type === 'map' && length.max !== undefined && length.max < 1000) {
    const [key, value] = [shape.members.get('key'), shape.members.get('value')];
    const entries = Array.from({ length: length.max + 1 }, (_, index) => [`k${index}`, value && sampleOf(model, value)]);
    // Keys with a pattern have one sample only.
    if (key && patternOf(model, key) === undefined && shapeOf(model, key.shape).type !== 'enum')
      found.push({ kind: 'maxLength', value: Object.fromEntries(entries), says: most });
  }
  found.push(...outOfRange(model, member, shape));
  return found;
}

const integers: Readonly<Record<string, number>> = { byte: 2 ** 7, short: 2 ** 15, integer: 2 ** 31, long: Number.MAX_SAFE_INTEGER };

function outOfRange(model: ServiceModel, member: ModelMember, shape: ModelShape): readonly Violating[] {
  const floating = shape.type === 'float' || shape.type === 'double';
  const limit = integers[shape.type] ?? (floating ? Number.MAX_VALUE : undefined);
  if (limit === undefined) return [];
  const { min, max } = limitsOf(model, member, 'range');
  const shown = (value: number): string => (floating && Number.isInteger(value) ? value.toFixed(1) : String(value));
  const found: Violating[] = [];
  // Past the type's own limits it would be another error.
  if (min !== undefined && min > -limit)
    found.push({ kind: 'minimum', value: min - 1, says: `Member must have value greater than or equal to ${shown(min)}` });
  if (max !== undefined && max + 1 < limit)
    found.push({ kind: 'maximum', value: max + 1, says: `Member must have value less than or equal to ${shown(max)}` });
  return found;
}

/** Of exactly that length, and of the pattern where that can be had. */
const wordOf = (pattern: string | undefined, length: number): string =>
  (pattern === undefined ? undefined : matching(pattern, length, length)) ?? 'a'.repeat(length);

/** RFC 9110 (13.1.3, 13.1.4): conditions with a date that HTTP doesn't know are ignored. */
const isConditionalDate = ({ traits }: ModelMember): boolean =>
  /^(?:x-amz-copy-source-)?if-(?:un)?modified-since$/i.test(String(traits['smithy.api#httpHeader']));

/** Whatever the protocol, the value can't be read as the shape's type. */
function wrongType(shape: ModelShape): WrongType {
  switch (shape.type) {
    case 'structure':
    case 'union':
    case 'map':
      return new WrongType(['wrong'], 'wrong');
    case 'list':
      return new WrongType({ wrong: 1 }, 'wrong');
    default:
      return new WrongType({ wrong: [] }, 'wrong');
  }
}
