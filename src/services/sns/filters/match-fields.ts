/** Matches patterns with an event: a tree of objects, arrays and values. */
import { type FieldPatterns, matchesValue, type Scalar } from './patterns.js';

export type EventValue = Scalar | readonly EventValue[] | { readonly [name: string]: EventValue };

/** A set of fields, a bit each. */
type Fields = number;
/** Sets of fields that can be had together, none within another. */
type Choices = readonly Fields[];

const NOTHING: Choices = [0];
/** As deep as AWS's parser goes. */
const DEEPEST = 1000;
/** One bit of a number each. */
const MOST_FIELDS = 31;

/**
 * Whether every field has a value that it wants. Names are joined by dots: `{"a": {"b": 1}}` has the field `a.b`, as `{"a.b": 1}` has it.
 * Of an array's objects one must have all of the fields that the array has at all.
 * @param patterns of 31 fields at most.
 * @param whenAbsent whether a field that the event lacks is fine; that it must be absent (`exists: false`) is known without.
 */
export function matchesFields(
  patterns: FieldPatterns,
  event: { readonly [name: string]: EventValue },
  whenAbsent: (field: string) => boolean = () => false,
): boolean {
  if (patterns.size > MOST_FIELDS) throw new RangeError(`${patterns.size} fields are more than can be matched`);
  const walk = new Walk(patterns);
  const choices = walk.ofObject(event, '', 0);
  let absent = 0;
  [...patterns].forEach(([field, wanted], index) => {
    const mayBeAbsent = wanted.some((pattern) => pattern.kind === 'exists' && !pattern.wanted);
    // Attribute key matching: "An empty set of attributes results in the filter not matching."
    const isFine = (mayBeAbsent && walk.hasValues) || whenAbsent(field);
    if ((walk.present & (1 << index)) === 0 && isFine) absent |= 1 << index;
  });
  const all = patterns.size === MOST_FIELDS ? 0x7fffffff : (1 << patterns.size) - 1;
  return !walk.isTooDeep && choices.some((fields) => (fields | absent) === all);
}

class Walk {
  /** The fields that have values, fitting or not. */
  present: Fields = 0;
  /** Whether anything has. */
  hasValues = false;
  isTooDeep = false;
  readonly #patterns: FieldPatterns;
  readonly #bits: ReadonlyMap<string, Fields>;
  /** What a field's path can begin with. */
  readonly #beginnings: ReadonlySet<string>;

  constructor(patterns: FieldPatterns) {
    this.#patterns = patterns;
    const fields = [...patterns.keys()];
    this.#bits = new Map(fields.map((field, index) => [field, 1 << index]));
    this.#beginnings = new Set(fields.flatMap((field) => [...field.matchAll(/\./g)].map(({ index }) => field.slice(0, index))));
  }

  ofObject(object: { readonly [name: string]: EventValue }, path: string, depth: number): Choices {
    let choices = NOTHING;
    for (const [name, value] of Object.entries(object)) {
      const field = path === '' ? name : `${path}.${name}`;
      if (this.#bits.has(field) || this.#beginnings.has(field)) choices = both(choices, this.#ofValue(value, field, depth + 1));
      else this.hasValues ||= hasValue(value);
    }
    return choices;
  }

  #ofValue(value: EventValue, field: string, depth: number): Choices {
    if (depth > DEEPEST) this.isTooDeep = true;
    if (this.isTooDeep) return NOTHING;
    if (isArray(value)) return this.#ofArray(value, field, depth);
    if (typeof value === 'object' && value !== null) return this.ofObject(value, field, depth);
    this.hasValues = true;
    const bit = this.#bits.get(field);
    if (bit === undefined) return NOTHING;
    this.present |= bit;
    return this.#patterns.get(field)?.some((pattern) => matchesValue(pattern, value)) === true ? [bit] : NOTHING;
  }

  /** Of its objects and arrays one is chosen; its plain values are there for all of them. */
  #ofArray(values: readonly EventValue[], field: string, depth: number): Choices {
    let plain = NOTHING;
    let chosen: Choices = [];
    for (const value of values) {
      const choices = this.#ofValue(value, field, depth + 1);
      if (typeof value === 'object' && value !== null) chosen = largest([...chosen, ...choices]);
      else plain = both(plain, choices);
    }
    return chosen.length === 0 ? plain : both(plain, chosen);
  }
}

/** Array.isArray doesn't tell readonly arrays apart. */
export const isArray = (value: EventValue): value is readonly EventValue[] => Array.isArray(value);

/** Whether there is a plain value anywhere in it; as deep as it may be, so without recursion. */
function hasValue(value: EventValue): boolean {
  const rest = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next !== 'object' || next === null) return true;
    for (const member of Object.values(next)) rest.push(member);
  }
  return false;
}

function both(one: Choices, other: Choices): Choices {
  if (one === NOTHING) return other;
  if (other === NOTHING) return one;
  return largest(one.flatMap((fields) => other.map((more) => fields | more)));
}

const largest = (choices: Choices): Choices => {
  const distinct = [...new Set(choices)];
  return distinct.filter((fields) => !distinct.some((other) => other !== fields && (other & fields) === fields));
};
